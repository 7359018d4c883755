import check from '../../../lib/checks/health/path-not-found.ts';
import { answersWith, failsChecks, probeSees, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'a redirect': (scene) => answersWith(scene, 302),
    'a server error': (scene) => answersWith(scene, 503),
    'a timeout': (scene) => timesOut(scene),
    'a refused connection': (scene) => failsChecks(scene),
  },
  bad: {
    '404': { edit: (scene) => answersWith(scene, 404), says: { confidence: 'likely', evidence: { codes: [404] } } },
    '410': { edit: (scene) => answersWith(scene, 410), says: { confidence: 'likely', evidence: { codes: [410] } } },
    'behind a timeout, seen by a probe': {
      edit: (scene) => {
        timesOut(scene);
        probeSees(scene, { outcome: 'response', statusCode: 404 });
      },
      says: { severity: 'medium', confidence: 'likely' },
    },
  },
});
