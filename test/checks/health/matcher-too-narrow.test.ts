import check from '../../../lib/checks/health/matcher-too-narrow.ts';
import { answersWith, failsChecks, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'a path that is not there': (scene) => answersWith(scene, 404),
    'a server error, which no matcher should accept': (scene) => answersWith(scene, 503),
    'a bad request': (scene) => answersWith(scene, 400),
    'a timeout': (scene) => timesOut(scene),
    'a refused connection': (scene) => failsChecks(scene),
  },
  bad: {
    'another success': {
      edit: (scene) => answersWith(scene, 204),
      says: { confidence: 'certain', evidence: { codes: [204] } },
    },
    accepted: { edit: (scene) => answersWith(scene, 202), says: { confidence: 'certain', evidence: { codes: [202] } } },
    'a standby that says 429': {
      edit: (scene) => answersWith(scene, 429),
      says: { confidence: 'likely', evidence: { codes: [429] } },
    },
  },
});
