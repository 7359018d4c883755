import { randomUUID } from 'node:crypto';
import type { FindingChange } from '../audit/compare.ts';
import type { IncidentRecord } from '../audit/incident-record.ts';
import {
  LIFECYCLE_DEFAULTS,
  type LifecycleSettings,
  type Moment,
  minutesBetween,
} from '../audit/lifecycle-settings.ts';
import { nextOwed } from '../audit/shared-causes.ts';
import type { Notifier } from '../notify/message.ts';
import type { Store } from '../store/store.ts';
import { deliver } from './deliver.ts';
import { inParallel } from './in-parallel.ts';
import type { RegionRecords, SeenGroup } from './look.ts';
import { recordFinding } from './record-finding.ts';
import { recordIncident } from './record-incident.ts';

/** What every use case that writes records and tells of them is given. */
export interface Recording {
  readonly store: Store;
  readonly notifier: Notifier;
  readonly settings?: Partial<LifecycleSettings>;
  /** Where the docs can be read, for links. */
  readonly docsBaseUrl?: string;
}

export interface Recorded {
  readonly findings: readonly (FindingChange | 'unchanged')[];
  /** Incidents of the groups as they are stored now, before their alerts are confirmed. */
  readonly incidents: readonly IncidentRecord[];
  readonly incidentWrites: number;
  readonly alertsSent: number;
  readonly failed: readonly unknown[];
}

export const momentOf = (seenAt: string, settings: Partial<LifecycleSettings> | undefined): Moment => ({
  seenAt: new Date(seenAt).toISOString(),
  settings: { ...LIFECYCLE_DEFAULTS, ...settings },
});

/** Findings first, then incidents, then what they owe: whatever fails, the rest is tried. */
export async function recordGroups(
  groups: readonly SeenGroup[],
  records: RegionRecords,
  recording: Recording,
  moment: Moment,
): Promise<Recorded> {
  const { store, notifier, docsBaseUrl = 'docs' } = recording;
  const findings = await inParallel(
    groups.flatMap((group) => group.findings),
    (finding) => recordFinding(store, finding, moment),
  );
  const incidents = await inParallel(groups, ({ incident }) => recordIncident(store, incident, moment));
  const stored = incidents.done.flatMap(({ incident }) => incident ?? []);
  const { leaseSeconds, calmMinutes } = moment.settings;
  const delivered = await deliver([...stored, ...leftBehind(records, stored, moment)], {
    store,
    notifier,
    docsBaseUrl,
    holder: randomUUID(),
    leaseSeconds,
    calmMinutes,
  });
  return {
    findings: findings.done,
    incidents: stored,
    incidentWrites: incidents.done.reduce((sum, { writes }) => sum + writes, 0),
    alertsSent: delivered.done.reduce((sum, sent) => sum + sent, 0),
    failed: [...findings.failed, ...incidents.failed, ...delivered.failed],
  };
}

/**
 * Alerts that an earlier sweep recorded and did not send. What another may just be about to send is left to it, so that
 * groups with one cause are told together.
 */
function leftBehind(
  { incidents }: RegionRecords,
  stored: readonly IncidentRecord[],
  { seenAt, settings }: Moment,
): readonly IncidentRecord[] {
  const own = new Set(stored.map(({ targetGroup, openedAt }) => `${targetGroup} ${openedAt}`));
  return [...incidents.values()].flat().filter((incident) => {
    const owed = nextOwed(incident);
    if (owed === undefined || own.has(`${incident.targetGroup} ${incident.openedAt}`)) return false;
    return minutesBetween(owed.at, seenAt) * 60 >= settings.leaseSeconds;
  });
}
