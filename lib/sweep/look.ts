/** What a sweep saw, beside what the table has of it. */
import type { TargetGroupAudit } from '../audit/audit-result.ts';
import { type FindingSight, sightsOf } from '../audit/compare.ts';
import type { FindingRecord } from '../audit/finding-record.ts';
import type { IncidentRecord, Watch } from '../audit/incident-record.ts';
import { incidentSightOf } from '../audit/incident-sight.ts';
import { groupBy } from '../network/group-by.ts';
import type { Store } from '../store/store.ts';
import type { SeenFinding } from './record-finding.ts';
import type { SeenIncident } from './record-incident.ts';

/** The records of one region that are not over, by target group. */
export interface RegionRecords {
  readonly findings: ReadonlyMap<string, readonly FindingRecord[]>;
  readonly incidents: ReadonlyMap<string, readonly IncidentRecord[]>;
  readonly watches: ReadonlyMap<string, Watch>;
  readonly targetGroups: ReadonlySet<string>;
}

export interface SeenGroup {
  readonly findings: readonly SeenFinding[];
  readonly incident: SeenIncident;
}

export async function readRecords(store: Store, accountId: string, region: string): Promise<RegionRecords> {
  const [open, pending] = await Promise.all([
    store.openRecords(accountId, region),
    store.pendingRecords(accountId, region),
  ]);
  const incidents = [...open.incidents, ...pending.incidents];
  const all = [...open.findings, ...incidents, ...pending.watches];
  return {
    findings: byTargetGroup(open.findings),
    incidents: byTargetGroup(incidents),
    watches: new Map(pending.watches.map((watch) => [watch.targetGroup, watch])),
    targetGroups: new Set(all.map(({ targetGroup }) => targetGroup)),
  };
}

const byTargetGroup = <T extends { readonly targetGroup: string }>(
  records: readonly T[],
): ReadonlyMap<string, readonly T[]> => groupBy(records, ({ targetGroup }) => [targetGroup]);

export function lookAt(accountId: string, group: TargetGroupAudit, records: RegionRecords, at: string): SeenGroup {
  const { arn } = group.targetGroup;
  const open = records.findings.get(arn) ?? [];
  return {
    findings: toSeen(arn, open, sightsOf(accountId, group, open, at)),
    incident: {
      targetGroup: arn,
      watch: records.watches.get(arn),
      incidents: records.incidents.get(arn) ?? [],
      sight: incidentSightOf(accountId, group, at),
    },
  };
}

/** A target group that is not there any more, or not looked at any more. */
export function lookForGone(targetGroup: string, records: RegionRecords, because: string): SeenGroup {
  const open = records.findings.get(targetGroup) ?? [];
  const gone: FindingSight = { kind: 'gone', because };
  return {
    findings: toSeen(targetGroup, open, new Map(open.map(({ check }) => [check, gone]))),
    incident: {
      targetGroup,
      watch: records.watches.get(targetGroup),
      incidents: records.incidents.get(targetGroup) ?? [],
      sight: { kind: 'over', because },
    },
  };
}

function toSeen(
  targetGroup: string,
  open: readonly FindingRecord[],
  sights: ReadonlyMap<string, FindingSight>,
): readonly SeenFinding[] {
  const current = new Map(open.map((finding) => [finding.check, finding]));
  return [...sights].map(([check, sight]) => ({ targetGroup, check, current: current.get(check), sight }));
}
