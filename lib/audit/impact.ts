/** What users of a service notice of the state of its targets. */

import { isNodeLocal } from '../checks/health/node-local-health.ts';
import { type Gathered, hintOf } from '../model/gathered.ts';
import type { Forward, LoadBalancer, Target, TargetGroup, TargetState } from '../model/load-balancing.ts';
import type { Impact } from './audit-result.ts';

const NONE: Readonly<Record<TargetState, number>> = {
  initial: 0,
  healthy: 0,
  unhealthy: 0,
  'unhealthy.draining': 0,
  unused: 0,
  draining: 0,
  unavailable: 0,
  unknown: 0,
};

/** States in which ELB has found a target wanting. */
export const isUnhealthy = ({ state }: Pick<Target, 'state'>): boolean =>
  state === 'unhealthy' || state === 'unhealthy.draining';

export function impactOf(
  targetGroup: TargetGroup,
  loadBalancers: readonly LoadBalancer[],
  forwards: Gathered<readonly Forward[]>,
): Impact {
  if (!targetGroup.targets.known) {
    return { kind: 'not-known', counts: NONE, total: 0, summary: `not known: ${targetGroup.targets.because}` };
  }
  const targets = targetGroup.targets.value;
  const counts = countStates(targets);
  const { kind, summary } = judge({ targetGroup, targets, counts, loadBalancers, forwards });
  return { kind, counts, total: targets.length, summary: `${summary}${shiftNote(targets)}` };
}

interface Case {
  readonly targetGroup: TargetGroup;
  readonly targets: readonly Target[];
  readonly counts: Readonly<Record<TargetState, number>>;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly forwards: Gathered<readonly Forward[]>;
}

type Judgement = Pick<Impact, 'kind' | 'summary'>;

function judge(group: Case): Judgement {
  const { targets, counts } = group;
  if (isUnused(group)) return { kind: 'unused', summary: unusedSummary(group) };
  const inRotation = targets.length - counts.draining - counts.unused;
  if (inRotation === 0) return { kind: 'no-targets', summary: emptySummary(group) };
  const unhealthy = counts.unhealthy + counts['unhealthy.draining'];
  if (unhealthy > 0) return judgeUnhealthy(group, unhealthy, inRotation);
  if (counts.unused > 0) return { kind: 'degraded', summary: `${counts.unused} of ${targets.length} unused` };
  if (counts.initial > 0) {
    const all = counts.initial === inRotation;
    return { kind: 'starting', summary: `${quantity(counts.initial, inRotation, all)} in the first checks` };
  }
  if (counts.unknown > 0) return { kind: 'not-known', summary: `the state of ${counts.unknown} is not known` };
  return { kind: 'none', summary: calmSummary(group, inRotation) };
}

function judgeUnhealthy(group: Case, unhealthy: number, inRotation: number): Judgement {
  const all = unhealthy === inRotation;
  if (all) {
    const summary = `${quantity(unhealthy, inRotation, true)} unhealthy`;
    // A Gateway Load Balancer still picks an appliance, and the packets are lost.
    return isGateway(group)
      ? { kind: 'no-targets', summary: `${summary} (packets are lost)` }
      : { kind: 'failing-open', summary: `${summary} (failing open)` };
  }
  const summary = `${unhealthy} of ${inRotation} unhealthy`;
  const threshold = failOpenThreshold(group, inRotation, group.counts.healthy);
  if (threshold !== undefined) return { kind: 'failing-open', summary: `${summary} (failing open: ${threshold})` };
  if (answersOnOneNode(group)) return { kind: 'by-design', summary: `${summary}, as a node-local health port does` };
  return { kind: 'degraded', summary };
}

/**
 * Below a group's own minimum of healthy targets the load balancer routes to all targets, before all are unhealthy.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health.html
 */
function failOpenThreshold({ targetGroup }: Case, inRotation: number, healthy: number): string | undefined {
  const attributes = hintOf(targetGroup.attributes);
  const minimum = (unit: string) =>
    Number(attributes?.get(`target_group_health.unhealthy_state_routing.minimum_healthy_targets.${unit}`));
  const count = minimum('count');
  if (count > 1 && healthy < count) return `fewer than ${count} healthy`;
  const percentage = minimum('percentage');
  if (percentage > 0 && (healthy * 100) / inRotation < percentage) return `less than ${percentage} % healthy`;
  return undefined;
}

/** Every unhealthy target is one that a node-local health port is meant to turn down. */
const answersOnOneNode = ({ targetGroup, targets }: Case): boolean =>
  targets.filter(isUnhealthy).every((target) => isNodeLocal(targetGroup, targets, target));

/** Nothing sends to the group: it is attached to no load balancer, or every way to it has weight 0. */
function isUnused({ targetGroup, targets, counts, forwards }: Case): boolean {
  if (targetGroup.loadBalancerArns.length === 0) return true;
  if (forwards.known) return !forwards.value.some(({ weight }) => weight > 0);
  return counts.unused > 0 && counts.unused === targets.length && targets.every(isNotInUse);
}

const isNotInUse = ({ reason, description }: Target): boolean =>
  reason === 'Target.NotInUse' && !/availability zone/i.test(description ?? '');

const isGateway = ({ targetGroup, loadBalancers }: Case): boolean =>
  targetGroup.protocol === 'GENEVE' || loadBalancers.some(({ type }) => type === 'gateway');

function unusedSummary({ targets }: Case): string {
  if (targets.length === 0) return 'unused and empty';
  return `unused: nothing forwards to its ${targets.length === 1 ? 'target' : `${targets.length} targets`}`;
}

function emptySummary({ targetGroup, targets, counts, loadBalancers }: Case): string {
  const consequence = loadBalancers.some(({ type }) => type === 'application') ? ' (503)' : '';
  if (targets.length === 0) return `no targets registered${consequence}`;
  if (counts.unused === targets.length) return `${quantity(counts.unused, counts.unused, true)} unused${consequence}`;
  if (counts.draining === targets.length) {
    return `${quantity(counts.draining, counts.draining, true)} draining${consequence}`;
  }
  return `none of the ${targets.length} targets of ${targetGroup.name} in rotation${consequence}`;
}

function calmSummary({ targetGroup, counts }: Case, inRotation: number): string {
  if (counts.unavailable === inRotation && targetGroup.targetType === 'lambda') return 'health checks off';
  const draining = counts.draining > 0 ? `, ${counts.draining} draining` : '';
  return `${quantity(counts.healthy, inRotation, counts.healthy === inRotation)} healthy${draining}`;
}

function quantity(count: number, of: number, all: boolean): string {
  if (!all) return `${count} of ${of}`;
  return count === 1 ? 'the only target' : `all ${count}`;
}

/** A zonal shift keeps traffic away from targets whatever their health. */
function shiftNote(targets: readonly Target[]): string {
  const shifted = targets.filter(({ administrativeOverride: state }) => state?.startsWith('zonal_shift_') === true);
  return shifted.length === 0 ? '' : `; zonal shift keeps traffic from ${shifted.length}`;
}

function countStates(targets: readonly Target[]): Readonly<Record<TargetState, number>> {
  const counts = { ...NONE };
  for (const { state } of targets) counts[state] += 1;
  return counts;
}
