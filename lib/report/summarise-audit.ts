/** The counts at the top of a report and the plain truth at its end. */
import type { AuditResult, TargetGroupAudit } from '../audit/audit-result.ts';
import { isAtLeast, SEVERITIES } from '../audit/severity.ts';
import type { Severity } from '../checks/outcome.ts';
import { plural } from './layout.ts';
import { targetGroupsOf } from './report-document.ts';

export interface AuditCounts {
  readonly targetGroups: number;
  readonly targets: number;
  readonly loadBalancers: number;
  readonly findings: Readonly<Record<Severity, number>>;
  /** Nothing above `info`, every check could look. */
  readonly fine: number;
  /** Nothing above `info` among what could be read. */
  readonly fineAsFarAsRead: number;
}

export function countAudit(audit: AuditResult): AuditCounts {
  const groups = targetGroupsOf(audit);
  const calm = groups.filter(isCalm);
  const fine = calm.filter(hasNoGap);
  return {
    targetGroups: groups.length,
    targets: groups.reduce((sum, { impact }) => sum + impact.total, 0),
    loadBalancers: new Set(groups.flatMap(({ loadBalancers }) => loadBalancers.map(({ arn }) => arn))).size,
    findings: countFindings(groups),
    fine: fine.length,
    fineAsFarAsRead: calm.length - fine.length,
  };
}

function countFindings(groups: readonly TargetGroupAudit[]): Record<Severity, number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { findings } of groups) for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

const isCalm = ({ findings, diagnoses }: TargetGroupAudit): boolean =>
  findings.every(({ severity }) => severity === 'info') && diagnoses.every(({ state }) => state !== 'unhealthy');

const hasNoGap = ({ outcomes }: TargetGroupAudit): boolean =>
  outcomes.every(({ outcome }) => outcome.outcome !== 'unknown');

/** `12 target groups · 41 targets · 3 load balancers · eu-west-1`. */
export function renderCounts(audit: AuditResult): string {
  const counts = countAudit(audit);
  return [
    plural(counts.targetGroups, 'target group'),
    plural(counts.targets, 'target'),
    plural(counts.loadBalancers, 'load balancer'),
    nameRegions(audit.regions.map(({ region }) => region)),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

const nameRegions = (regions: readonly string[]): string =>
  regions.length > 3 ? plural(regions.length, 'region') : regions.join(' ');

/** `2 critical, 1 high`; empty where there is nothing. */
export function renderSeverities(findings: AuditCounts['findings']): string {
  return SEVERITIES.filter((severity) => findings[severity] > 0)
    .map((severity) => `${findings[severity]} ${severity}`)
    .join(', ');
}

/** A reason why checks could not look, with what it kept from whom. */
export interface Gap {
  readonly because: string;
  readonly checks: readonly string[];
  readonly targetGroups: number;
}

/** What could not be looked at, the reason that hid most first. */
export function gapsOf(audit: AuditResult): readonly Gap[] {
  const gaps = new Map<string, { readonly checks: Set<string>; readonly groups: Set<string> }>();
  for (const { targetGroup, outcomes } of targetGroupsOf(audit)) {
    for (const { check, outcome } of outcomes) {
      if (outcome.outcome !== 'unknown') continue;
      const gap = gaps.get(outcome.because) ?? { checks: new Set(), groups: new Set() };
      gap.checks.add(check);
      gap.groups.add(targetGroup.arn);
      gaps.set(outcome.because, gap);
    }
  }
  return [...gaps]
    .map(([because, { checks, groups }]) => ({ because, checks: [...checks], targetGroups: groups.size }))
    .sort((left, right) => right.checks.length - left.checks.length || right.targetGroups - left.targetGroups);
}

/** Regions whose target groups could not be listed: nothing in them was audited. */
export function regionsNotAudited(
  audit: AuditResult,
): readonly { readonly region: string; readonly because: string }[] {
  return audit.regions.flatMap(({ region, targetGroups }) =>
    targetGroups.known ? [] : [{ region, because: targetGroups.because }],
  );
}

export const hasFindingAtLeast = (audit: AuditResult, threshold: Severity): boolean =>
  targetGroupsOf(audit).some(({ findings }) => findings.some(({ severity }) => isAtLeast(severity, threshold)));
