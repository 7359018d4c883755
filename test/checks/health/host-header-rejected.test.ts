import check from '../../../lib/checks/health/host-header-rejected.ts';
import { answersWith, failsChecks, probeSees, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'a plain 404': (scene) => answersWith(scene, 404),
    'a server error': (scene) => answersWith(scene, 500),
    'another success': (scene) => answersWith(scene, 204),
    'a timeout': (scene) => timesOut(scene),
    'a refused connection': (scene) => failsChecks(scene),
  },
  bad: {
    '400': { edit: (scene) => answersWith(scene, 400), says: { confidence: 'likely', evidence: { codes: [400] } } },
    '421': { edit: (scene) => answersWith(scene, 421), says: { confidence: 'likely', evidence: { codes: [421] } } },
    'a name is answered, the address is not': {
      edit: (scene) => {
        answersWith(scene, 404);
        probeSees(scene, { outcome: 'response', statusCode: 404 });
        probeSees(scene, { outcome: 'response', statusCode: 200, host: 'shop.example.com' });
      },
      says: { confidence: 'certain' },
    },
    'a default site of nginx': {
      edit: (scene) => {
        answersWith(scene, 404);
        probeSees(scene, { outcome: 'response', statusCode: 404, headers: { server: 'nginx/1.27' } });
      },
      says: { confidence: 'possible', severity: 'low' },
    },
  },
});
