import check from '../../../lib/checks/health/health-check-needs-authentication.ts';
import { answersWith, failsChecks, probeSees, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'a path that is not there': (scene) => answersWith(scene, 404),
    'a redirect that leads nobody knows where': (scene) => answersWith(scene, 302),
    'a timeout': (scene) => timesOut(scene),
    'a refused connection': (scene) => failsChecks(scene),
  },
  bad: {
    '401': { edit: (scene) => answersWith(scene, 401), says: { confidence: 'certain', evidence: { codes: [401] } } },
    '403': { edit: (scene) => answersWith(scene, 403), says: { confidence: 'likely', evidence: { codes: [403] } } },
    '407': { edit: (scene) => answersWith(scene, 407), says: { confidence: 'certain', evidence: { codes: [407] } } },
    'a 403 that names the host as its ground': {
      edit: (scene) => {
        answersWith(scene, 403);
        probeSees(scene, { outcome: 'response', statusCode: 403, error: 'Blocked hosts: 10.0.1.7:8080' });
      },
      says: { confidence: 'possible' },
    },
    'sent to a login page': {
      edit: (scene) => {
        answersWith(scene, 302);
        probeSees(scene, {
          outcome: 'response',
          statusCode: 302,
          headers: { location: 'https://sso.example.com/oauth2/authorize' },
        });
      },
      says: { confidence: 'likely' },
    },
  },
});
