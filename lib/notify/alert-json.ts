/** The incident for programs: what SQS, Lambda and HTTP subscribers get. */
import type { DiagnosedTargets, RenderedCause } from '../audit/audit-result.ts';
import type { IncidentRecord, OwedAlert } from '../audit/incident-record.ts';
import { nextOwed } from '../audit/shared-causes.ts';
import { truncate } from '../report/layout.ts';
import type { Limits } from './incident-text.ts';

/**
 * `incident/1`: the worst incident as the document itself, the others of the same cause listed. An alert that is
 * repeated can be told by target group, `openedAt` and `alert`, its number.
 */
export function toIncidentJson(
  [worst, ...others]: readonly [IncidentRecord, ...IncidentRecord[]],
  owed: OwedAlert,
  limits: Limits,
): Readonly<Record<string, unknown>> {
  const also = others.slice(0, limits.groups * 5);
  const targets = worst.targets.slice(0, limits.targets * 20);
  const diagnoses = worst.diagnoses.slice(0, limits.diagnoses * 2);
  return {
    schema: 'incident/1',
    event: owed.event,
    reasons: owed.reasons,
    at: owed.at,
    ...stateOf(worst),
    targetType: worst.targetType,
    loadBalancers: worst.loadBalancers,
    mostTargets: worst.mostTargets,
    transitions: worst.transitions,
    flapping: worst.flapping,
    targets,
    diagnoses: diagnoses.map((diagnosis) => toDiagnosisJson(diagnosis, limits)),
    alsoAffected: also.map(stateOf),
    leftOut: {
      targets: worst.targets.length - targets.length,
      diagnoses: worst.diagnoses.length - diagnoses.length,
      alsoAffected: others.length - also.length,
    },
  };
}

function stateOf(incident: IncidentRecord) {
  const alert = nextOwed(incident)?.id;
  const { accountId, region, targetGroup, targetGroupName, loadBalancer, severity, status, impact, message, check } =
    incident;
  const { totalTargets, healthyTargets, openedAt, lastSeenAt, resolvedAt, resolvedBecause } = incident;
  return {
    accountId,
    region,
    targetGroup,
    targetGroupName,
    loadBalancer,
    severity,
    status,
    impact,
    message: truncate(message, 200),
    check,
    alert,
    totalTargets,
    healthyTargets,
    openedAt,
    lastSeenAt,
    resolvedAt,
    resolvedBecause,
  };
}

function toDiagnosisJson(diagnosis: DiagnosedTargets, limits: Limits) {
  const { targets, state, reason, description, causes, then, ruledOut, couldNotLook } = diagnosis;
  return {
    targets: targets.slice(0, limits.targets * 20),
    state,
    reason,
    description,
    causes: causes.slice(0, 3).map((cause) => toCauseJson(cause, limits)),
    then: then.slice(0, 3).map((cause) => toCauseJson(cause, limits)),
    ruledOut: ruledOut.slice(0, 30),
    couldNotLook: couldNotLook.slice(0, 30),
  };
}

/** Evidence has no bound of its own: what does not fit is in the table. */
function toCauseJson(
  { check, confidence, message, evidence, resource, remedies }: RenderedCause,
  { characters, commands }: Limits,
) {
  const isSmall = JSON.stringify(evidence).length <= characters;
  return {
    check,
    confidence,
    message: truncate(message, characters),
    resource,
    ...(isSmall ? { evidence } : { evidenceLeftOut: true }),
    remedies: remedies.filter(({ command }) => command.length <= characters).slice(0, commands),
  };
}
