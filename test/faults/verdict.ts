/** What the audit says about the group on trial, and what is wrong with that. */
import { auditSnapshot } from '../../lib/audit/audit.ts';
import type { DiagnosedTargets, Finding, RenderedCause, TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import type { Severity } from '../../lib/checks/outcome.ts';
import type { Snapshot } from '../../lib/snapshot/snapshot.ts';
import type { Fault } from './fault.ts';

const AT = '2026-11-22T12:00:30Z';
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

export function auditedGroup(snapshot: Snapshot, targetGroup: string): TargetGroupAudit {
  const group = auditedGroups(snapshot).find((each) => each.targetGroup.arn === targetGroup);
  if (group === undefined) throw new Error(`the audit does not know ${targetGroup}`);
  return group;
}

export function auditedGroups(snapshot: Snapshot): readonly TargetGroupAudit[] {
  return auditSnapshot(snapshot, AT).regions.flatMap(({ targetGroups }) =>
    targetGroups.known ? targetGroups.value : [],
  );
}

/** Diagnoses that must name a cause: what ELB does not use or calls unhealthy. */
export const withCause = ({ diagnoses }: TargetGroupAudit): readonly DiagnosedTargets[] =>
  diagnoses.filter(({ state }) => state.startsWith('unhealthy') || state === 'unused');

export const quote = ({ check, confidence, message }: RenderedCause): string => `${check} (${confidence}): ${message}`;

const rank = (severity: Severity) => SEVERITIES.indexOf(severity);

/** Findings above `low`: a healthy account has none. */
export const alarming = ({ findings }: TargetGroupAudit): readonly Finding[] =>
  findings.filter(({ severity }) => rank(severity) < rank('low'));

const show = ({ check, severity, message }: Finding): string => `${check} [${severity}]: ${message}`;

/** Exactly this cause first, and nothing else as bad; an empty answer is a good one. */
export function problemsOf(group: TargetGroupAudit, { cause, entails = [] }: Fault): readonly string[] {
  const diagnoses = withCause(group);
  const wrong = diagnoses.filter(({ causes }) => causes[0]?.check !== cause);
  const finding = group.findings.find(({ check }) => check === cause);
  if (finding === undefined) {
    return [`no finding; causes: ${diagnoses.map(({ causes }) => causes.map(quote).join(' | ')).join(' || ')}`];
  }
  const others = group.findings.filter(
    ({ check, severity }) => check !== cause && !entails.includes(check) && rank(severity) <= rank(finding.severity),
  );
  return [
    ...wrong.map(({ causes }) => `first cause ${causes[0] ? quote(causes[0]) : 'none'}`),
    ...others.map((other) => `as bad as ${cause} [${finding.severity}]: ${show(other)}`),
    ...(group.crashes ?? []).map(({ check, error }) => `${check} crashed: ${error}`),
  ];
}

/** Changes of the account that are offered for a cause without being proven. */
export function unprovenChanges(group: TargetGroupAudit, check: string): readonly string[] {
  const outcome = group.outcomes.find((each) => each.check === check)?.outcome;
  if (outcome?.outcome !== 'fail') return [];
  const offered = outcome.cases.flatMap(({ remedies }) => remedies.filter(({ kind }) => kind === 'change'));
  const finding = group.findings.find((each) => each.check === check);
  return offered
    .filter(({ summary }) => !finding?.remedies.some((remedy) => remedy.summary.startsWith(summary) && remedy.proven))
    .map(({ summary }) => `not proven: ${summary}`);
}

export const hasProvenRemedy = (group: TargetGroupAudit, check: string): boolean =>
  group.findings.some((finding) => finding.check === check && finding.remedies.some(({ proven }) => proven));

export const showFindings = (findings: readonly Finding[]): readonly string[] => findings.map(show);
