/** What CloudWatch knows of a sample account: the last ten minutes of metrics, and alarms. */
import type { SampleLoadBalancer } from './load-balancers.ts';
import { arnOf, type SampleAccount } from './sample-account.ts';
import type { SampleTargetGroup } from './target-groups.ts';

export interface MetricOptions {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly stat: string;
  /** One a minute, the last one a minute before the capture; oldest first. */
  readonly values: readonly number[];
}

export function addMetric(account: SampleAccount, { namespace, name, dimensions, stat, values }: MetricOptions): void {
  const end = Date.parse(account.capturedAt);
  account.region.metrics.push({
    Namespace: namespace,
    MetricName: name,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Stat: stat,
    Period: 60,
    Timestamps: values.map((_, n) => new Date(end - (values.length - n) * 60_000).toISOString()),
    Values: [...values],
  });
}

const NAMESPACES: Readonly<Record<string, string>> = {
  application: 'AWS/ApplicationELB',
  network: 'AWS/NetworkELB',
  gateway: 'AWS/GatewayELB',
};

const namespaceOf = ({ record }: SampleLoadBalancer) => NAMESPACES[record.Type ?? ''] ?? 'AWS/ApplicationELB';

/** Metrics of a quiet quarter of an hour: all targets healthy, requests answered. */
export function addQuietMetrics(
  account: SampleAccount,
  loadBalancer: SampleLoadBalancer,
  targetGroup: SampleTargetGroup,
): void {
  const namespace = namespaceOf(loadBalancer);
  const dimensions = { TargetGroup: targetGroup.dimension, LoadBalancer: loadBalancer.dimension };
  const targets = account.region.targetHealth[targetGroup.arn]?.length ?? 0;
  const always = (value: number) => Array.from({ length: 10 }, () => value);
  const group = { namespace, dimensions };
  if (targetGroup.record.TargetType !== 'lambda') {
    addMetric(account, { ...group, name: 'HealthyHostCount', stat: 'Minimum', values: always(targets) });
    addMetric(account, { ...group, name: 'UnHealthyHostCount', stat: 'Maximum', values: always(0) });
  }
  if (namespace !== 'AWS/ApplicationELB') return;
  const requests = [812, 790, 845, 803, 777, 860, 821, 799, 808, 833];
  addMetric(account, { ...group, name: 'RequestCount', stat: 'Sum', values: requests });
  addMetric(account, { ...group, name: 'HTTPCode_Target_5XX_Count', stat: 'Sum', values: always(0) });
  addMetric(account, { ...group, name: 'TargetResponseTime', stat: 'Average', values: always(0.042) });
  const whole = { namespace, dimensions: { LoadBalancer: loadBalancer.dimension } };
  addMetric(account, { ...whole, name: 'HTTPCode_ELB_502_Count', stat: 'Sum', values: always(0) });
}

/** An alarm that tells somebody when a target is unhealthy for two minutes. */
export function addUnhealthyAlarm(
  account: SampleAccount,
  loadBalancer: SampleLoadBalancer,
  targetGroup: SampleTargetGroup,
): void {
  const name = `${targetGroup.name}-unhealthy`;
  account.region.alarms.push({
    AlarmName: name,
    AlarmArn: arnOf(account, 'cloudwatch', `alarm:${name}`),
    Namespace: namespaceOf(loadBalancer),
    MetricName: 'UnHealthyHostCount',
    Dimensions: [
      { Name: 'TargetGroup', Value: targetGroup.dimension },
      { Name: 'LoadBalancer', Value: loadBalancer.dimension },
    ],
    Statistic: 'Minimum',
    Period: 60,
    EvaluationPeriods: 2,
    DatapointsToAlarm: 2,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'missing',
    ActionsEnabled: true,
    AlarmActions: [arnOf(account, 'sns', 'on-call')],
    OKActions: [],
    InsufficientDataActions: [],
    StateValue: 'OK',
  });
}
