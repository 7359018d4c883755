/** Findings in the order in which a tired person wants them: worst first, one line for one shared cause. */
import type { AuditResult, Finding, TargetGroupAudit } from '../audit/audit-result.ts';
import { isAtLeast, rankOf } from '../audit/severity.ts';
import type { Severity } from '../checks/outcome.ts';
import { targetGroupsOf } from './report-document.ts';

export interface RankedFinding {
  readonly severity: Severity;
  readonly check: string;
  /** The first of those that share it. */
  readonly finding: Finding;
  /** Every target group that has it, worst hit first. */
  readonly groups: readonly [TargetGroupAudit, ...TargetGroupAudit[]];
}

export function rankFindings(audit: AuditResult): readonly RankedFinding[] {
  const shared = new Map<string, { readonly finding: Finding; readonly groups: Set<TargetGroupAudit> }>();
  for (const group of targetGroupsOf(audit)) {
    for (const finding of group.findings.filter((each) => !isConsequence(each, group))) {
      const key = sharedKey(finding);
      const entry = shared.get(key) ?? { finding, groups: new Set() };
      entry.groups.add(group);
      shared.set(key, entry);
    }
  }
  return [...shared.values()].flatMap(({ finding, groups }) => toRanked(finding, [...groups])).sort(byWeight);
}

function toRanked(finding: Finding, groups: readonly TargetGroupAudit[]): readonly RankedFinding[] {
  const [worst, ...others] = [...groups].sort(byImpact);
  if (worst === undefined) return [];
  const own = worst.findings.find((each) => sharedKey(each) === sharedKey(finding)) ?? finding;
  return [{ severity: finding.severity, check: finding.check, finding: own, groups: [worst, ...others] }];
}

/** What a diagnosis names behind its first cause is told there; a line of its own would read as another outage. */
function isConsequence(finding: Finding, { diagnoses }: TargetGroupAudit): boolean {
  const isFirst = diagnoses.some(({ causes }) => causes[0]?.check === finding.check);
  const isBehind = diagnoses.some(({ causes, then }) =>
    [...causes.slice(1), ...then].some(({ check }) => check === finding.check),
  );
  return isBehind && !isFirst;
}

/**
 * One resource at fault is one line, however many groups it hits. Without one, what is not urgent is told once per
 * check, and what is urgent once per group.
 */
function sharedKey({ severity, check, region, resource, targetGroup }: Finding): string {
  const by = resource ?? (isAtLeast(severity, 'high') ? targetGroup : '');
  return [severity, check, region, by].join(' ');
}

const IMPACTS: readonly TargetGroupAudit['impact']['kind'][] = [
  'no-targets',
  'failing-open',
  'degraded',
  'not-known',
  'starting',
  'by-design',
  'unused',
  'none',
];

function byImpact(left: TargetGroupAudit, right: TargetGroupAudit): number {
  return (
    IMPACTS.indexOf(left.impact.kind) - IMPACTS.indexOf(right.impact.kind) ||
    compareText(left.targetGroup.name, right.targetGroup.name) ||
    compareText(left.targetGroup.arn, right.targetGroup.arn)
  );
}

function byWeight(left: RankedFinding, right: RankedFinding): number {
  return (
    rankOf(left.severity) - rankOf(right.severity) ||
    right.groups.length - left.groups.length ||
    byImpact(left.groups[0], right.groups[0]) ||
    compareText(left.check, right.check)
  );
}

// Not localeCompare: the order of a report may not depend on the machine.
const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
