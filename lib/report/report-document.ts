/** `report/1`, the stable JSON form of an audit. */
import type { AuditResult, DiagnosedTargets, Finding, TargetGroupAudit } from '../audit/audit-result.ts';
import type { Outcome } from '../checks/outcome.ts';

export interface ReportDocument {
  readonly schema: 'report/1';
  readonly auditedAt: string;
  readonly accountId: string;
  readonly regions: readonly {
    readonly region: string;
    readonly targetGroups: number;
    readonly targets: number;
    readonly unread: readonly object[];
  }[];
  readonly outcomes: Readonly<Record<Outcome['outcome'], number>>;
  readonly findings: readonly Finding[];
  readonly diagnoses: readonly DiagnosedTargets[];
  readonly unknowns: readonly { readonly check: string; readonly targetGroup: string; readonly reason: string }[];
}

export function toReportDocument(audit: AuditResult): ReportDocument {
  const groups = targetGroupsOf(audit);
  return {
    schema: 'report/1',
    auditedAt: audit.auditedAt,
    accountId: audit.accountId,
    regions: audit.regions.map(({ region, targetGroups, unread }) => ({
      region,
      targetGroups: targetGroups.known ? targetGroups.value.length : 0,
      targets: targetGroups.known ? targetGroups.value.reduce((sum, { impact }) => sum + impact.total, 0) : 0,
      unread,
    })),
    outcomes: countOutcomes(groups),
    findings: groups.flatMap(({ findings }) => findings),
    diagnoses: groups.flatMap(({ diagnoses }) => diagnoses),
    unknowns: groups.flatMap((group) => unknownsOf(group)),
  };
}

export function targetGroupsOf(audit: AuditResult): readonly TargetGroupAudit[] {
  return audit.regions.flatMap(({ targetGroups }) => (targetGroups.known ? targetGroups.value : []));
}

export function unknownsOf({ targetGroup, outcomes }: TargetGroupAudit): ReportDocument['unknowns'] {
  return outcomes.flatMap(({ check, outcome }) =>
    outcome.outcome === 'unknown' ? [{ check, targetGroup: targetGroup.arn, reason: outcome.because }] : [],
  );
}

function countOutcomes(groups: readonly TargetGroupAudit[]): ReportDocument['outcomes'] {
  const counts = { pass: 0, fail: 0, notApplicable: 0, unknown: 0 };
  for (const { outcomes } of groups) for (const { outcome } of outcomes) counts[outcome.outcome] += 1;
  return counts;
}
