/** Converts the load balancing records of a snapshot to the model. */
import type {
  ActionRecord,
  ListenerRecord,
  LoadBalancerRecord,
  RuleRecord,
  TargetGroupRecord,
  TargetHealthRecord,
} from '../snapshot/load-balancing.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Gathered, known, mapGathered, notKnown } from './gathered.ts';
import type {
  Action,
  HealthCheck,
  Listener,
  ListenerRule,
  LoadBalancer,
  LoadBalancerType,
  Matcher,
  Target,
  TargetGroup,
  TargetState,
  TargetType,
} from './load-balancing.ts';
import { gatherEntry, mapOf, reasonUnread, texts } from './understand-part.ts';

export function toLoadBalancer(
  region: RegionSnapshot,
  listeners: ListenersByLoadBalancer,
  record: LoadBalancerRecord,
): LoadBalancer {
  const arn = record.LoadBalancerArn;
  return {
    arn,
    name: record.LoadBalancerName ?? nameInArn(arn),
    type: toLoadBalancerType(record.Type, arn),
    scheme: record.Scheme ?? undefined,
    state: record.State?.Code ?? undefined,
    createdAt: record.CreatedTime ?? undefined,
    vpcId: record.VpcId ?? undefined,
    ipAddressType: record.IpAddressType ?? 'ipv4',
    dnsName: record.DNSName ?? undefined,
    zones: (record.AvailabilityZones ?? []).map((zone) => ({
      name: zone.ZoneName ?? '',
      subnetId: zone.SubnetId ?? undefined,
      privateAddresses: texts(zone.LoadBalancerAddresses?.map(({ PrivateIPv4Address }) => PrivateIPv4Address)),
    })),
    securityGroupIds: texts(record.SecurityGroups),
    attributes: mapGathered(gatherEntry(region, 'loadBalancerAttributes', region.loadBalancerAttributes, arn), mapOf),
    listeners: listeners(arn),
    tags: mapGathered(gatherEntry(region, 'tags', region.tags, arn), mapOf),
  };
}

export type ListenersByLoadBalancer = (loadBalancerArn: string) => Gathered<readonly Listener[]>;

/** Listeners grouped by load balancer once, with their rules. */
export function groupListeners(region: RegionSnapshot): ListenersByLoadBalancer {
  const byLoadBalancer = new Map<string, Listener[]>();
  for (const record of region.listeners ?? []) {
    const arn = record.LoadBalancerArn ?? loadBalancerArnOf(record.ListenerArn);
    const listener = toListener(region, record, arn);
    byLoadBalancer.set(arn, [...(byLoadBalancer.get(arn) ?? []), listener]);
  }
  return (arn) => {
    const reason = reasonUnread(region, 'listeners', arn);
    return reason === undefined ? known(byLoadBalancer.get(arn) ?? []) : notKnown(reason);
  };
}

/** `…:listener/app/name/lbid/id` belongs to `…:loadbalancer/app/name/lbid`. */
function loadBalancerArnOf(listenerArn: string): string {
  return listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]*$/, '');
}

function toListener(region: RegionSnapshot, record: ListenerRecord, loadBalancerArn: string): Listener {
  return {
    arn: record.ListenerArn,
    loadBalancerArn,
    protocol: record.Protocol ?? undefined,
    port: record.Port ?? undefined,
    sslPolicy: record.SslPolicy ?? undefined,
    defaultActions: (record.DefaultActions ?? []).map(toAction),
    rules: mapGathered(gatherEntry(region, 'rules', region.rules, record.ListenerArn), (rules) =>
      rules.map(toListenerRule),
    ),
  };
}

function toListenerRule(record: RuleRecord): ListenerRule {
  const conditions = (record.Conditions ?? []).map(({ Field, Values, HostHeaderConfig, PathPatternConfig }) => ({
    field: Field,
    values: texts([...(HostHeaderConfig?.Values ?? PathPatternConfig?.Values ?? Values ?? [])]),
  }));
  const valuesOf = (wanted: string) =>
    conditions.filter(({ field }) => field === wanted).flatMap(({ values }) => values);
  const isRead = ({ field, values }: (typeof conditions)[number]) =>
    (field === 'host-header' || field === 'path-pattern') && values.length > 0;
  return {
    arn: record.RuleArn ?? undefined,
    priority: record.Priority ?? '',
    isDefault: record.IsDefault ?? record.Priority === 'default',
    hosts: valuesOf('host-header'),
    paths: valuesOf('path-pattern'),
    hasOtherConditions: !conditions.every(isRead),
    actions: (record.Actions ?? []).map(toAction),
  };
}

function toAction(record: ActionRecord): Action {
  if (record.Type === 'forward') return { type: 'forward', targetGroups: forwardedTo(record) };
  if (record.Type === 'redirect') {
    const { StatusCode, Protocol, Port } = record.RedirectConfig ?? {};
    return {
      type: 'redirect',
      statusCode: StatusCode?.replace('HTTP_', ''),
      protocol: Protocol ?? undefined,
      port: Port ?? undefined,
    };
  }
  if (record.Type === 'fixed-response') {
    return { type: 'fixed-response', statusCode: record.FixedResponseConfig?.StatusCode ?? undefined };
  }
  return { type: 'other', name: record.Type };
}

