/** What tells that the health check goes to another port than the application's. */
import { hintOf } from '../../model/gathered.ts';
import type { Target } from '../../model/load-balancing.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { answerOfAlb } from './alb-target-answer.ts';
import { answeredOtherPort, type HealthReading, somethingSpoke } from './health-reading.ts';
import { loadSignsOf } from './load-evidence.ts';
import { loopbackProof } from './loopback-evidence.ts';
import { hintedMetrics, totalOf } from './metric-evidence.ts';
import type { NetworkProof } from './network-proof.ts';
import { quoted } from './probe-evidence.ts';

export interface PortSign {
  readonly because: string;
  readonly confidence: Confidence;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** The port to check instead, where one is known to answer. */
  readonly port?: number;
}

/** First port of the range from which Linux hosts and ECS pick ports at random. */
const FIRST_DYNAMIC_PORT = 32768;

/** Only where the port is silent or refuses; a port that answers, even wrongly, is one on which something listens. */
export function portSignOf(
  subject: Subject,
  targets: readonly Target[],
  reading: HealthReading,
  network: NetworkProof,
): PortSign | undefined {
  if (reading.failure === 'code') return undefined;
  const proven = proofOf(subject, reading);
  if (proven) return proven;
  if (somethingSpoke(reading) || loopbackProof(subject, reading) || refusedOnTrafficPort(reading)) return undefined;
  if (network.kind === 'blocked' || network.kind === 'partlyBlocked') return undefined;
  if (isPortOfHealthy(targets, reading) || isStarved(subject, reading)) return undefined;
  const sign = ofSettings(subject, reading, network) ?? ofSiblings(targets, reading) ?? ofOtherGroup(subject, reading);
  return sign && mayBeStarved(subject, reading) ? { ...sign, confidence: 'possible' } : sign;
}

function proofOf(subject: Subject, reading: HealthReading): PortSign | undefined {
  const { asked, target } = reading;
  const alb = answerOfAlb(subject, target);
  if (alb?.kind === 'no-listener') {
    const because = `${alb.loadBalancer.name} has no listener on port ${asked.port}, only on ${alb.ports.join(', ') || 'none'}`;
    return { because, confidence: 'certain', evidence: { listenerPorts: alb.ports } };
  }
  const other = answeredOtherPort(reading);
  if (!other?.port) return undefined;
  const because = `port ${other.port} answers what port ${asked.port} does not`;
  return { because, confidence: 'certain', evidence: { answered: quoted(other) }, port: other.port };
}

/** The traffic port refuses as well: the process is down, whatever port is asked. */
const refusedOnTrafficPort = ({ probes, target, asked }: HealthReading): boolean =>
  target.port !== asked.port && probes.some(({ outcome, port }) => outcome === 'refused' && port === target.port);

/** What would show that could not be read. */
export const mayBeStarved = ({ region }: Subject, { type, repeated, group }: HealthReading): boolean =>
  type !== 'application' &&
  repeated === undefined &&
  group.targetType === 'instance' &&
  !(region.metrics.known && region.instanceStatuses.all.known && region.instances.all.known);

/**
 * What an NLB or GWLB calls failed may be an answer that came too late; a starved target gives one. Whose process is
 * ended for want of memory refuses.
 */
export function isStarved(subject: Subject, { type, repeated, target }: HealthReading): boolean {
  if (repeated !== undefined) return false;
  const signs = loadSignsOf(subject, target, hintedMetrics(subject));
  return type === 'application' ? signs.some(({ endsProcess }) => endsProcess === true) : signs.length > 0;
}

const isPortOfHealthy = (targets: readonly Target[], { asked }: HealthReading): boolean =>
  targets.some(({ state, healthCheckPort }) => state === 'healthy' && healthCheckPort === asked.port);

/** The group itself checks another port, or another protocol's port, than it sends traffic to. */
function ofSettings(subject: Subject, reading: HealthReading, network: NetworkProof): PortSign | undefined {
  const { asked, target, group, type, failure, repeated } = reading;
  const isRefused =
    repeated?.outcome === 'refused' || (failure === 'failed' && (type === 'application' || network.kind === 'open'));
  if (!isRefused) return undefined;
  const evidence = { healthCheckPort: asked.port, trafficPort: target.port };
  const isUdp = group.protocol === 'UDP' || group.protocol === 'QUIC';
  if (isUdp && asked.port === target.port) {
    const because = `the service on port ${target.port} speaks ${group.protocol}, and the check asks there by ${asked.protocol}`;
    return { because, confidence: 'likely', evidence: { ...evidence, protocol: group.protocol } };
  }
  if (asked.port === target.port || asked.port === undefined) return undefined;
  const served = answeredTraffic(subject);
  if (served > 0 && target.port !== undefined) {
    const because = `the targets answer requests on port ${target.port}, and the check asks on port ${asked.port}`;
    return { because, confidence: 'certain', evidence: { ...evidence, answeredRequests: served }, port: target.port };
  }
  const because = `traffic goes to port ${target.port}, the check asks on port ${asked.port}, where nothing answers`;
  return { because, confidence: 'likely', evidence };
}

/** Requests that targets answered; with no healthy target, the failing ones did. */
function answeredTraffic(subject: Subject): number {
  const metrics = hintedMetrics(subject);
  const classes = ['2XX', '3XX', '4XX', '5XX'].map((each) => totalOf(metrics, `HTTPCode_Target_${each}_Count`) ?? 0);
  const anyHealthy = (hintOf(subject.targetGroup.targets) ?? []).some(({ state }) => state === 'healthy');
  return anyHealthy ? 0 : classes.reduce((sum, count) => sum + count, 0);
}

/** Neighbours of the group are healthy, all on one other port that is no dynamic one. */
function ofSiblings(targets: readonly Target[], { asked }: HealthReading): PortSign | undefined {
  const ports = new Set(
    targets.filter(({ state }) => state === 'healthy').map(({ healthCheckPort }) => healthCheckPort),
  );
  const [port] = ports;
  if (ports.size !== 1 || port === undefined || asked.port === undefined) return undefined;
  if (port >= FIRST_DYNAMIC_PORT || asked.port >= FIRST_DYNAMIC_PORT) return undefined;
  const because = `the healthy targets of the group answer on port ${port}, this one is asked on port ${asked.port}`;
  return { because, confidence: 'likely', evidence: { healthyOn: port } };
}

/** Another group finds the same target healthy on another port; the same path makes it the same service. */
function ofOtherGroup({ neighbours }: Subject, { asked, target, group }: HealthReading): PortSign | undefined {
  for (const neighbour of neighbours) {
    const same = (hintOf(neighbour.targets) ?? []).find(({ id, state }) => id === target.id && state === 'healthy');
    const port = same?.healthCheckPort;
    if (port === undefined || port === asked.port) continue;
    const samePath = neighbour.healthCheck.path === group.healthCheck.path && (group.healthCheck.path ?? '/') !== '/';
    const because = `${neighbour.name} finds the same target healthy on port ${port}`;
    return {
      because,
      confidence: samePath ? 'likely' : 'possible',
      evidence: { neighbour: neighbour.arn, healthyOn: port },
    };
  }
  return undefined;
}
