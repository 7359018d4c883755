import check from '../../../lib/checks/health/health-check-port-mismatch.ts';
import { answersWith, failsChecks, probeSees, showMetric } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  base: 'alb-with-management-port',
  good: {
    'the port answers': (scene) => answersWith(scene, 503),
    'one target is healthy on the same port': (scene) => failsChecks(scene, (target) => target === scene.targets[0]),
  },
  bad: {
    'the port of the check is not the traffic’s, and refuses': {
      edit: (scene) => failsChecks(scene),
      says: { confidence: 'likely' },
    },
    'targets answer requests on the traffic port': {
      edit: (scene) => {
        failsChecks(scene);
        showMetric(scene, { name: 'HTTPCode_Target_2XX_Count', values: [120, 133] });
      },
      says: { confidence: 'certain' },
    },
    'another port answers': {
      edit: (scene) => {
        failsChecks(scene);
        probeSees(scene, { outcome: 'response', statusCode: 200, port: 8081 });
      },
      says: { confidence: 'certain' },
    },
  },
});
