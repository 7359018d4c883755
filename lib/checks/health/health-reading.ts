/** One reading of what is known about each target that fails its health check; the checks of this folder share it. */
import type { LoadBalancerType, Matcher, Target, TargetGroup } from '../../model/load-balancing.ts';
import type { Probe } from '../../model/region.ts';
import type { Subject } from '../subject.ts';
import { answerOfAlb } from './alb-target-answer.ts';
import { loadBalancerTypeOf } from './load-balancer-type.ts';
import { isNodeLocal } from './node-local-health.ts';
import {
  type Asked,
  askedBy,
  askedOf,
  codeOf,
  isContent,
  isHttp,
  isLoopback,
  namesTheTarget,
  repeatingProbe,
} from './probe-evidence.ts';
import { accepts, codesIn, matcherOf } from './status-code.ts';

/**
 * What ELB says of the failure. `code`: it was answered, so the network is open. `silence`: nothing came back in time.
 * `failed`: on an ALB the connection or the answer was broken; on NLB and GWLB it may be anything.
 */
export type Failure = 'code' | 'silence' | 'failed';

export interface HealthReading {
  readonly target: Target;
  readonly group: TargetGroup;
  readonly type: LoadBalancerType;
  readonly failure: Failure;
  readonly asked: Asked;
  readonly matcher: Matcher;
  /** Probes of this target, else of one that fails in the same way. */
  readonly probes: readonly Probe[];
  /** The probe that repeats the health check as it is set now. */
  readonly repeated: Probe | undefined;
  /** Status codes that ELB, or the probe that repeats it, was answered and that the matcher refuses. */
  readonly codes: readonly number[];
  readonly codesFrom: 'load-balancer' | 'probe' | 'listener';
  /** ELB's code is one that today's settings accept: they changed, and the next checks will tell. */
  readonly settled: boolean;
}

export const isFailing = ({ state }: Pick<Target, 'state'>): boolean =>
  state === 'unhealthy' || state === 'unhealthy.draining';

/** Readings of the targets that fail their checks; nodes that fail by design are left out. */
export function readFailing(subject: Subject, targets: readonly Target[]): readonly HealthReading[] {
  const probesOf = shareProbes(subject, targets);
  return targets
    .filter((target) => isFailing(target) || (isStopped(target) && probesOf(target).length > 0))
    .filter((target) => target.reason !== 'Elb.InternalError')
    .filter((target) => !isNodeLocal(subject.targetGroup, targets, target))
    .map((target) => readTarget(subject, target, probesOf(target)));
}

function readTarget(subject: Subject, target: Target, probes: readonly Probe[]): HealthReading {
  const group = subject.targetGroup;
  const type = loadBalancerTypeOf(group);
  const failure = failureOf(target);
  const matcher = matcherOf(group.healthCheck.matcher, type, group.protocolVersion);
  const asked = askedOf(group, target);
  const repeated = repeatingProbe(group, target, probes);
  const seen = codesSeen(subject, { target, type, failure, asked, repeated });
  const content = repeated !== undefined && isContent(group, asked, repeated);
  const codes = content ? [] : seen.codes.filter((code) => !accepts(matcher.codes, code));
  const settled = failure === 'code' && seen.codes.length > 0 && codes.length === 0;
  return { target, group, type, failure, asked, matcher, probes, repeated, codes, codesFrom: seen.from, settled };
}

/** Its last answers tell what will be wrong once it is started again. */
const isStopped = ({ reason }: Target): boolean => reason === 'Target.InvalidState';

function failureOf({ reason }: Target): Failure {
  if (reason === 'Target.ResponseCodeMismatch') return 'code';
  return reason === 'Target.Timeout' || reason === 'Target.InvalidState' ? 'silence' : 'failed';
}

type Seen = Pick<HealthReading, 'target' | 'type' | 'failure' | 'asked' | 'repeated'>;

function codesSeen(
  subject: Subject,
  { target, type, failure, asked, repeated }: Seen,
): { readonly codes: readonly number[]; readonly from: HealthReading['codesFrom'] } {
  const named = failure === 'code' ? codesIn(target.description) : [];
  if (named.length > 0) return { codes: named, from: 'load-balancer' };
  const inferred = isHttp(asked) ? answerOfAlb(subject, target) : undefined;
  if (inferred?.kind === 'code') return { codes: [inferred.code], from: 'listener' };
  const probed = repeated === undefined ? undefined : codeOf(subject.targetGroup, repeated);
  // An ALB tells a refused code from a broken connection; where it says "failed", a code is not the story.
  const mayBeCode = isHttp(asked) && !(failure === 'failed' && type === 'application');
  return { codes: mayBeCode && probed !== undefined ? [probed] : [], from: 'probe' };
}

