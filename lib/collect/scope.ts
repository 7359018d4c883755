import type { LoadBalancerRecord, TargetGroupRecord, TargetHealthRecord } from '../snapshot/load-balancing.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';

/**
 * How deep to look. `full` reads everything about every target group in scope; `health` reads every target's health,
 * and the rest only of target groups that have something to explain. What is not read is missing from the snapshot.
 */
export type Cadence = 'full' | 'health';

/** What to collect of an account; without restrictions, every target group of the region in full. */
export interface Scope {
  /** Target groups by ARN or name. */
  readonly targetGroups?: readonly string[];
  readonly cadence?: Cadence;
  /** `whole`: every interface and instance of the VPCs and of their peers, not only those of load balancers and targets. */
  readonly network?: 'needed' | 'whole';
}

/** Parts of a region's snapshot; those that could not be read, or need not be, are undefined. */
export type Parts = { [Name in keyof RegionSnapshot]?: RegionSnapshot[Name] | undefined };

/** Target groups that everything is read about. */
export interface InDepth {
  readonly groups: readonly TargetGroupRecord[];
  readonly health: RegionSnapshot['targetHealth'];
  /** Those that the groups need; fewer than the snapshot has. */
  readonly loadBalancers: readonly LoadBalancerRecord[];
}

export function isInScope({ targetGroups }: Scope, group: TargetGroupRecord): boolean {
  if (targetGroups === undefined) return true;
  return targetGroups.includes(group.TargetGroupArn) || targetGroups.includes(group.TargetGroupName ?? '');
}

type TargetHealth = RegionSnapshot['targetHealth'];

/** Has a target that is not healthy, or none at all although a load balancer uses it. Leaving on request is not trouble. */
export function isInTrouble(group: TargetGroupRecord, health: TargetHealth): boolean {
  const targets = health?.[group.TargetGroupArn];
  if (targets === undefined) return false;
  if (targets.length === 0) return (group.LoadBalancerArns ?? []).length > 0;
  return targets.some(isNotServing);
}

export function isNotServing({ TargetHealth }: TargetHealthRecord): boolean {
  return TargetHealth?.State !== 'healthy' && TargetHealth?.State !== 'draining';
}

/** Serves badly or not yet, as opposed to not being used. */
export function isFailing(target: TargetHealthRecord): boolean {
  return isNotServing(target) && target.TargetHealth?.State !== 'unused';
}

export function targetsOf(groups: readonly TargetGroupRecord[], health: TargetHealth): readonly TargetHealthRecord[] {
  return groups.flatMap(({ TargetGroupArn }) => health?.[TargetGroupArn] ?? []);
}

/** The ids that targets of groups of one type are registered with. */
export function targetIdsOf(
  groups: readonly TargetGroupRecord[],
  health: TargetHealth,
  type: 'instance' | 'ip' | 'lambda' | 'alb',
): readonly string[] {
  const ofType = groups.filter(({ TargetType }) => (TargetType ?? 'instance') === type);
  return [...new Set(targetsOf(ofType, health).map(({ Target }) => Target.Id))];
}

/** Load balancers in front of the groups, and those that are targets themselves. */
export function loadBalancersNeededBy(groups: readonly TargetGroupRecord[], health: TargetHealth): ReadonlySet<string> {
  return new Set([
    ...groups.flatMap(({ LoadBalancerArns }) => LoadBalancerArns ?? []),
    ...targetIdsOf(groups, health, 'alb'),
  ]);
}

/** VPCs of the groups and of their load balancers. */
export function vpcsOf(
  groups: readonly TargetGroupRecord[],
  loadBalancers: readonly LoadBalancerRecord[],
): readonly string[] {
  const ids = [...groups, ...loadBalancers].map(({ VpcId }) => VpcId);
  return [...new Set(ids.filter((id): id is string => id != null && id !== ''))];
}
