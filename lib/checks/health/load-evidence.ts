/** Signs that a target is starved, and signs that it is slow. */
import { hintOf } from '../../model/gathered.ts';
import type { Target } from '../../model/load-balancing.ts';
import type { MetricSeries } from '../../model/region.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { instanceIdOf } from '../target-instance.ts';
import { averageOf, highestOf, lastOf, named } from './metric-evidence.ts';

export interface LoadSign {
  readonly because: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly confidence: Confidence;
  /** The process itself is ended by it, so that its port refuses until it is started again. */
  readonly endsProcess?: boolean;
}

/** Percent of CPU or memory from which on a target is taken for starved, over the last points. */
const STARVED_PERCENT = 90;
const SUSTAINED_POINTS = 3;

/** The strongest sign first. */
export function loadSignsOf(subject: Subject, target: Target, metrics: readonly MetricSeries[]): readonly LoadSign[] {
  const id = instanceIdOf(subject.region, subject.targetGroup.vpcId, target);
  const ofInstance = id === undefined ? [] : metrics.filter(({ dimensions }) => dimensions.get('InstanceId') === id);
  const ofWorkload = metrics.filter(
    ({ dimensions }) =>
      !dimensions.has('InstanceId') && !dimensions.has('LoadBalancer') && !dimensions.has('TargetGroup'),
  );
  const signs = [
    ...(id === undefined ? [] : statusSigns(subject, id)),
    ...creditSigns(subject, id, ofInstance),
    ...ofInstance.flatMap(outOfMemory),
    ...[...ofInstance, ...ofWorkload].flatMap(starvation),
    ...failedChecks(ofInstance),
  ];
  const order: readonly Confidence[] = ['certain', 'likely', 'possible'];
  return signs.toSorted((a, b) => order.indexOf(a.confidence) - order.indexOf(b.confidence));
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-system-instance-status-check.html */
function statusSigns({ region }: Subject, id: string): readonly LoadSign[] {
  const status = hintOf(region.instanceStatuses.find(id));
  if (!status) return [];
  const parts = { instance: status.instance, system: status.system, attachedEbs: status.attachedEbs };
  return Object.entries(parts).flatMap(([part, value]) =>
    value === 'impaired'
      ? [
          {
            because: `the ${part === 'attachedEbs' ? 'attached EBS' : part} status check of ${id} fails`,
            evidence: { instance: id, status: parts },
            confidence: 'certain' as const,
          },
        ]
      : [],
  );
}

function failedChecks(metrics: readonly MetricSeries[]): readonly LoadSign[] {
  return metrics
    .filter(({ name }) => name.startsWith('StatusCheckFailed'))
    .filter(
      (series) => lastOf(series, SUSTAINED_POINTS).length > 0 && lastOf(series, SUSTAINED_POINTS).every((v) => v > 0),
    )
    .map(({ name }) => ({ because: `${name} is 1`, evidence: { [name]: 1 }, confidence: 'certain' as const }));
}

const isBurstable = (type: string | undefined): boolean => type !== undefined && /^t\d/.test(type);

/** A burstable instance without credits is held to its baseline, 5 to 40 % of a vCPU. */
function creditSigns(
  { region }: Subject,
  id: string | undefined,
  metrics: readonly MetricSeries[],
): readonly LoadSign[] {
  const [credits] = named(metrics, 'CPUCreditBalance');
  if (!credits || id === undefined) return [];
  const last = lastOf(credits, SUSTAINED_POINTS);
  const type = hintOf(region.instances.find(id))?.type;
  if (last.length === 0 || highestOf(last) > 1 || (type !== undefined && !isBurstable(type))) return [];
  return [
    {
      because: `${id}${type ? ` (${type})` : ''} has no CPU credits left`,
      evidence: { instance: id, instanceType: type, CPUCreditBalance: last.at(-1) },
      confidence: 'likely',
    },
  ];
}

const STARVING =
  /^(CPUUtilization|MemoryUtilization|mem_used_percent|cpu_usage_active|disk_used_percent|CpuUtilized|pod_cpu_utilization_over_pod_limit|pod_memory_utilization_over_pod_limit)$/;

function starvation(series: MetricSeries): readonly LoadSign[] {
  if (!STARVING.test(series.name)) return [];
  const last = lastOf(series, SUSTAINED_POINTS);
  const least = series.name.startsWith('disk') ? 99 : STARVED_PERCENT;
  if (last.length < 2 || averageOf(last) < least || Math.min(...last) < least - 10) return [];
  const of = series.dimensions.get('InstanceId') ?? series.dimensions.get('ServiceName') ?? 'the target';
  const value = Math.round(averageOf(last));
  return [
    {
      because: `${series.name} of ${of} is ${value} %`,
      evidence: { [series.name]: value, of, points: last.length, periodSeconds: series.periodSeconds },
      confidence: 'likely',
    },
  ];
}

const EXHAUSTED_PERCENT = 95;

/** Memory that rises to its end and is then mostly free was freed by the kernel, which ended whoever had it. */
function outOfMemory({ name, dimensions, points }: MetricSeries): readonly LoadSign[] {
  if (!/^(MemoryUtilization|mem_used_percent)$/.test(name)) return [];
  const peaks = points.filter(
    ({ value }, at) => value >= EXHAUSTED_PERCENT && (points[at + 1]?.value ?? value) <= value / 2,
  );
  const last = peaks.at(-1);
  if (last === undefined) return [];
  const of = dimensions.get('InstanceId') ?? 'the target';
  const times = peaks.length === 1 ? '' : ` ${peaks.length} times`;
  return [
    {
      because: `${name} of ${of} rose to ${Math.round(last.value)} % and fell at once${times}, as when the kernel ends a process for want of memory`,
      evidence: { [name]: last.value, of, at: last.at, times: peaks.length },
      confidence: 'likely',
      endsProcess: true,
    },
  ];
}

/** Answers as slow as this share of the timeout leave no room. */
const NEAR = 0.8;

/** The response times that the load balancer measured come near the timeout of the check. */
export function slowResponses(metrics: readonly MetricSeries[], timeoutSeconds: number): LoadSign | undefined {
  const slow = named(metrics, 'TargetResponseTime')
    .filter(({ stat }) => !/^min/i.test(stat))
    .map((series) => ({ stat: series.stat || 'Average', seconds: highestOf(lastOf(series, 10)) }))
    .filter(({ seconds }) => seconds >= timeoutSeconds * NEAR)
    .toSorted((a, b) => b.seconds - a.seconds);
  const [worst] = slow;
  if (!worst) return undefined;
  return {
    because: `the targets take up to ${worst.seconds} s to answer (TargetResponseTime, ${worst.stat}), the check waits ${timeoutSeconds} s`,
    evidence: { TargetResponseTime: worst.seconds, stat: worst.stat, timeoutSeconds },
    confidence: 'likely',
  };
}
