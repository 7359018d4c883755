/** Reading the table back, for people: what is open, how bad, where, since when. */
import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { nameInArn } from '../audit/compare.ts';
import type { FindingRecord } from '../audit/finding-record.ts';
import type { IncidentRecord } from '../audit/incident-record.ts';
import { rankOf } from '../audit/severity.ts';
import type { Severity } from '../checks/outcome.ts';
import { type Item, isFinding, isIncident, toFinding, toIncident } from './items.ts';
import { OPEN_INDEX, openIn } from './table.ts';

export interface RecordQuery {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  /** Only what is not over. */
  readonly isOpen?: boolean;
  readonly severities?: readonly Severity[];
  /** An ARN or a name. */
  readonly targetGroup?: string;
  /** One account and region; all that the table has without it. */
  readonly region?: { readonly accountId: string; readonly region: string };
  /** ISO time: only what opened or ended at or after it. */
  readonly since?: string;
  /** For what is expired and not yet removed; the real time unless told otherwise. */
  readonly clock?: () => Date;
}

/** Worst first, then the oldest. */
export async function queryFindings(query: RecordQuery): Promise<readonly FindingRecord[]> {
  return select((await readItems(query, 'finding#')).filter(isFinding).map(toFinding), query);
}

/** Worst first, then the oldest. */
export async function queryIncidents(query: RecordQuery): Promise<readonly IncidentRecord[]> {
  return select((await readItems(query, 'incident#')).filter(isIncident).map(toIncident), query);
}

function readItems(query: RecordQuery, prefix: string): Promise<readonly Item[]> {
  const { targetGroup, isOpen, region } = query;
  if (targetGroup?.startsWith('arn:')) {
    return readPages(query, 'query', {
      KeyConditionExpression: '#key = :key AND begins_with(#record, :prefix)',
      ExpressionAttributeNames: { '#key': 'targetGroup', '#record': 'record' },
      ExpressionAttributeValues: { ':key': targetGroup, ':prefix': prefix },
    });
  }
  if (isOpen === true && region !== undefined) {
    return readPages(query, 'query', {
      IndexName: OPEN_INDEX,
      KeyConditionExpression: '#key = :key',
      ExpressionAttributeNames: { '#key': 'openIn' },
      ExpressionAttributeValues: { ':key': openIn(region.accountId, region.region) },
    });
  }
  return readPages(query, 'scan', {
    // The index is sparse: it holds what is open, and little else.
    ...(isOpen === true ? { IndexName: OPEN_INDEX } : {}),
    FilterExpression: 'begins_with(#record, :prefix)',
    ExpressionAttributeNames: { '#record': 'record' },
    ExpressionAttributeValues: { ':prefix': prefix },
  });
}

interface Selection {
  readonly IndexName?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

async function readPages(query: RecordQuery, way: 'query' | 'scan', selection: Selection): Promise<readonly Item[]> {
  const { client, tableName, clock = () => new Date() } = query;
  const now = Math.floor(clock().getTime() / 1000);
  const items: Item[] = [];
  let next: Record<string, unknown> | undefined;
  do {
    const input = { TableName: tableName, ...selection, ...(next === undefined ? {} : { ExclusiveStartKey: next }) };
    const page = await (way === 'query' ? client.send(new QueryCommand(input)) : client.send(new ScanCommand(input)));
    items.push(...(page.Items ?? []).filter(({ expiresAt }) => typeof expiresAt !== 'number' || expiresAt > now));
    next = page.LastEvaluatedKey;
  } while (next !== undefined);
  return items;
}

function select<T extends FindingRecord | IncidentRecord>(records: readonly T[], query: RecordQuery): readonly T[] {
  return records.filter((record) => isWanted(record, query)).sort(worstFirst);
}

function isWanted(record: FindingRecord | IncidentRecord, query: RecordQuery): boolean {
  const { isOpen, severities, targetGroup, region, since } = query;
  if (isOpen === true && record.status !== 'open') return false;
  if (severities !== undefined && !severities.includes(record.severity)) return false;
  if (targetGroup !== undefined && ![record.targetGroup, nameInArn(record.targetGroup)].includes(targetGroup))
    return false;
  if (region !== undefined && (record.accountId !== region.accountId || record.region !== region.region)) return false;
  return since === undefined || [record.firstSeenAt, record.resolvedAt].some((at) => isSince(at, since));
}

const isSince = (at: string | undefined, since: string): boolean =>
  at !== undefined && Date.parse(at) >= Date.parse(since);

function worstFirst(one: FindingRecord | IncidentRecord, other: FindingRecord | IncidentRecord): number {
  return (
    rankOf(one.severity) - rankOf(other.severity) ||
    Date.parse(one.firstSeenAt) - Date.parse(other.firstSeenAt) ||
    (one.targetGroup < other.targetGroup ? -1 : 1)
  );
}
