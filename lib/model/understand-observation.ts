/** Converts instances, alarms, metrics, function policies and probes of a snapshot to the model. */
import type { InstanceRecord, InstanceStatusRecord } from '../snapshot/networking.ts';
import type { AlarmRecord, LambdaPolicyRecord, MetricRecord, ProbeRecord } from '../snapshot/observation.ts';
import type {
  Alarm,
  Instance,
  InstanceStatus,
  LambdaPolicy,
  LambdaStatement,
  MetricIdentity,
  MetricSeries,
  Probe,
} from './region.ts';
import { mapOf, texts } from './understand-part.ts';

export function toInstance(record: InstanceRecord): Instance {
  return {
    id: record.InstanceId,
    type: record.InstanceType ?? undefined,
    state: record.State?.Name ?? 'unknown',
    stateReason: record.StateReason?.Message ?? (record.StateTransitionReason || undefined),
    launchTime: record.LaunchTime ?? undefined,
    vpcId: record.VpcId ?? undefined,
    subnetId: record.SubnetId ?? undefined,
    zone: record.Placement?.AvailabilityZone ?? undefined,
    privateAddress: record.PrivateIpAddress ?? undefined,
    securityGroupIds: texts(record.SecurityGroups?.map(({ GroupId }) => GroupId)),
    tags: mapOf(record.Tags),
  };
}

export function toInstanceStatus(record: InstanceStatusRecord): InstanceStatus {
  return {
    id: record.InstanceId,
    instance: record.InstanceStatus?.Status ?? undefined,
    system: record.SystemStatus?.Status ?? undefined,
    attachedEbs: record.AttachedEbsStatus?.Status ?? undefined,
  };
}

type Dimensions = MetricRecord['Dimensions'];

function toDimensions(dimensions: Dimensions): ReadonlyMap<string, string> {
  return new Map((dimensions ?? []).flatMap(({ Name, Value }) => (Name == null ? [] : [[Name, Value ?? '']])));
}

export function toAlarm(record: AlarmRecord): Alarm {
  return {
    name: record.AlarmName ?? '',
    arn: record.AlarmArn ?? undefined,
    metrics: metricsOf(record),
    statistic: record.Statistic ?? record.ExtendedStatistic ?? undefined,
    threshold: record.Threshold ?? undefined,
    comparison: record.ComparisonOperator ?? undefined,
    missingData: record.TreatMissingData ?? undefined,
    actionsEnabled: record.ActionsEnabled ?? true,
    actions: texts(record.AlarmActions),
    state: record.StateValue ?? undefined,
  };
}

/** Metric-math alarms leave the top-level names empty and list what they watch. */
function metricsOf(record: AlarmRecord): readonly MetricIdentity[] {
  const single = record.MetricName ? [record] : [];
  const inMath = (record.Metrics ?? []).flatMap(({ MetricStat }) => (MetricStat?.Metric ? [MetricStat.Metric] : []));
  return [...single, ...inMath].map(({ Namespace, MetricName, Dimensions }) => ({
    namespace: Namespace ?? '',
    name: MetricName ?? '',
    dimensions: toDimensions(Dimensions),
  }));
}

export function toMetricSeries(record: MetricRecord): MetricSeries {
  const values = record.Values ?? [];
  const points = (record.Timestamps ?? []).flatMap((at, index) => {
    const value = values[index];
    return value === undefined ? [] : [{ at, value }];
  });
  return {
    namespace: record.Namespace,
    name: record.MetricName,
    dimensions: toDimensions(record.Dimensions),
    stat: record.Stat ?? '',
    periodSeconds: record.Period ?? undefined,
    points: points.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
  };
}

export function toLambdaPolicy(record: LambdaPolicyRecord): LambdaPolicy {
  return {
    statements: (record.Statement ?? []).map(
      (statement): LambdaStatement => ({
        effect: statement.Effect ?? 'Deny',
        principals: principalsOf(statement.Principal),
        actions: listOf(statement.Action),
        resources: listOf(statement.Resource),
        conditions: new Map(
          Object.entries(statement.Condition ?? {}).map(([operator, keys]) => [
            operator,
            new Map(Object.entries(keys).map(([key, values]) => [key.toLowerCase(), listOf(values)])),
          ]),
        ),
      }),
    ),
  };
}

/** A principal is `"*"` or an object from kind to one or many names. */
function principalsOf(principal: unknown): readonly string[] {
  if (typeof principal === 'string') return [principal];
  if (typeof principal !== 'object' || principal === null) return [];
  return Object.values(principal)
    .flat()
    .filter((name): name is string => typeof name === 'string');
}

function listOf(value: string | readonly string[] | null | undefined): readonly string[] {
  if (value == null) return [];
  return typeof value === 'string' ? [value] : value;
}

const OUTCOMES: readonly Probe['outcome'][] = [
  'response',
  'timeout',
  'refused',
  'reset',
  'tls-error',
  'protocol-error',
];

export function toProbe(record: ProbeRecord): Probe {
  return {
    targetGroupArn: record.targetGroupArn,
    targetId: record.targetId,
    port: record.port ?? undefined,
    protocol: record.request?.protocol ?? undefined,
    protocolVersion: record.request?.protocolVersion ?? undefined,
    path: record.request?.path ?? undefined,
    host: record.request?.host ?? undefined,
    outcome: OUTCOMES.find((outcome) => outcome === record.outcome) ?? 'unknown',
    statusCode: record.statusCode ?? undefined,
    headers: new Map(Object.entries(record.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)])),
    millis: record.millis ?? undefined,
    tls: record.tls
      ? {
          protocol: record.tls.protocol ?? undefined,
          cipher: record.tls.cipher ?? undefined,
          authorizationError: record.tls.authorizationError ?? undefined,
          validTo: record.tls.validTo ?? undefined,
          subjectAltNames: record.tls.subjectAltNames ?? [],
        }
      : undefined,
    error: record.error ?? '',
  };
}
