import check from '../../../lib/checks/health/target-not-running.ts';
import type { Scene } from '../../faults/scene.ts';
import { failsChecks, isUnused } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

function unreadInstances({ region }: Scene): void {
  region.instances = [];
  region.errors = [{ api: 'ec2:DescribeInstances', code: 'UnauthorizedOperation' }];
}

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
    'stopped by what ELB says, with the instances unread': {
      edit: (scene) => {
        isUnused(scene, 'Target.InvalidState', 'Target is in the stopped state');
        unreadInstances(scene);
      },
      says: { confidence: 'certain' },
    },
  },
  unknown: {
    'the instances could not be read, and ELB names no reason': (scene) => {
      failsChecks(scene);
      unreadInstances(scene);
    },
    'a healthy account whose instances could not be read': unreadInstances,
  },
});
