/** The use case behind the functions and the demo: what an audit saw goes into the store, and alerts go out. */
import type { AuditResult, RegionAudit } from '../audit/audit-result.ts';
import type { FindingChange } from '../audit/compare.ts';
import { fingerprintOf } from '../audit/fingerprint.ts';
import { oneByOne, throwIfFailed } from './in-parallel.ts';
import { lookAt, lookForGone, type RegionRecords, readRecords, type SeenGroup } from './look.ts';
import { momentOf, type Recorded, type Recording, recordGroups } from './record-groups.ts';
import { regionStateOf } from './region-state.ts';

export interface Sweep extends Recording {
  readonly audit: AuditResult;
  /** ISO time of the sweep. Records carry the time at which AWS was asked: `audit.capturedAt`. */
  readonly at: string;
  /**
   * The target groups that this audit was to look at, where they are only a part of the region's: any other is left
   * alone, and one of these that the audit does not have was deleted. Without it, the audit is of whole regions.
   */
  readonly scope?: readonly string[];
  /** Names the part of the region that this sweep looks at, such as its cadence and VPC; one is kept apart from another. */
  readonly part?: string;
}

export interface SweepSummary {
  readonly findings: Readonly<Record<FindingChange | 'unchanged', number>>;
  /** Of the audited target groups. */
  readonly incidents: { readonly open: number; readonly muted: number; readonly resolved: number };
  readonly alertsSent: number;
  /** Writes of findings, incidents and watches. A message sent adds three, and one for each incident it tells of. */
  readonly writes: number;
}

/** @throws where something could not be stored or sent, after all else was tried: the next sweep makes up for it */
export async function recordSweep(sweep: Sweep): Promise<SweepSummary> {
  const regions = await oneByOne(sweep.audit.regions, (region) => recordRegion(region, sweep));
  throwIfFailed(
    [...regions.failed, ...regions.done.flatMap(({ failed }) => failed)],
    "of the sweep's writes and messages",
  );
  return summarise(regions.done);
}

async function recordRegion(region: RegionAudit, sweep: Sweep): Promise<Recorded> {
  const { audit, store, settings, at } = sweep;
  const moment = momentOf(audit.capturedAt, settings);
  const records = await readRecords(store, audit.accountId, region.region);
  const recorded = await recordGroups(seenGroups(region, records, sweep), records, sweep, moment);
  const { scope, part = scope === undefined ? undefined : fingerprintOf([...scope].sort()) } = sweep;
  if (!isEmptyShard(region, scope)) await store.putRegion(regionStateOf(audit.accountId, region, part, at));
  return recorded;
}

/** A sweep that only closes what is gone has nothing to say of the region. */
const isEmptyShard = ({ targetGroups }: RegionAudit, scope: Sweep['scope']): boolean =>
  scope !== undefined && targetGroups.known && targetGroups.value.length === 0;

/** What could not be listed is left alone, and so is what the sweep was not to look at. */
function seenGroups(
  { targetGroups }: RegionAudit,
  records: RegionRecords,
  { audit, scope }: Sweep,
): readonly SeenGroup[] {
  if (!targetGroups.known) return [];
  const there = new Set(targetGroups.value.map(({ targetGroup }) => targetGroup.arn));
  const expected = scope ?? [...records.targetGroups];
  const gone = expected.filter((arn) => !there.has(arn) && records.targetGroups.has(arn));
  return [
    ...targetGroups.value.map((group) => lookAt(audit.accountId, group, records, audit.capturedAt)),
    ...gone.map((arn) => lookForGone(arn, records, 'the target group was deleted')),
  ];
}

function summarise(recorded: readonly Recorded[]): SweepSummary {
  const findings = { opened: 0, reopened: 0, changed: 0, refreshed: 0, resolved: 0, unchanged: 0 };
  for (const change of recorded.flatMap((each) => each.findings)) findings[change] += 1;
  const incidents = recorded.flatMap((each) => each.incidents);
  const open = incidents.filter(({ status }) => status === 'open');
  const { unchanged: _, ...written } = findings;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    findings,
    incidents: {
      open: open.length,
      muted: open.filter(({ muted }) => muted !== undefined).length,
      resolved: incidents.length - open.length,
    },
    alertsSent: sum(recorded.map(({ alertsSent }) => alertsSent)),
    writes: sum(Object.values(written)) + sum(recorded.map(({ incidentWrites }) => incidentWrites)),
  };
}
