import check from '../../../lib/checks/health/node-local-health-check.ts';
import { failsChecks } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  base: 'nlb-with-client-addresses',
  good: { 'no node answers': (scene) => failsChecks(scene) },
  bad: {
    'one node runs no pod': {
      edit: (scene) => failsChecks(scene, (target) => target === scene.targets[0]),
      says: { confidence: 'likely' },
      targets: 1,
    },
  },
});
