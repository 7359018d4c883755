/** Records ⇄ DynamoDB items. */
import type { FindingRecord } from '../audit/finding-record.ts';
import type { IncidentRecord, Watch } from '../audit/incident-record.ts';
import { fitItem } from './fit-item.ts';
import { findingKey, incidentKey, openIn, pendingIn, rank, watchKey } from './table.ts';

export type Item = Readonly<Record<string, unknown>>;

export function toFindingItem(finding: FindingRecord): Item {
  const { accountId, region, severity, firstSeenAt, status } = finding;
  return fitItem({
    ...findingKey(finding.targetGroup, finding.check),
    ...(status === 'open' ? { openIn: openIn(accountId, region), rank: rank(severity, firstSeenAt) } : {}),
    ...finding,
  });
}

export function toIncidentItem(incident: IncidentRecord): Item {
  return fitItem({ ...incidentKey(incident.targetGroup, incident.openedAt), ...indexOf(incident), ...incident });
}

function indexOf({ accountId, region, severity, firstSeenAt, status, owed }: IncidentRecord): Item {
  if (status === 'open') return { openIn: openIn(accountId, region), rank: rank(severity, firstSeenAt) };
  return owed.length > 0 ? { openIn: pendingIn(accountId, region), rank: `owed#${firstSeenAt}` } : {};
}

export function toWatchItem(watch: Watch): Item {
  const { accountId, region, targetGroup, since } = watch;
  return { ...watchKey(targetGroup), openIn: pendingIn(accountId, region), rank: `watch#${since}`, ...watch };
}

/** Items were written by this file; the names of what they are make them what they were. */
export const toFinding = (item: Item): FindingRecord => withoutKeys(item) as unknown as FindingRecord;
export const toIncident = (item: Item): IncidentRecord => withoutKeys(item) as unknown as IncidentRecord;
export const toWatch = (item: Item): Watch => withoutKeys(item) as unknown as Watch;

function withoutKeys(item: Item): Item {
  const { record: _, openIn: __, rank: ___, truncated: ____, ...rest } = item;
  return rest;
}

export const isFinding = ({ record }: Item): boolean => String(record).startsWith('finding#');
export const isIncident = ({ record }: Item): boolean => String(record).startsWith('incident#');
export const isWatch = ({ record }: Item): boolean => record === 'watch';
