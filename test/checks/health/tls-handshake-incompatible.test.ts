import check from '../../../lib/checks/health/tls-handshake-incompatible.ts';
import { answersWith, failsChecks, probeSees, showMetric } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  base: 'alb-to-https',
  good: {
    'a certificate that has expired, which no load balancer minds': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'tls-error', error: 'certificate has expired' });
    },
    'a server without TLS': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'tls-error', error: 'wrong version number' });
    },
    'a path that is not there': (scene) => answersWith(scene, 404),
  },
  bad: {
    'no shared cipher': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'tls-error', error: 'alert handshake failure' });
      },
      says: { confidence: 'certain' },
    },
    'handshakes that failed by the load balancer’s count': {
      edit: (scene) => {
        failsChecks(scene);
        showMetric(scene, { name: 'TargetTLSNegotiationErrorCount', values: [2, 3] });
      },
      says: { confidence: 'likely', evidence: { TargetTLSNegotiationErrorCount: 5 } },
    },
  },
});
