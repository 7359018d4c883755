/** Target groups of a sample account, and registering targets with them. */
import type { TargetGroupRecord, TargetHealthRecord } from '../snapshot/load-balancing.ts';
import { arnOf, type SampleAccount, toAttributes } from './sample-account.ts';

export interface SampleTargetGroup {
  readonly arn: string;
  readonly name: string;
  /** The value of its CloudWatch dimension: `targetgroup/name/id`. */
  readonly dimension: string;
  readonly record: TargetGroupRecord;
}

export interface HealthCheckOptions {
  readonly protocol?: string;
  readonly port?: number;
  readonly path?: string;
  readonly interval?: number;
  readonly timeout?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  readonly codes?: string;
}

export interface TargetGroupOptions {
  readonly name: string;
  readonly vpcId: string;
  readonly targetType?: 'instance' | 'ip' | 'alb';
  /** HTTP where it is left out; TCP, TLS, UDP and TCP_UDP are a Network Load Balancer's, GENEVE a Gateway's. */
  readonly protocol?: string;
  readonly protocolVersion?: 'HTTP1' | 'HTTP2' | 'GRPC';
  readonly port: number;
  readonly ipAddressType?: 'ipv4' | 'ipv6';
  readonly healthCheck?: HealthCheckOptions;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export function addTargetGroup(account: SampleAccount, options: TargetGroupOptions): SampleTargetGroup {
  const { targetType = 'instance', protocol = 'HTTP', protocolVersion = 'HTTP1', port, vpcId } = options;
  const isHttp = protocol === 'HTTP' || protocol === 'HTTPS';
  return newTargetGroup(account, options, {
    TargetType: targetType,
    Protocol: protocol,
    ...(isHttp ? { ProtocolVersion: protocolVersion } : {}),
    Port: port,
    VpcId: vpcId,
    IpAddressType: options.ipAddressType ?? 'ipv4',
    HealthCheckEnabled: true,
    ...healthCheckMembers(options, isHttp),
  });
}

/** A target group for one function; health checks are off, as AWS makes it. */
export function addLambdaTargetGroup(account: SampleAccount, name: string): SampleTargetGroup {
  return newTargetGroup(
    account,
    { name, attributes: { 'lambda.multi_value_headers.enabled': 'false' } },
    {
      TargetType: 'lambda',
      HealthCheckEnabled: false,
      HealthCheckIntervalSeconds: 35,
      HealthCheckTimeoutSeconds: 30,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      HealthCheckPath: '/',
      Matcher: { HttpCode: '200' },
    },
  );
}

function newTargetGroup(
  account: SampleAccount,
  { name, attributes = {}, tags = {} }: Pick<TargetGroupOptions, 'name' | 'attributes' | 'tags'>,
  members: Omit<TargetGroupRecord, 'TargetGroupArn'>,
): SampleTargetGroup {
  const { ids, region } = account;
  const dimension = `targetgroup/${name}/${ids.hex(16)}`;
  const arn = arnOf(account, 'elasticloadbalancing', dimension);
  const record: TargetGroupRecord = { TargetGroupArn: arn, TargetGroupName: name, ...members, LoadBalancerArns: [] };
  region.targetGroups.push(record);
  region.targetGroupAttributes[arn] = toAttributes({ ...defaultAttributes(record), ...attributes });
  region.targetHealth[arn] = [];
  region.tags[arn] = toAttributes(tags);
  return { arn, name, dimension, record };
}

function healthCheckMembers({ protocol = 'HTTP', ...options }: TargetGroupOptions, isHttp: boolean) {
  const check = options.healthCheck ?? {};
  const isGrpc = options.protocolVersion === 'GRPC';
  const checkProtocol = check.protocol ?? (isHttp ? protocol : options.targetType === 'alb' ? 'HTTP' : 'TCP');
  const timing = {
    HealthCheckProtocol: checkProtocol,
    HealthCheckPort: check.port === undefined ? (protocol === 'GENEVE' ? '80' : 'traffic-port') : String(check.port),
    HealthCheckIntervalSeconds: check.interval ?? (protocol === 'GENEVE' ? 10 : 30),
    HealthCheckTimeoutSeconds:
      check.timeout ?? (isHttp || protocol === 'GENEVE' ? 5 : checkProtocol === 'HTTP' ? 6 : 10),
    HealthyThresholdCount: check.healthyThreshold ?? 5,
    UnhealthyThresholdCount: check.unhealthyThreshold ?? 2,
  };
  if (checkProtocol === 'TCP') return timing;
  const codes = check.codes ?? (isGrpc ? '0' : isHttp ? '200' : '200-399');
  return {
    ...timing,
    HealthCheckPath: check.path ?? (isGrpc ? '/grpc.health.v1.Health/Check' : '/healthz'),
    Matcher: isGrpc ? { GrpcCode: codes } : { HttpCode: codes },
  };
}

function defaultAttributes({ Protocol, TargetType }: TargetGroupRecord): Readonly<Record<string, string>> {
  if (TargetType === 'lambda') return {};
  const common = { 'deregistration_delay.timeout_seconds': '300', 'stickiness.enabled': 'false' };
  if (Protocol === 'GENEVE') {
    return {
      ...common,
      'stickiness.type': 'source_ip_dest_ip',
      'target_failover.on_deregistration': 'rebalance',
      'target_failover.on_unhealthy': 'rebalance',
    };
  }
  const shared = {
    ...common,
    'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
    'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
    'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
    'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
  };
  if (Protocol === 'HTTP' || Protocol === 'HTTPS') {
    return {
      ...shared,
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': '86400',
      'slow_start.duration_seconds': '0',
      'load_balancing.algorithm.type': 'round_robin',
      'load_balancing.algorithm.anomaly_mitigation': 'off',
    };
  }
  const keepsClients = TargetType === 'instance' || TargetType === 'alb' || Protocol?.includes('UDP') === true;
  return {
    ...shared,
    'stickiness.type': 'source_ip',
    'preserve_client_ip.enabled': String(keepsClients),
    'proxy_protocol_v2.enabled': 'false',
    'deregistration_delay.connection_termination.enabled': 'false',
    'target_health_state.unhealthy.connection_termination.enabled': 'true',
    'target_health_state.unhealthy.draining_interval_seconds': '0',
  };
}

export interface TargetRegistration {
  readonly id: string;
  readonly port?: number;
  /** Zones are told for IP targets; `all` for addresses outside the VPC. */
  readonly zone?: string;
}

/** Registers healthy targets. */
export function registerTargets(
  { region }: SampleAccount,
  { arn, record }: SampleTargetGroup,
  targets: readonly TargetRegistration[],
): void {
  region.targetHealth[arn]?.push(...targets.map((target) => healthyTarget(record, target)));
}

function healthyTarget(group: TargetGroupRecord, { id, port, zone }: TargetRegistration): TargetHealthRecord {
  const trafficPort = port ?? group.Port;
  const checkPort = group.HealthCheckPort === 'traffic-port' ? String(trafficPort) : group.HealthCheckPort;
  const isHttp = group.Protocol === 'HTTP' || group.Protocol === 'HTTPS';
  return {
    Target: {
      Id: id,
      ...(trafficPort == null ? {} : { Port: trafficPort }),
      ...(zone === undefined ? {} : { AvailabilityZone: zone }),
    },
    ...(checkPort == null ? {} : { HealthCheckPort: checkPort }),
    TargetHealth:
      group.TargetType === 'lambda'
        ? { State: 'unavailable', Reason: 'Target.HealthCheckDisabled', Description: 'Health checks are disabled' }
        : { State: 'healthy' },
    ...(isHttp
      ? {
          AdministrativeOverride: {
            State: 'no_override',
            Reason: 'AdministrativeOverride.NoOverride',
            Description: 'No override is currently active on target',
          },
          AnomalyDetection: { Result: 'normal', MitigationInEffect: 'no' },
        }
      : {}),
  };
}
