import check from '../../../lib/checks/health/nothing-listening.ts';
import { answersWith, failsChecks, probeSees, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'an answer, if not the right one': (scene) => answersWith(scene, 404),
    'a handshake that failed: something listens': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'tls-error', error: 'alert handshake failure' });
    },
    'a reset in the middle of the other version of HTTP': (scene) => {
      scene.targetGroup.ProtocolVersion = 'HTTP2';
      failsChecks(scene);
      probeSees(scene, { outcome: 'reset', error: 'read ECONNRESET after sending PRI * HTTP/2.0' });
    },
    'a stopped instance': (scene) => {
      failsChecks(scene);
      for (const instance of scene.region.instances ?? []) instance.State = { Name: 'stopped' };
    },
    'a closed security group': (scene) => {
      timesOut(scene);
      for (const group of scene.region.securityGroups ?? []) group.IpPermissions = [];
    },
  },
  bad: {
    'refused, and nothing else in the way': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'refused' });
      },
      says: { confidence: 'certain' },
    },
    'refused, with one ACL hidden': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'refused' });
        scene.region.errors = [{ api: 'ec2:DescribeNetworkAcls', code: 'AccessDenied' }];
      },
      says: { confidence: 'likely' },
    },
    'failed, and nobody probed': { edit: (scene) => failsChecks(scene), says: { confidence: 'likely' } },
    silence: { edit: (scene) => timesOut(scene), says: { confidence: 'possible', severity: 'low' } },
  },
});
