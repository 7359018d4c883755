import type { Snapshot } from '../snapshot/snapshot.ts';
import type { SampleLoadBalancer } from './load-balancers.ts';
import { type SampleAccount, snapshotOf } from './sample-account.ts';
import type { SampleTargetGroup } from './target-groups.ts';

/** A healthy account around one target group: what faults are injected into, and what must pass untouched. */
export interface HealthyBase {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** ARN of the target group that it is about. */
  readonly targetGroup: string;
  /** ARN of the load balancer in front of it. */
  readonly loadBalancer: string;
}

export function baseOf(
  name: string,
  account: SampleAccount,
  loadBalancer: SampleLoadBalancer,
  targetGroup: SampleTargetGroup,
): HealthyBase {
  return { name, snapshot: snapshotOf(account), targetGroup: targetGroup.arn, loadBalancer: loadBalancer.arn };
}
