import check from '../../../lib/checks/health/application-error.ts';
import { answersWith, failsChecks, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'a path that is not there': (scene) => answersWith(scene, 404),
    'too many requests': (scene) => answersWith(scene, 429),
    'a timeout': (scene) => timesOut(scene),
    'a refused connection': (scene) => failsChecks(scene),
  },
  bad: {
    '500': { edit: (scene) => answersWith(scene, 500), says: { confidence: 'certain', evidence: { codes: [500] } } },
    '503': { edit: (scene) => answersWith(scene, 503), says: { confidence: 'certain', evidence: { codes: [503] } } },
    '504': { edit: (scene) => answersWith(scene, 504), says: { confidence: 'certain', evidence: { codes: [504] } } },
  },
});
