import type { Cadence, ClosingMessage, PlanRequest, ShardMessage, SweepMessage } from './sweep-message.ts';

/** A target group as a region's listing shows it. */
export interface ListedTargetGroup {
  readonly arn: string;
  /** Absent for Lambda target groups, which are in no VPC. */
  readonly vpcId: string | undefined;
  readonly loadBalancerArns: readonly string[];
}

export interface RegionToSweep {
  readonly accountId: string;
  readonly region: string;
  /** All of the region's target groups. */
  readonly targetGroups: readonly ListedTargetGroup[];
  /** Target groups with open records, there or not. */
  readonly open: readonly string[];
}

export interface PlanLimits {
  readonly shardSize: number;
  readonly healthSweepMinutes: number;
  readonly fullSweepMinutes: number;
}

/**
 * The messages of one region's sweep, in order: the shards, then the closing one.
 * A shard holds target groups of one VPC, so its network is read once; those of one load balancer stay next to each
 * other, so few load balancers are read twice.
 */
export function planRegion(region: RegionToSweep, request: PlanRequest, limits: PlanLimits): readonly SweepMessage[] {
  const sweep = {
    accountId: region.accountId,
    region: region.region,
    cadence: request.cadence,
    scheduledAt: request.scheduledAt,
    validUntil: validUntil(request, limits),
  };
  const shards = byVpc(region.targetGroups).flatMap((groups) => splitEvenly(groups, limits.shardSize));
  return [
    ...shards.map((targetGroups): ShardMessage => ({ kind: 'shard', ...sweep, targetGroups })),
    ...closings(goneOf(region)).map((gone): ClosingMessage => ({ kind: 'closing', ...sweep, gone })),
  ];
}

function goneOf({ targetGroups, open }: RegionToSweep): readonly string[] {
  const there = new Set(targetGroups.map(({ arn }) => arn));
  return [...new Set(open)].filter((arn) => !there.has(arn)).sort();
}

/** There is always a closing message: it says that the sweep went through. */
function closings(gone: readonly string[]): readonly (readonly string[])[] {
  return gone.length === 0 ? [[]] : splitEvenly(gone, MOST_GONE_IN_ONE_MESSAGE);
}

/** ARNs of about 130 bytes, so that a message stays far below what SQS takes. */
const MOST_GONE_IN_ONE_MESSAGE = 500;

function byVpc(targetGroups: readonly ListedTargetGroup[]): readonly (readonly string[])[] {
  const groups = new Map<string, ListedTargetGroup[]>();
  for (const group of targetGroups) {
    const vpc = group.vpcId ?? '';
    const others = groups.get(vpc);
    if (others === undefined) groups.set(vpc, [group]);
    else others.push(group);
  }
  return [...groups.keys()].sort().map((vpc) => (groups.get(vpc) ?? []).sort(byLoadBalancer).map(({ arn }) => arn));
}

function byLoadBalancer(one: ListedTargetGroup, other: ListedTargetGroup): number {
  return compare(one.loadBalancerArns[0] ?? '', other.loadBalancerArns[0] ?? '') || compare(one.arn, other.arn);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function splitEvenly<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  const parts = Math.ceil(items.length / most);
  const size = Math.ceil(items.length / Math.max(1, parts));
  return Array.from({ length: parts }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/**
 * After a few periods a shard that still waits is dropped, for a newer one asks the same: else a queue that once fell
 * behind would never catch up.
 */
function validUntil({ cadence, scheduledAt }: PlanRequest, limits: PlanLimits): string {
  const minutes: Record<Cadence, number> = {
    health: Math.max(15, 3 * limits.healthSweepMinutes),
    full: limits.fullSweepMinutes,
  };
  return new Date(Date.parse(scheduledAt) + minutes[cadence] * 60_000).toISOString();
}
