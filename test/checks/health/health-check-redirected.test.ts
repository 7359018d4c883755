import check from '../../../lib/checks/health/health-check-redirected.ts';
import { answersWith, failsChecks, probeSees, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'a path that is not there': (scene) => answersWith(scene, 404),
    'not modified': (scene) => answersWith(scene, 304),
    'a timeout': (scene) => timesOut(scene),
    'a refused connection': (scene) => failsChecks(scene),
  },
  bad: {
    '301': { edit: (scene) => answersWith(scene, 301), says: { confidence: 'certain', evidence: { codes: [301] } } },
    '302': { edit: (scene) => answersWith(scene, 302), says: { confidence: 'certain', evidence: { codes: [302] } } },
    '307': { edit: (scene) => answersWith(scene, 307), says: { confidence: 'certain', evidence: { codes: [307] } } },
    'to a login page': {
      edit: (scene) => {
        answersWith(scene, 302);
        probeSees(scene, { outcome: 'response', statusCode: 302, headers: { location: '/users/sign_in' } });
      },
      says: { evidence: { codes: [302], location: '/users/sign_in' } },
    },
  },
});
