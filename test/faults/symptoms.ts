/** What AWS shows of a fault: target health, metrics, and what a probe inside the network would see. */
import type { TargetHealthRecord } from '../../lib/snapshot/load-balancing.ts';
import type { ProbeRecord } from '../../lib/snapshot/observation.ts';
import { dimensionsOf, type Scene, typeOf } from './scene.ts';

type Which = (target: TargetHealthRecord) => boolean;
const all: Which = () => true;

function setHealth(scene: Scene, which: Which, State: string, Reason: string, Description: string): void {
  const hit = scene.targets.filter(which);
  for (const target of hit) target.TargetHealth = { State, Reason, Description };
  countHosts(scene);
}

/** Network and Gateway Load Balancers say FailedHealthChecks whatever the check ran into. */
const saysWhy = (scene: Scene) => typeOf(scene) === 'application';

/** No answer in time. */
export function timesOut(scene: Scene, which: Which = all): void {
  if (saysWhy(scene)) setHealth(scene, which, 'unhealthy', 'Target.Timeout', 'Request timed out');
  else failsChecks(scene, which);
}

/** A refused or reset connection, a failed handshake, or an answer that is none. */
export function failsChecks(scene: Scene, which: Which = all): void {
  setHealth(scene, which, 'unhealthy', 'Target.FailedHealthChecks', 'Health checks failed');
}

/** An answer with a status that the matcher does not have. */
export function answersWith(scene: Scene, code: number, which: Which = all): void {
  const description = `Health checks failed with these codes: [${code}]`;
  if (saysWhy(scene)) setHealth(scene, which, 'unhealthy', 'Target.ResponseCodeMismatch', description);
  else failsChecks(scene, which);
}

export function isUnused(scene: Scene, reason: string, description: string, which: Which = all): void {
  setHealth(scene, which, 'unused', reason, description);
}

/** Any other state, with its reason. */
export function isInState(scene: Scene, state: string, reason: string, description: string, which: Which = all): void {
  setHealth(scene, which, state, reason, description);
}

/** The host counts follow the target health; a group out of use publishes none. */
function countHosts(scene: Scene): void {
  const states = scene.targets.map(({ TargetHealth }) => TargetHealth?.State);
  const healthy = states.filter((state) => state === 'healthy').length;
  const unhealthy = states.filter((state) => state === 'unhealthy').length;
  setMetric(scene, 'HealthyHostCount', healthy);
  setMetric(scene, 'UnHealthyHostCount', unhealthy);
}

function setMetric(scene: Scene, name: string, value: number): void {
  const targetGroup = dimensionsOf(scene)[0]?.Value;
  for (const metric of scene.region.metrics ?? []) {
    if (metric.MetricName !== name || !metric.Dimensions?.some(({ Value }) => Value === targetGroup)) continue;
    metric.Values = metric.Values?.map(() => value) ?? [];
  }
}

export interface MetricSpec {
  readonly name: string;
  readonly values: readonly number[];
  readonly stat?: string;
  readonly namespace?: string;
  readonly dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** Replaces the series of that name and those dimensions. */
export function showMetric(scene: Scene, spec: MetricSpec): void {
  const dimensions = [...(spec.dimensions ?? dimensionsOf(scene))];
  const same = (others: unknown) => JSON.stringify(others) === JSON.stringify(dimensions);
  const metrics = scene.region.metrics ?? [];
  const others = metrics.filter(({ MetricName, Dimensions }) => MetricName !== spec.name || !same(Dimensions));
  scene.region.metrics = [
    ...others,
    {
      Namespace: spec.namespace ?? 'AWS/ApplicationELB',
      MetricName: spec.name,
      Dimensions: dimensions,
      Stat: spec.stat ?? 'Sum',
      Period: 60,
      Timestamps: spec.values.map((_, n) => new Date(Date.UTC(2026, 10, 22, 12, n - spec.values.length)).toISOString()),
      Values: [...spec.values],
    },
  ];
}

export type ProbeSpec = Pick<ProbeRecord, 'outcome'> &
  Partial<Pick<ProbeRecord, 'statusCode' | 'headers' | 'millis' | 'tls' | 'error' | 'port'>> & {
    readonly path?: string;
    readonly host?: string;
    readonly protocol?: string;
    readonly protocolVersion?: string;
  };

/** Adds the health check of the last target, sent from inside the network, and what came of it. */
export function probeSees(scene: Scene, { path, host, protocol, protocolVersion, ...seen }: ProbeSpec): void {
  const { targetGroup, targets, region } = scene;
  const target = targets.at(-1);
  const port = seen.port ?? Number(target?.HealthCheckPort);
  const id = target?.Target.Id ?? '';
  region.probes = [
    ...(region.probes ?? []),
    {
      targetGroupArn: targetGroup.TargetGroupArn,
      targetId: id,
      port,
      request: {
        protocol: protocol ?? targetGroup.HealthCheckProtocol,
        protocolVersion: protocolVersion ?? targetGroup.ProtocolVersion ?? 'HTTP1',
        path: path ?? targetGroup.HealthCheckPath ?? '',
        host: host ?? `${id}:${port}`,
        userAgent: 'ELB-HealthChecker/2.0',
      },
      millis: 3,
      error: '',
      ...seen,
    },
  ];
}