/** A forward names one group directly or up to five with weights; a weight left out is 1. */
function forwardedTo(record: ActionRecord): readonly { readonly arn: string; readonly weight: number }[] {
  const weighted = (record.ForwardConfig?.TargetGroups ?? []).flatMap(({ TargetGroupArn, Weight }) =>
    TargetGroupArn == null ? [] : [{ arn: TargetGroupArn, weight: Weight ?? 1 }],
  );
  if (weighted.length > 0) return weighted;
  return record.TargetGroupArn == null ? [] : [{ arn: record.TargetGroupArn, weight: 1 }];
}

export function toTargetGroup(region: RegionSnapshot, record: TargetGroupRecord): TargetGroup {
  const arn = record.TargetGroupArn;
  const healthCheck = toHealthCheck(record);
  return {
    arn,
    name: record.TargetGroupName ?? nameInArn(arn),
    targetType: toTargetType(record.TargetType),
    protocol: record.Protocol ?? undefined,
    protocolVersion: record.ProtocolVersion ?? undefined,
    port: record.Port ?? undefined,
    vpcId: record.VpcId ?? undefined,
    ipAddressType: record.IpAddressType ?? 'ipv4',
    healthCheck,
    loadBalancerArns: texts(record.LoadBalancerArns),
    attributes: mapGathered(gatherEntry(region, 'targetGroupAttributes', region.targetGroupAttributes, arn), mapOf),
    targets: mapGathered(gatherEntry(region, 'targetHealth', region.targetHealth, arn), (targets) =>
      targets.map((target) => toTarget(record, healthCheck, target)),
    ),
    tags: mapGathered(gatherEntry(region, 'tags', region.tags, arn), mapOf),
  };
}

function toHealthCheck(record: TargetGroupRecord): HealthCheck {
  const port = Number(record.HealthCheckPort);
  return {
    enabled: record.HealthCheckEnabled ?? record.TargetType !== 'lambda',
    protocol: record.HealthCheckProtocol ?? undefined,
    port: Number.isInteger(port) && port > 0 ? port : 'traffic-port',
    path: record.HealthCheckPath ?? undefined,
    intervalSeconds: record.HealthCheckIntervalSeconds ?? undefined,
    timeoutSeconds: record.HealthCheckTimeoutSeconds ?? undefined,
    healthyThreshold: record.HealthyThresholdCount ?? undefined,
    unhealthyThreshold: record.UnhealthyThresholdCount ?? undefined,
    matcher: toMatcher(record.Matcher),
  };
}

function toMatcher(matcher: TargetGroupRecord['Matcher']): Matcher | undefined {
  if (matcher?.GrpcCode) return { kind: 'grpc', codes: matcher.GrpcCode };
  return matcher?.HttpCode ? { kind: 'http', codes: matcher.HttpCode } : undefined;
}

function toTarget(group: TargetGroupRecord, healthCheck: HealthCheck, record: TargetHealthRecord): Target {
  const port = record.Target.Port ?? (group.TargetType === 'lambda' ? undefined : (group.Port ?? undefined));
  const answered = Number(record.HealthCheckPort);
  const configured = healthCheck.port === 'traffic-port' ? port : healthCheck.port;
  return {
    id: record.Target.Id,
    port,
    zone: record.Target.AvailabilityZone ?? undefined,
    state: toTargetState(record.TargetHealth?.State),
    reason: record.TargetHealth?.Reason ?? undefined,
    description: record.TargetHealth?.Description ?? undefined,
    healthCheckPort:
      Number.isInteger(answered) && answered > 0 ? answered : group.TargetType === 'lambda' ? undefined : configured,
    administrativeOverride: record.AdministrativeOverride?.State ?? undefined,
    anomalous: record.AnomalyDetection?.Result === 'anomalous',
  };
}

const STATES: readonly TargetState[] = [
  'initial',
  'healthy',
  'unhealthy',
  'unhealthy.draining',
  'unused',
  'draining',
  'unavailable',
];

function toTargetState(state: string | null | undefined): TargetState {
  return STATES.find((each) => each === state) ?? 'unknown';
}

function toTargetType(type: string | null | undefined): TargetType {
  return type === 'ip' || type === 'lambda' || type === 'alb' ? type : 'instance';
}

function toLoadBalancerType(type: string | null | undefined, arn: string): LoadBalancerType {
  if (type === 'application' || type === 'network' || type === 'gateway') return type;
  if (arn.includes(':loadbalancer/net/')) return 'network';
  return arn.includes(':loadbalancer/gwy/') ? 'gateway' : 'application';
}

/** `…:targetgroup/name/id` and `…:loadbalancer/app/name/id` carry the name last but one. */
function nameInArn(arn: string): string {
  return arn.split('/').at(-2) ?? arn;
}
