import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Clients } from '../collect/clients.ts';
import { collectTargetGroups } from '../collect/collect-load-balancing.ts';
import { mapLimit } from '../collect/map-limit.ts';
import { PartReader } from '../collect/part-reader.ts';
import type { TargetGroupRecord } from '../snapshot/load-balancing.ts';
import type { Store } from '../store/store.ts';
import { enqueue } from './enqueue.ts';
import { type ListedTargetGroup, type PlanLimits, planRegion, retireRegion } from './plan-region.ts';
import type { PlanRequest } from './sweep-message.ts';

export interface PlanOptions {
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly limits: PlanLimits;
  readonly elbOf: (region: string) => Clients['elb'];
  readonly store: Pick<Store, 'openRecords' | 'pendingRecords' | 'readRegions'>;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

export type PlannedRegion =
  | {
      readonly outcome: 'planned';
      readonly region: string;
      readonly targetGroups: number;
      readonly shards: number;
      readonly gone: number;
    }
  /** Nothing was put on the queue: of a region that cannot be listed nothing may be concluded. */
  | { readonly outcome: 'not-listed'; readonly region: string; readonly because: string }
  /** It was swept before, and is not among the regions any more. */
  | { readonly outcome: 'retired'; readonly region: string };

/** Regions have request limits of their own. */
const REGIONS_AT_ONCE = 4;

/** Lists every region's target groups and puts its sweep on the queue. */
export async function planSweep(request: PlanRequest, options: PlanOptions): Promise<readonly PlannedRegion[]> {
  const { accountId, regions, store } = options;
  const swept = new Set((await store.readRegions(accountId)).map(({ region }) => region));
  const retired = [...swept].filter((region) => !regions.includes(region)).sort();
  return [
    ...(await mapLimit(regions, REGIONS_AT_ONCE, (region) => plan(region, request, options))),
    ...(await mapLimit(retired, REGIONS_AT_ONCE, (region) => retire(region, request, options))),
  ];
}

async function retire(region: string, request: PlanRequest, options: PlanOptions): Promise<PlannedRegion> {
  const { accountId, limits, sqs, queueUrl } = options;
  await enqueue(sqs, queueUrl, [retireRegion({ accountId, region }, request, limits)]);
  return { outcome: 'retired', region };
}

async function plan(region: string, request: PlanRequest, options: PlanOptions): Promise<PlannedRegion> {
  const { accountId, limits, store, sqs, queueUrl } = options;
  // What has open records is read first: a target group made after that is in the listing and has none.
  const records = await readRecords(store, accountId, region);
  const reader = new PartReader(region, () => {});
  const listed = await collectTargetGroups(reader, options.elbOf(region));
  if (listed === undefined) return { outcome: 'not-listed', region, because: describe(reader) };
  const messages = planRegion({ accountId, region, targetGroups: listed.map(toListed), ...records }, request, limits);
  await enqueue(sqs, queueUrl, messages);
  return {
    outcome: 'planned',
    region,
    targetGroups: listed.length,
    shards: messages.filter(({ kind }) => kind === 'shard').length,
    gone: messages.reduce((sum, message) => sum + (message.kind === 'closing' ? message.gone.length : 0), 0),
  };
}

async function readRecords(store: PlanOptions['store'], accountId: string, region: string) {
  const open = await store.openRecords(accountId, region);
  const pending = await store.pendingRecords(accountId, region);
  const all = [...open.findings, ...open.incidents, ...pending.watches, ...pending.incidents];
  return {
    withOpenRecords: new Set(all.map(({ targetGroup }) => targetGroup)),
    withOpenIncident: new Set(open.incidents.map(({ targetGroup }) => targetGroup)),
  };
}

function toListed({ TargetGroupArn, VpcId, LoadBalancerArns }: TargetGroupRecord): ListedTargetGroup {
  return { arn: TargetGroupArn, vpcId: VpcId ?? undefined, loadBalancerArns: LoadBalancerArns ?? [] };
}

function describe({ errors }: PartReader): string {
  return errors.map(({ api, code, message }) => `${api}: ${code}: ${message}`).join('; ');
}
