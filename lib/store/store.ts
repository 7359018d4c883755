/**
 * Findings, incidents and what is owed about them, in one DynamoDB table.
 * Every write is one item, made only if the item is as it was read: there are no transactions to rely on.
 */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { FindingRecord } from '../audit/finding-record.ts';
import type { IncidentRecord, Watch } from '../audit/incident-record.ts';
import { type AlertClaim, toClaim, toClaimItem } from './alert-claim.ts';
import {
  type Item,
  isFinding,
  isIncident,
  isWatch,
  toFinding,
  toFindingItem,
  toIncident,
  toIncidentItem,
  toWatch,
  toWatchItem,
} from './items.ts';
import { type RegionState, toRegionItem, toRegionState } from './region-state.ts';
import {
  claimKey,
  findingKey,
  incidentKey,
  type Key,
  OPEN_INDEX,
  openIn,
  pendingIn,
  regionKey,
  watchKey,
} from './table.ts';

export interface StoreOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  /** For leases and expiry; the real time unless told otherwise. */
  readonly clock?: () => Date;
}

export interface OpenRecords {
  readonly findings: readonly FindingRecord[];
  readonly incidents: readonly IncidentRecord[];
}

export interface PendingRecords {
  readonly watches: readonly Watch[];
  /** Resolved, and people were not told yet. */
  readonly incidents: readonly IncidentRecord[];
}

/** A write says whether it was made; it is not where another came first. */
export interface Store {
  readonly clock: () => Date;
  /** From the index, which may lag behind by a moment: what is written from it is checked again by the write. */
  openRecords(accountId: string, region: string): Promise<OpenRecords>;
  pendingRecords(accountId: string, region: string): Promise<PendingRecords>;
  readFinding(targetGroup: string, check: string): Promise<FindingRecord | undefined>;
  readIncident(targetGroup: string, openedAt: string): Promise<IncidentRecord | undefined>;
  readIncidents(
    incidents: readonly Pick<IncidentRecord, 'targetGroup' | 'openedAt'>[],
  ): Promise<readonly IncidentRecord[]>;
  readWatch(targetGroup: string): Promise<Watch | undefined>;
  putFinding(finding: FindingRecord, replaces: FindingRecord | undefined): Promise<boolean>;
  putIncident(incident: IncidentRecord, replaces: IncidentRecord | undefined): Promise<boolean>;
  putWatch(watch: Watch, replaces: Watch | undefined): Promise<boolean>;
  deleteWatch(watch: Watch): Promise<boolean>;
  readClaim(accountId: string, region: string, alert: string): Promise<AlertClaim | undefined>;
  putClaim(claim: AlertClaim, replaces: AlertClaim | undefined): Promise<boolean>;
  deleteClaim(claim: AlertClaim): Promise<boolean>;
  readRegions(accountId: string): Promise<readonly RegionState[]>;
  /** Later sweeps win, whatever the order in which they end. */
  putRegion(state: RegionState): Promise<boolean>;
}

export function createStore({ client, tableName, clock = () => new Date() }: StoreOptions): Store {
  const table = createTable(client, tableName, clock);
  return {
    clock,
    openRecords: async (accountId, region) => {
      const items = await table.query(openIn(accountId, region), OPEN_INDEX);
      return { findings: items.filter(isFinding).map(toFinding), incidents: items.filter(isIncident).map(toIncident) };
    },
    pendingRecords: async (accountId, region) => {
      const items = await table.query(pendingIn(accountId, region), OPEN_INDEX);
      return { watches: items.filter(isWatch).map(toWatch), incidents: items.filter(isIncident).map(toIncident) };
    },
    readFinding: async (targetGroup, check) => convert(await table.get(findingKey(targetGroup, check)), toFinding),
    readIncident: async (targetGroup, openedAt) =>
      convert(await table.get(incidentKey(targetGroup, openedAt)), toIncident),
    readIncidents: async (incidents) =>
      (await table.getAll(incidents.map(({ targetGroup, openedAt }) => incidentKey(targetGroup, openedAt)))).map(
        toIncident,
      ),
    readWatch: async (targetGroup) => convert(await table.get(watchKey(targetGroup)), toWatch),
    putFinding: (finding, replaces) => table.put(toFindingItem(finding), replaces?.version),
    putIncident: (incident, replaces) => table.put(toIncidentItem(incident), replaces?.version),
    putWatch: (watch, replaces) => table.put(toWatchItem(watch), replaces?.version),
    deleteWatch: ({ targetGroup, version }) => table.delete(watchKey(targetGroup), version),
    readClaim: async (...alert) => convert(await table.get(claimKey(...alert)), toClaim),
    putClaim: (claim, replaces) => table.put(toClaimItem(claim), replaces?.version),
    deleteClaim: ({ accountId, region, alert, version }) => table.delete(claimKey(accountId, region, alert), version),
    readRegions: async (accountId) => (await table.query(regionKey(accountId, '').targetGroup)).map(toRegionState),
    putRegion: (state) => table.putLater(toRegionItem(state), state.sweptAt),
  };
}

