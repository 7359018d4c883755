import check from '../../../lib/checks/health/health-check-protocol-mismatch.ts';
import { answersWith, failsChecks, probeSees } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

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
      says: { confidence: 'certain' },
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
