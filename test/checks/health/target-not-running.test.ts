import check from '../../../lib/checks/health/target-not-running.ts';
import { failsChecks, isUnused } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'an unhealthy target that runs': (scene) => failsChecks(scene),
  },
  bad: {
    stopped: {
      edit: (scene) => {
        isUnused(scene, 'Target.InvalidState', 'Target is in the stopped state');
        for (const instance of scene.region.instances ?? []) instance.State = { Name: 'stopped' };
      },
      says: { confidence: 'certain', evidence: { instanceState: 'stopped' } },
    },
    'unknown to EC2': {
      edit: (scene) => {
        failsChecks(scene, (target) => target === scene.targets[0]);
        const [gone] = scene.targets;
        scene.region.instances = scene.region.instances?.filter(({ InstanceId }) => InstanceId !== gone?.Target.Id);
      },
      says: { confidence: 'certain' },
      targets: 1,
    },
  },
});