const convert = <T>(item: Item | undefined, toRecord: (item: Item) => T): T | undefined =>
  item === undefined ? undefined : toRecord(item);

type Version = number | string;

function createTable(client: Pick<DynamoDBDocumentClient, 'send'>, TableName: string, clock: () => Date) {
  const now = () => Math.floor(clock().getTime() / 1000);
  // TTL removes items within days of their time; until then they can still be read.
  const isLive = ({ expiresAt }: Item) => typeof expiresAt !== 'number' || expiresAt > now();
  const putIf = (item: Item, condition: Omit<PutCommandInput, 'TableName' | 'Item'>) =>
    unlessChanged(() => client.send(new PutCommand({ TableName, Item: { ...item }, ...condition })));
  return {
    async get(key: Key): Promise<Item | undefined> {
      const { Item: item } = await client.send(new GetCommand({ TableName, Key: { ...key }, ConsistentRead: true }));
      return item !== undefined && isLive(item) ? item : undefined;
    },

    async getAll(keys: readonly Key[]): Promise<readonly Item[]> {
      const items: Item[] = [];
      const left = keys.map((key) => ({ ...key }));
      while (left.length > 0) {
        const Keys: Record<string, unknown>[] = left.splice(0, 100);
        const answer = await client.send(
          new BatchGetCommand({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } }),
        );
        items.push(...(answer.Responses?.[TableName] ?? []).filter(isLive));
        left.push(...((answer.UnprocessedKeys?.[TableName]?.Keys ?? []) as unknown as Key[]));
      }
      return items;
    },

    async query(partition: string, index?: typeof OPEN_INDEX): Promise<readonly Item[]> {
      const items: Item[] = [];
      let next: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            ...(index === undefined ? {} : { IndexName: index }),
            KeyConditionExpression: '#partition = :partition',
            ExpressionAttributeNames: { '#partition': index === undefined ? 'targetGroup' : 'openIn' },
            ExpressionAttributeValues: { ':partition': partition },
            ...(next === undefined ? {} : { ExclusiveStartKey: next }),
          }),
        );
        items.push(...(page.Items ?? []).filter(isLive));
        next = page.LastEvaluatedKey;
      } while (next !== undefined);
      return items;
    },

    /** Expired is as good as absent. */
    put: (item: Item, replaces: Version | undefined): Promise<boolean> =>
      replaces === undefined
        ? putIf(item, {
            ConditionExpression: 'attribute_not_exists(#record) OR #expiresAt <= :now',
            ExpressionAttributeNames: { '#record': 'record', '#expiresAt': 'expiresAt' },
            ExpressionAttributeValues: { ':now': now() },
          })
        : putIf(item, {
            ConditionExpression: '#version = :replaces',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':replaces': replaces },
          }),

    putLater: (item: Item, sweptAt: string): Promise<boolean> =>
      putIf(item, {
        ConditionExpression: 'attribute_not_exists(#record) OR #sweptAt < :sweptAt',
        ExpressionAttributeNames: { '#record': 'record', '#sweptAt': 'sweptAt' },
        ExpressionAttributeValues: { ':sweptAt': sweptAt },
      }),

    delete: (key: Key, version: Version): Promise<boolean> =>
      unlessChanged(() =>
        client.send(
          new DeleteCommand({
            TableName,
            Key: { ...key },
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': version },
          }),
        ),
      ),
  };
}

/** DynamoDB says by an exception that another was first. */
async function unlessChanged(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
