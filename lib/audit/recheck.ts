/**
 * What ELB would find if it checked the targets again after a change. A target is let off only where the change
 * answers what was wrong with it; without evidence for that it stays as unhealthy as it was.
 */
import { accepts, codesIn } from '../checks/health/status-code.ts';
import { enabledZones, zoneOf } from '../checks/routing/zones.ts';
import { hintOf, known } from '../model/gathered.ts';
import type { HealthCheck, Target, TargetGroup } from '../model/load-balancing.ts';
import type { Probe, Region } from '../model/region.ts';
import type { Reachability } from '../network/reachability.ts';
import type { Examined } from './examine.ts';
import { isUnhealthy } from './impact.ts';

export interface Changed {
  readonly region: Region;
  readonly targetGroup: TargetGroup;
  readonly reachability: Reachability;
}

/** The group after a change, its targets in the state that the next health checks would leave them in. */
export function recheck(before: Examined, after: Changed): TargetGroup {
  const { targets } = after.targetGroup;
  if (!targets.known) return after.targetGroup;
  return { ...after.targetGroup, targets: known(targets.value.map((target) => recheckTarget(before, after, target))) };
}

function recheckTarget(before: Examined, after: Changed, target: Target): Target {
  const isLetOff =
    target.state === 'unused' ? isUsable(after, target) : isUnhealthy(target) && passes(before, after, target);
  if (!isLetOff) return target;
  return {
    ...target,
    state: 'initial',
    reason: 'Elb.InitialHealthChecking',
    description: 'Initial health checks in progress',
  };
}

/** An `unused` target comes into use when what kept it out is gone. */
function isUsable({ region, targetGroup }: Changed, target: Target): boolean {
  if (target.reason === 'Target.InvalidState') return isRunning(region, target);
  if (target.reason !== 'Target.NotInUse') return false;
  const loadBalancers = targetGroup.loadBalancerArns.flatMap((arn) => hintOf(region.loadBalancers.find(arn)) ?? []);
  const zone = zoneOf(region, targetGroup.vpcId, target);
  return loadBalancers.some((loadBalancer) => zone === undefined || enabledZones(loadBalancer).includes(zone));
}

const isRunning = (region: Region, { id }: Target): boolean => hintOf(region.instances.find(id))?.state === 'running';

function passes(before: Examined, after: Changed, target: Target): boolean {
  if (after.targetGroup.targetType === 'lambda') return isGrantedAnew(before, after, target);
  if (!isOpen(after, target)) return false;
  if (wasBlocked(before, target)) return true;
  if (isRunning(after.region, target) && !isRunning(before.subject.region, target)) return true;
  return answersAsAsked(before, after, target);
}

function isOpen({ targetGroup, reachability }: Changed, target: Target): boolean {
  const paths = reachability.pathsTo(targetGroup, target, 'health-check');
  return paths.every(({ trace }) => trace.verdict !== 'blocked' && trace.verdict !== 'partlyBlocked');
}

function wasBlocked({ facts }: Examined, { id, port }: Target): boolean {
  const paths = hintOf(facts.healthCheckPaths) ?? [];
  return paths.some(
    ({ target, trace }) =>
      target.id === id && target.port === port && (trace.verdict === 'blocked' || trace.verdict === 'partlyBlocked'),
  );
}

function isGrantedAnew(before: Examined, after: Changed, { id }: Target): boolean {
  const statementsOf = (region: Region) => hintOf(region.lambdaPolicy(id))?.statements.length ?? 0;
  return statementsOf(after.region) > statementsOf(before.subject.region);
}

/** The settings changed so that the answer which is known of the target now counts as healthy. */
function answersAsAsked(before: Examined, after: Changed, target: Target): boolean {
  const was = before.targetGroup.healthCheck;
  const now = after.targetGroup.healthCheck;
  if (!isSameRequest(was, now)) return isKnownToAnswer(before, after, target);
  const { matcher } = now;
  if (matcher !== undefined && matcher.codes !== was.matcher?.codes) {
    const seen = codesIn(target.description);
    if (seen.length > 0) return seen.every((code) => accepts(matcher.codes, code));
    return isKnownToAnswer(before, after, target);
  }
  const isMorePatient = (now.timeoutSeconds ?? 0) > (was.timeoutSeconds ?? 0);
  return isMorePatient && isKnownToAnswer(before, after, target);
}

const isSameRequest = (was: HealthCheck, now: HealthCheck): boolean =>
  was.protocol === now.protocol && was.port === now.port && was.path === now.path;

/** By its own answer to a probe, or by that of another target which fails in the same way: they run the same. */
function isKnownToAnswer(before: Examined, after: Changed, target: Target): boolean {
  const probed = before.subject.probes.filter(({ targetId }) => targetId === target.id);
  const alike = probed.length > 0 ? probed : before.subject.probes.filter((probe) => isOfTwin(before, probe, target));
  return alike.some((probe) => isAnswer(probe, after, target)) || isHealthyElsewhere(after, target);
}

function isOfTwin({ targetGroup }: Examined, { targetId }: Probe, { reason, description, port }: Target): boolean {
  const twin = (hintOf(targetGroup.targets) ?? []).find(({ id }) => id === targetId);
  return twin !== undefined && twin.reason === reason && twin.description === description && twin.port === port;
}

/** A probe asked just what the health check now asks, and the answer is one that it accepts in time. */
function isAnswer(probe: Probe, { targetGroup: { healthCheck } }: Changed, target: Target): boolean {
  const { protocol, path, matcher, timeoutSeconds } = healthCheck;
  if (probe.port !== target.healthCheckPort || probe.outcome !== 'response') return false;
  if (timeoutSeconds !== undefined && probe.millis !== undefined && probe.millis >= timeoutSeconds * 1000) return false;
  if (protocol === 'TCP') return true;
  if (probe.protocol !== protocol || probe.path !== path || probe.statusCode === undefined) return false;
  return matcher === undefined || accepts(matcher.codes, probe.statusCode);
}

/** Another group asks the same of the same target, and ELB finds it healthy there. */
function isHealthyElsewhere({ region, targetGroup }: Changed, target: Target): boolean {
  const { protocol, path } = targetGroup.healthCheck;
  return (hintOf(region.targetGroups) ?? []).some(
    (group) =>
      group.arn !== targetGroup.arn &&
      group.protocolVersion === targetGroup.protocolVersion &&
      group.healthCheck.protocol === protocol &&
      group.healthCheck.path === path &&
      (hintOf(group.targets) ?? []).some(
        ({ id, state, healthCheckPort }) =>
          id === target.id && state === 'healthy' && healthCheckPort === target.healthCheckPort,
      ),
  );
}
