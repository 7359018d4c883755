import check from '../../../lib/checks/health/target-not-running.ts';
import type { Scene } from '../../faults/scene.ts';
import { failsChecks, isUnused } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

/** `2600:1f18::7` as eight groups of four. */
function writtenInFull(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => '0');
  return [...groups(head), ...zeros, ...groups(tail)].map((group) => group.padStart(4, '0')).join(':');
}

function unreadInstances({ region }: Scene): void {
  region.instances = [];
  region.errors = [{ api: 'ec2:DescribeInstances', code: 'UnauthorizedOperation' }];
}

testCheck(check, {
  base: 'alb-to-ipv6-targets',
  good: {
    'an unhealthy target whose address is written in full': (scene) => {
      for (const { Target } of scene.targets) Target.Id = writtenInFull(Target.Id);
      failsChecks(scene);
    },
  },
  bad: {
    'a task is gone, and another VPC uses its address': {
      edit: (scene) => {
        const [gone] = scene.targets;
        failsChecks(scene, (target) => target === gone);
        for (const networkInterface of scene.region.networkInterfaces ?? []) {
          const carries = networkInterface.Ipv6Addresses?.some(({ Ipv6Address }) => Ipv6Address === gone?.Target.Id);
          if (carries) networkInterface.VpcId = 'vpc-0other';
        }
      },
      says: { confidence: 'certain' },
      targets: 1,
    },
  },
});

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
