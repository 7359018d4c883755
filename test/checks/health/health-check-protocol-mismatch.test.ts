import check from '../../../lib/checks/health/health-check-protocol-mismatch.ts';
import type { Scene } from '../../faults/scene.ts';
import { answersWith, failsChecks, probeSees } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

function sendProxyHeader({ region, targetGroup }: Scene): void {
  Object.assign(targetGroup, { HealthCheckProtocol: 'HTTP', HealthCheckPath: '/ready' });
  region.targetGroupAttributes = {
    ...region.targetGroupAttributes,
    [targetGroup.TargetGroupArn]: [{ Key: 'proxy_protocol_v2.enabled', Value: 'true' }],
  };
}

testCheck(check, {
  good: {
    'a path that is not there': (scene) => answersWith(scene, 404),
    'a refused connection': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'refused' });
    },
  },
  bad: {
    'HTTPS answers on the port': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'response', statusCode: 200, protocol: 'HTTPS' });
      },
      // Requests would still be sent in plaintext, and the check would hide that all of them fail.
      says: {
        confidence: 'certain',
        remedies: [
          expect.objectContaining({ command: expect.stringMatching(/create-target-group .*--protocol HTTPS /) }),
          expect.anything(),
        ],
      },
    },
    'an answer in plaintext to a TLS hello': {
      edit: (scene) => {
        scene.targetGroup.HealthCheckProtocol = 'HTTPS';
        failsChecks(scene);
        probeSees(scene, { outcome: 'tls-error', error: 'plaintext HTTP response to TLS ClientHello' });
      },
      says: { confidence: 'certain' },
    },
    'HTTPS answers on a port that only the check goes to': {
      edit: (scene) => {
        scene.targetGroup.HealthCheckPort = '9443';
        for (const target of scene.targets) target.HealthCheckPort = '9443';
        failsChecks(scene);
        probeSees(scene, { outcome: 'response', statusCode: 200, protocol: 'HTTPS' });
      },
      says: {
        confidence: 'certain',
        remedies: [expect.objectContaining({ kind: 'change' }), expect.anything()],
      },
    },
    'the settings of the group disagree': {
      edit: (scene) => {
        scene.targetGroup.HealthCheckProtocol = 'HTTPS';
        failsChecks(scene);
      },
      says: { confidence: 'likely' },
    },
  },
});

testCheck(check, {
  base: 'nlb-with-client-addresses',
  good: {
    'no PROXY header is sent': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'response', statusCode: 200 });
    },
    'a PROXY header before a port that refuses': (scene) => {
      sendProxyHeader(scene);
      failsChecks(scene);
      probeSees(scene, { outcome: 'refused' });
    },
  },
  bad: {
    'a PROXY header before the check, and a probe without one is answered well': {
      edit: (scene) => {
        sendProxyHeader(scene);
        failsChecks(scene);
        probeSees(scene, { outcome: 'response', statusCode: 200 });
      },
      says: { confidence: 'likely', evidence: { 'proxy_protocol_v2.enabled': 'true' } },
    },
  },
});