/**
 * Probes usually exist for one target of several that share a story. Where each target is asked on a port of its own, a
 * probe of one's port speaks for the other's; nothing is learnt from a target that is well.
 */
function shareProbes({ probes }: Subject, targets: readonly Target[]): (target: Target) => readonly Probe[] {
  if (probes.length === 0) return () => probes;
  const storyOf = ({ state, reason, description }: Target) => [state, reason, description].join('\n');
  const ownOf = ownProbes(probes, targets);
  const donors = targets.filter((target) => target.state !== 'healthy' && ownOf(target).length > 0);
  const byStory = new Map(donors.toReversed().map((donor) => [storyOf(donor), donor]));
  return (target) => {
    const own = ownOf(target);
    const donor = byStory.get(storyOf(target)) ?? donors[0];
    if (own.length > 0 || donor === undefined) return own;
    if (donor.healthCheckPort === target.healthCheckPort) return ownOf(donor);
    return ownOf(donor).map((probe) => (probe.port === donor.healthCheckPort ? { ...probe, port: undefined } : probe));
  };
}

/** One host may be registered on several ports, as ECS does it: a probe of one says nothing about the others. */
function ownProbes(probes: readonly Probe[], targets: readonly Target[]): (target: Target) => readonly Probe[] {
  const byId = new Map<string, Probe[]>();
  for (const probe of probes) byId.set(probe.targetId, [...(byId.get(probe.targetId) ?? []), probe]);
  const portsById = new Map<string, Set<number | undefined>>();
  for (const { id, port, healthCheckPort } of targets) {
    if (!byId.has(id)) continue;
    portsById.set(id, (portsById.get(id) ?? new Set()).add(port).add(healthCheckPort));
  }
  return ({ id, port, healthCheckPort }) =>
    (byId.get(id) ?? []).filter(
      (probe) => probe.port === port || probe.port === healthCheckPort || !portsById.get(id)?.has(probe.port),
    );
}

/** A probe of the same port, protocol and path with a name in Host that the load balancer would be content with. */
export function answeredOtherHost(reading: HealthReading): Probe | undefined {
  const { asked, group } = reading;
  return reading.probes.find((probe) => {
    const by = askedBy(probe, asked);
    const same = by.port === asked.port && by.protocol === asked.protocol && by.path === asked.path;
    return same && !namesTheTarget(probe) && isContent(group, asked, probe);
  });
}

/** A probe of another path on the same port, sent as the load balancer sends it, that it would be content with. */
export function answeredOtherPath(reading: HealthReading): Probe | undefined {
  const { asked, group } = reading;
  return reading.probes.find((probe) => {
    const by = askedBy(probe, asked);
    const samePort = by.port === asked.port && by.protocol === asked.protocol;
    return samePort && by.path !== asked.path && namesTheTarget(probe) && isContent(group, asked, probe);
  });
}

/** A probe of the same port by the other of HTTP and HTTPS that was answered at all. */
export function answeredOtherProtocol(reading: HealthReading): Probe | undefined {
  const { asked } = reading;
  return reading.probes.find((probe) => {
    const by = askedBy(probe, asked);
    const crossed = isHttp(by) && isHttp(asked) && by.protocol !== asked.protocol;
    return crossed && by.port === asked.port && probe.outcome === 'response' && !saysPlaintextToTls(probe);
  });
}

/** A probe of another port that the load balancer would be content with. */
export function answeredOtherPort(reading: HealthReading): Probe | undefined {
  const { asked, group } = reading;
  return reading.probes.find((probe) => {
    const by = askedBy(probe, asked);
    return by.port !== asked.port && isContent(group, asked, probe);
  });
}

/** A server that speaks TLS says in words that it was spoken to in plaintext: nginx, Go, Apache. */
export const saysPlaintextToTls = (probe: Probe): boolean =>
  /plain http request was sent to https port|http request to an https server|plain http to an ssl|combination of host and port requires tls/i.test(
    [probe.error, ...probe.headers.values()].join('\n'),
  );

/** Something on the checked port spoke, to this probe or another, if not as it was asked. */
export function somethingSpoke({ probes, asked }: HealthReading): boolean {
  return probes.some((probe) => {
    const spoke = probe.outcome === 'response' || probe.outcome === 'tls-error' || probe.outcome === 'protocol-error';
    return spoke && askedBy(probe, asked).port === asked.port && !isLoopback(probe);
  });
}
