/**
 * A believable account, built in code: start with `sampleAccount`, add a network, load balancers and targets, and take
 * the snapshot. All that is built is healthy; records have the members that AWS's answers have.
 */
import type { AttributeRecord } from '../snapshot/load-balancing.ts';
import type { RegionSnapshot, Snapshot } from '../snapshot/snapshot.ts';
import { createIds, type Ids } from './ids.ts';

export type SampleRegion = { [Part in keyof RegionSnapshot]-?: NonNullable<RegionSnapshot[Part]> };

/** One account with one region under construction. */
export interface SampleAccount {
  readonly accountId: string;
  readonly capturedAt: string;
  readonly ids: Ids;
  readonly region: SampleRegion;
  /** The next free host number of each subnet. */
  readonly nextHosts: Map<string, number>;
}

export interface SampleAccountOptions {
  /** Decides every id. */
  readonly seed?: string;
  readonly region?: string;
  readonly accountId?: string;
  /** ISO time. */
  readonly capturedAt?: string;
}

export function sampleAccount({
  seed = 'sample',
  region = 'eu-west-1',
  accountId = '210987654321',
  capturedAt = '2026-11-22T12:00:00Z',
}: SampleAccountOptions = {}): SampleAccount {
  return { accountId, capturedAt, ids: createIds(seed), region: emptyRegion(region), nextHosts: new Map() };
}

export function snapshotOf({ accountId, capturedAt, region }: SampleAccount): Snapshot {
  return { schema: 'snapshot/1', capturedAt, accountId, regions: [region] };
}

export const toAttributes = (attributes: Readonly<Record<string, string>>): AttributeRecord[] =>
  Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));

export const nameTag = (name: string) => [{ Key: 'Name', Value: name }];

/** An ARN of this account and region: `arnOf(account, 'lambda', 'function:x')`. */
export function arnOf({ accountId, region }: SampleAccount, service: string, resource: string): string {
  return `arn:aws:${service}:${region.region}:${accountId}:${resource}`;
}

function emptyRegion(region: string): SampleRegion {
  return {
    region,
    loadBalancers: [],
    loadBalancerAttributes: {},
    listeners: [],
    rules: {},
    targetGroups: [],
    targetGroupAttributes: {},
    targetHealth: {},
    tags: {},
    instances: [],
    instanceStatuses: [],
    networkInterfaces: [],
    securityGroups: [],
    networkAcls: [],
    routeTables: [],
    subnets: [],
    vpcs: [],
    vpcPeeringConnections: [],
    prefixLists: [],
    alarms: [],
    metrics: [],
    lambdaPolicies: {},
    probes: [],
    errors: [],
  };
}
