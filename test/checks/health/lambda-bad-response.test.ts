import check from '../../../lib/checks/health/lambda-bad-response.ts';
import { failsChecks, showMetric } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  base: 'alb-to-lambda',
  good: {
    'no error among many requests': (scene) => {
      showMetric(scene, { name: 'LambdaUserError', values: [0, 0] });
      showMetric(scene, { name: 'RequestCount', values: [50, 60] });
    },
    'ELB may not invoke it in the first place': (scene) => {
      showMetric(scene, { name: 'LambdaUserError', values: [5, 5] });
      scene.region.lambdaPolicies = Object.fromEntries(scene.targets.map(({ Target }) => [Target.Id, null]));
    },
  },
  bad: {
    'every request fails': {
      edit: (scene) => {
        showMetric(scene, { name: 'LambdaUserError', values: [12, 15] });
        showMetric(scene, { name: 'RequestCount', values: [12, 15] });
      },
      says: { confidence: 'certain' },
    },
    'one in ten fails': {
      edit: (scene) => {
        showMetric(scene, { name: 'LambdaUserError', values: [10, 10] });
        showMetric(scene, { name: 'RequestCount', values: [100, 100] });
      },
      says: { confidence: 'likely', severity: 'medium' },
    },
    'every request fails, and the policy could not be read': {
      edit: (scene) => {
        showMetric(scene, { name: 'LambdaUserError', values: [12, 15] });
        showMetric(scene, { name: 'RequestCount', values: [12, 15] });
        scene.region.errors = [{ api: 'lambda:GetPolicy', code: 'AccessDeniedException' }];
      },
      says: { confidence: 'possible', message: expect.stringContaining('could not be read') },
    },
    'its health check fails': { edit: (scene) => failsChecks(scene), says: { confidence: 'likely' } },
  },
});
