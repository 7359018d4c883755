import type {
  Cadence,
  ClosingMessage,
  PlanRequest,
  RetiredMessage,
  ShardMessage,
  SweepMessage,
} from './sweep-message.ts';

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
  /** ARNs of target groups with open findings or incidents, whether they still exist or not. */
  readonly withOpenRecords: ReadonlySet<string>;
  readonly withOpenIncident: ReadonlySet<string>;
}

export interface PlanLimits {
  readonly shardSize: number;
  readonly healthSweepMinutes: number;
  readonly fullSweepMinutes: number;
}

/** The messages of one region's sweep, in order: the shards, then the closing one. */
export function planRegion(region: RegionToSweep, request: PlanRequest, limits: PlanLimits): readonly SweepMessage[] {
  const sweep = sweepOf(region, request, limits);
  const shards = depths(region, request).flatMap(({ depth, groups }) =>
    byVpc(groups).flatMap(({ vpc, arns }) =>
      splitEvenly(arns, limits.shardSize).map((targetGroups, at): ShardMessage => {
        const part = `${request.cadence}/${depth}/${vpc}/${at}`;
        return { kind: 'shard', ...sweep, depth, part, targetGroups };
      }),
    ),
  );
  return [...shards, ...closings(goneOf(region)).map((gone): ClosingMessage => ({ kind: 'closing', ...sweep, gone }))];
}

/** Tells that a region which was swept once is not audited any more. */
export function retireRegion(
  region: Pick<RegionToSweep, 'accountId' | 'region'>,
  request: PlanRequest,
  limits: PlanLimits,
): RetiredMessage {
  return { kind: 'retired', ...sweepOf(region, request, limits) };
}

function sweepOf(
  { accountId, region }: Pick<RegionToSweep, 'accountId' | 'region'>,
  request: PlanRequest,
  limits: PlanLimits,
) {
  return { accountId, region, ...request, validUntil: validUntil(request, limits) };
}

interface Depth {
  readonly depth: Cadence;
  readonly groups: readonly ListedTargetGroup[];
}

/**
 * A target group with an open incident may have recovered, and then its targets' health alone does not tell which of
 * its findings are over: it is looked at in full, first.
 */
function depths({ targetGroups, withOpenIncident }: RegionToSweep, { cadence }: PlanRequest): readonly Depth[] {
  if (cadence === 'full') return [{ depth: 'full', groups: targetGroups }];
  return [
    { depth: 'full', groups: targetGroups.filter(({ arn }) => withOpenIncident.has(arn)) },
    { depth: 'health', groups: targetGroups.filter(({ arn }) => !withOpenIncident.has(arn)) },
  ];
}

function goneOf({ targetGroups, withOpenRecords }: RegionToSweep): readonly string[] {
  const there = new Set(targetGroups.map(({ arn }) => arn));
  return [...withOpenRecords].filter((arn) => !there.has(arn)).sort();
}

/** There is always a closing message: it says that the sweep went through. */
function closings(gone: readonly string[]): readonly (readonly string[])[] {
  return gone.length === 0 ? [[]] : splitEvenly(gone, MOST_GONE_IN_ONE_MESSAGE);
}

/** ARNs of about 130 bytes, so that a message stays far below what SQS takes. */
const MOST_GONE_IN_ONE_MESSAGE = 500;

/** One VPC's network is read once for all of a shard; groups of one load balancer stay together for the same reason. */
function byVpc(
  targetGroups: readonly ListedTargetGroup[],
): readonly { readonly vpc: string; readonly arns: readonly string[] }[] {
  const vpcs = new Map<string, ListedTargetGroup[]>();
  for (const group of targetGroups) {
    const vpc = group.vpcId ?? 'no-vpc';
    const others = vpcs.get(vpc);
    if (others === undefined) vpcs.set(vpc, [group]);
    else others.push(group);
  }
  return [...vpcs]
    .sort(([one], [other]) => compare(one, other))
    .map(([vpc, groups]) => ({ vpc, arns: groups.sort(byLoadBalancer).map(({ arn }) => arn) }));
}

function byLoadBalancer(one: ListedTargetGroup, other: ListedTargetGroup): number {
  return compare(one.loadBalancerArns[0] ?? '', other.loadBalancerArns[0] ?? '') || compare(one.arn, other.arn);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function splitEvenly<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  const parts = Math.ceil(items.length / most);
  const size = Math.ceil(items.length / Math.max(1, parts));
  const chunks = Array.from({ length: parts }, (_, at) => items.slice(at * size, (at + 1) * size));
  return chunks.filter(({ length }) => length > 0);
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
