/** From what checks and diagnosis say to what is printed: remedies as commands, one finding per failing check. */
import type { Check } from '../checks/define-check.ts';
import type { Case, Evidence } from '../checks/outcome.ts';
import type { Cause, Diagnosis } from '../diagnose/diagnosis.ts';
import { type Target, type TargetGroup, targetKey } from '../model/load-balancing.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { commandOf } from '../remedy/render-command.ts';
import {
  type DiagnosedTargets,
  type Finding,
  type Impact,
  type RenderedCause,
  type RenderedRemedy,
  toReportedTarget,
} from './audit-result.ts';
import type { Proof } from './prove.ts';
import { severityOf, worstOf } from './severity.ts';

/** Whether a remedy of a failing check was proven for its target group, and with what else it takes. */
export type ProofOf = (check: string, remedy: Remedy) => Proof;

/** A group whose checks ran: what there is to tell about it. */
export interface AuditedGroup {
  readonly region: string;
  readonly targetGroup: TargetGroup;
  readonly impact: Impact;
}

export function toFinding(
  check: Check,
  cases: readonly [Case, ...Case[]],
  { region, targetGroup, impact }: AuditedGroup,
  proofOf: ProofOf,
): Finding {
  const [first] = cases;
  return {
    check: check.id,
    severity: worstOf(cases.map((fault) => severityOf(check, fault, impact))),
    region,
    targetGroup: targetGroup.arn,
    targetGroupName: targetGroup.name,
    loadBalancer: targetGroup.loadBalancerArns[0],
    message: messageOf(cases),
    evidence: cases.length === 1 ? first.evidence : { cases: cases.map(toCaseEvidence) },
    resource: cases.find(({ resource }) => resource !== undefined)?.resource,
    targets: distinctTargets(cases.flatMap(({ targets }) => targets)).map(toReportedTarget),
    remedies: renderRemedies(
      check.id,
      cases.flatMap(({ remedies }) => remedies),
      proofOf,
    ),
  };
}

function messageOf(cases: readonly Case[]): string {
  const messages = [...new Set(cases.map(({ message }) => message))];
  const shown = messages.length > 3 ? [...messages.slice(0, 2), `${messages.length - 2} more`] : messages;
  return shown.join('; ');
}

const toCaseEvidence = ({ message, targets, evidence }: Case): Evidence => ({
  message,
  targets: targets.map(toReportedTarget),
  ...evidence,
});

function distinctTargets(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [targetKey(target), target])).values()];
}

export function toDiagnosedTargets(
  diagnosis: Diagnosis,
  { region, targetGroup }: AuditedGroup,
  proofOf: ProofOf,
): DiagnosedTargets {
  return {
    region,
    targetGroup: targetGroup.arn,
    targets: diagnosis.targets.map(toReportedTarget),
    state: diagnosis.state,
    reason: diagnosis.reason,
    description: diagnosis.description,
    causes: diagnosis.causes.map((cause) => renderCause(cause, proofOf)),
    then: diagnosis.then.map((cause) => renderCause(cause, proofOf)),
    ruledOut: diagnosis.ruledOut,
    couldNotLook: diagnosis.couldNotLook,
  };
}

function renderCause(cause: Cause, proofOf: ProofOf): RenderedCause {
  return { ...cause, remedies: renderRemedies(cause.check, cause.remedies, proofOf) };
}

/** Remedies that read the same are one. */
function renderRemedies(check: string, remedies: readonly Remedy[], proofOf: ProofOf): readonly RenderedRemedy[] {
  const rendered = remedies.map((remedy): RenderedRemedy => {
    const proof = proofOf(check, remedy);
    return { summary: proof.remedy.summary, command: commandOf(proof.remedy), proven: proof.isProven };
  });
  return [...new Map(rendered.map((remedy) => [`${remedy.command}\n${remedy.summary}`, remedy])).values()];
}
