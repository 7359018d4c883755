import check from '../../../lib/checks/health/listening-on-loopback-only.ts';
import { failsChecks, probeSees } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'refused, and no more is known': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'refused', error: 'connect ECONNREFUSED' });
    },
  },
  bad: {
    'refused outside, answered inside': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'refused' });
        probeSees(scene, { outcome: 'response', statusCode: 200, host: 'localhost:8080' });
      },
      says: { confidence: 'certain' },
      targets: 4,
    },
    'the probe says so': (scene) => {
      failsChecks(scene);
      probeSees(scene, { outcome: 'refused', error: 'refused; the host listens on 127.0.0.1:8080 only' });
    },
  },
});
