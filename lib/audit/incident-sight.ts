/** What one audit says of a target group as an incident: healthy, unhealthy, or neither. */
import type { DiagnosedTargets, RenderedCause, TargetGroupAudit } from './audit-result.ts';
import type { IncidentCause, IncidentContent } from './incident-record.ts';
import { type MuteSight, mutedByAll, mutesOf } from './mutes.ts';
import { isOutage } from './severity.ts';

export type IncidentSight =
  | { readonly kind: 'unhealthy'; readonly content: IncidentContent; readonly muted: MuteSight }
  | { readonly kind: 'healthy'; readonly because: string; readonly content: IncidentContent }
  /** The group cannot have an incident any more, however it fares: deleted, unused, so by design. */
  | { readonly kind: 'over'; readonly because: string }
  /** Could not look, or targets are in their first checks: opens nothing, resolves nothing. */
  | { readonly kind: 'unknown' };

export function incidentSightOf(accountId: string, group: TargetGroupAudit, at: string): IncidentSight {
  const content = contentOf(accountId, group);
  switch (group.impact.kind) {
    case 'degraded':
    case 'failing-open':
    case 'no-targets':
      return unhealthy(group, content, at);
    case 'none':
      return { kind: 'healthy', because: group.impact.summary, content };
    case 'unused':
      return { kind: 'over', because: unusedBecause(group) };
    case 'by-design':
      return { kind: 'over', because: group.impact.summary };
    case 'starting':
      // First checks that take longer than the settings give are none any more.
      return content.targets.length > 0 ? unhealthy(group, content, at) : { kind: 'unknown' };
    case 'not-known':
      return { kind: 'unknown' };
  }
}

function unhealthy(group: TargetGroupAudit, content: IncidentContent, at: string): IncidentSight {
  const checks = [...new Set(content.causes.map(({ check }) => check))];
  return { kind: 'unhealthy', content, muted: mutedByAll(mutesOf(group, at), checks) };
}

function unusedBecause({ targetGroup }: TargetGroupAudit): string {
  return targetGroup.loadBalancerArns.length === 0
    ? 'its load balancer was deleted or no longer uses it'
    : 'nothing forwards to the target group any more';
}

function contentOf(accountId: string, group: TargetGroupAudit): IncidentContent {
  const { targetGroup, impact, loadBalancers } = group;
  const failing = group.diagnoses.filter(isAboutFailing);
  const causes = failing.flatMap(({ causes: [lead] }) => (lead === undefined ? [] : [toIncidentCause(lead)]));
  const targets = failing.flatMap((diagnosis) => diagnosis.targets);
  const arn = loadBalancers[0]?.arn ?? targetGroup.loadBalancerArns[0];
  return {
    accountId,
    region: group.region,
    targetGroup: targetGroup.arn,
    targetGroupName: targetGroup.name,
    targetType: targetGroup.targetType,
    ...(arn === undefined ? {} : { loadBalancer: arn }),
    loadBalancers: loadBalancers.map(({ arn, name, type }) => ({ arn, name, type })),
    severity: isOutage(impact, targets.length) ? 'critical' : 'high',
    impact: impact.kind,
    message: impact.summary,
    check: causes[0]?.check ?? 'cause-not-visible',
    causes: [...new Map(causes.map((cause) => [`${cause.check} ${cause.resource}`, cause])).values()],
    targets,
    totalTargets: impact.total,
    healthyTargets: impact.counts.healthy,
    diagnoses: failing,
    timing: timingOf(group),
  };
}

/** Draining targets leave as they should, and those in their first checks have not failed yet. */
function isAboutFailing({ state, causes }: DiagnosedTargets): boolean {
  if (state === 'initial') return causes.some(({ check }) => check === 'registration-stuck');
  return state === 'unhealthy' || state === 'unhealthy.draining' || state === 'unused' || state === 'unavailable';
}

const toIncidentCause = ({ check, confidence, message, resource, remedies }: RenderedCause): IncidentCause => ({
  check,
  confidence,
  message,
  ...(resource === undefined ? {} : { resource }),
  remedies,
});

function timingOf({ targetGroup }: TargetGroupAudit): IncidentContent['timing'] {
  const { intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold } = targetGroup.healthCheck;
  return Object.fromEntries(
    Object.entries({ intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}
