import check from '../../../lib/checks/health/nothing-listening.ts';
import type { Scene } from '../../faults/scene.ts';
import { answersWith, failsChecks, isInState, probeSees, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

function answersSlowly(scene: Scene): void {
  failsChecks(scene);
  probeSees(scene, { outcome: 'response', statusCode: 200, millis: 20_000 });
}

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
    'it refuses, but those replaced before it answer by now: it only starts late': {
      edit: (scene) => {
        const started = new Date(Date.UTC(2026, 10, 22, 11, 55)).toISOString();
        for (const instance of scene.region.instances ?? []) instance.LaunchTime = started;
        failsChecks(scene);
        const last = scene.targets.at(-1);
        isInState(scene, 'draining', 'Target.DeregistrationInProgress', '', (target) => target === last);
        probeSees(scene, { outcome: 'response', statusCode: 200 });
        const own = scene.targets[0]?.Target.Id ?? '';
        probeSees(scene, { outcome: 'refused', error: 'connect ECONNREFUSED' });
        const probe = scene.region.probes?.at(-1);
        if (probe) Object.assign(probe, { targetId: own, request: { ...probe.request, host: `${own}:8080` } });
      },
      says: { confidence: 'likely' },
    },
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
    'failed over TLS, and metrics that would tell of handshakes are unread': {
      edit: (scene) => {
        Object.assign(scene.targetGroup, { Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS' });
        failsChecks(scene);
        scene.region.errors = [{ api: 'cloudwatch:GetMetricData', code: 'AccessDenied' }];
      },
      says: { confidence: 'possible' },
    },
    silence: { edit: (scene) => timesOut(scene), says: { confidence: 'possible', severity: 'low' } },
  },
});

testCheck(check, {
  base: 'nlb-with-client-addresses',
  good: { 'an answer, if a slow one': (scene) => answersSlowly(scene) },
  bad: {
    'failed behind an NLB, and nobody could see whether the instances run': {
      edit: (scene) => {
        failsChecks(scene);
        scene.region.errors = [{ api: 'ec2:DescribeInstances', code: 'UnauthorizedOperation' }];
      },
      says: { confidence: 'possible' },
    },
  },
});
