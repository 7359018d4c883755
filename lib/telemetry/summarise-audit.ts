import type { AuditResult, TargetGroupAudit } from '../audit/audit-result.ts';
import type { Outcome, Severity } from '../checks/outcome.ts';

/** What a log line says of an audit. */
export interface AuditSummary {
  readonly targetGroups: number;
  readonly targets: number;
  readonly outcomes: Readonly<Record<Outcome['outcome'], number>>;
  readonly findings: Readonly<Partial<Record<Severity, number>>>;
  /** Why checks could not look, with the number of answers it cost, the most costly first. */
  readonly unknownReasons: { readonly [Reason in string]?: number };
  /** `ec2:DescribeNetworkAcls: AccessDenied`, each once. */
  readonly unread: readonly string[];
  readonly crashes: readonly string[];
}

/** Reasons that are told; the rest is in the table of unknowns that `tga audit` prints. */
const MOST_REASONS = 10;

/** Outcomes are counted for the target groups that were looked at in full: where nobody looked, unknown is no news. */
export function summariseAudit(audit: AuditResult, isInFull: (group: TargetGroupAudit) => boolean): AuditSummary {
  const groups = audit.regions.flatMap(({ targetGroups }) => (targetGroups.known ? targetGroups.value : []));
  const outcomes = groups.filter(isInFull).flatMap((group) => group.outcomes.map(({ outcome }) => outcome));
  const unread = audit.regions.flatMap((region) => region.unread.map(({ api, code }) => `${api}: ${code}`));
  return {
    targetGroups: groups.length,
    targets: groups.reduce((sum, { impact }) => sum + impact.total, 0),
    outcomes: { ...NO_OUTCOMES, ...tally(outcomes.map(({ outcome }) => outcome)) },
    findings: tally(groups.flatMap(({ findings }) => findings.map(({ severity }) => severity))),
    unknownReasons: tally(
      outcomes.flatMap((each) => (each.outcome === 'unknown' ? [each.because] : [])),
      MOST_REASONS,
    ),
    unread: [...new Set(unread)],
    crashes: groups.flatMap(({ crashes = [] }) => crashes.map(({ check, error }) => `${check}: ${error}`)),
  };
}

const NO_OUTCOMES = { pass: 0, fail: 0, notApplicable: 0, unknown: 0 };

function tally<Key extends string>(keys: readonly Key[], most = Number.POSITIVE_INFINITY): { [Name in Key]?: number } {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const largestFirst = [...counts].sort(([, one], [, other]) => other - one);
  return Object.fromEntries(largestFirst.slice(0, most)) as { [Name in Key]?: number };
}
