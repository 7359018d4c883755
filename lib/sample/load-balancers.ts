/** Load balancers, listeners and rules of a sample account. */
import type { ActionRecord, ListenerRecord, LoadBalancerRecord } from '../snapshot/load-balancing.ts';
import { addInterface } from './interfaces.ts';
import type { SampleSubnet } from './networks.ts';
import { arnOf, type SampleAccount, toAttributes } from './sample-account.ts';
import type { SampleTargetGroup } from './target-groups.ts';

export interface SampleLoadBalancer {
  readonly arn: string;
  readonly name: string;
  /** The value of its CloudWatch dimension: `app/name/id`. */
  readonly dimension: string;
  readonly record: LoadBalancerRecord;
}

export interface LoadBalancerOptions {
  readonly name: string;
  readonly subnets: readonly SampleSubnet[];
  /** Security groups; none for a Gateway Load Balancer or a Network Load Balancer without. */
  readonly groups?: readonly string[];
  readonly scheme?: 'internet-facing' | 'internal';
  readonly dualStack?: boolean;
  /** Over the attributes of a well-kept load balancer. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export function addAlb(account: SampleAccount, options: LoadBalancerOptions): SampleLoadBalancer {
  return addLoadBalancer(account, options, {
    type: 'application',
    arnPart: 'app',
    interfaceType: 'interface',
    attributes: {
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.bucket': `${options.name}-logs`,
      'access_logs.s3.prefix': '',
      'connection_logs.s3.enabled': 'false',
      'health_check_logs.s3.enabled': 'true',
      'health_check_logs.s3.bucket': `${options.name}-logs`,
      'idle_timeout.timeout_seconds': '60',
      'client_keep_alive.seconds': '3600',
      'ipv6.deny_all_igw_traffic': String(options.scheme === 'internal'),
      'routing.http.desync_mitigation_mode': 'defensive',
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'routing.http.preserve_host_header.enabled': 'false',
      'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
      'routing.http.xff_client_port.enabled': 'false',
      'routing.http.xff_header_processing.mode': 'append',
      'routing.http2.enabled': 'true',
      'waf.fail_open.enabled': 'false',
      'zonal_shift.config.enabled': 'true',
      'load_balancing.cross_zone.enabled': 'true',
    },
  });
}

export function addNlb(account: SampleAccount, options: LoadBalancerOptions): SampleLoadBalancer {
  return addLoadBalancer(account, options, {
    type: 'network',
    arnPart: 'net',
    interfaceType: 'network_load_balancer',
    attributes: {
      'access_logs.s3.enabled': 'true',
      'access_logs.s3.bucket': `${options.name}-logs`,
      'access_logs.s3.prefix': '',
      'ipv6.deny_all_igw_traffic': String(options.scheme === 'internal'),
      'dns_record.client_routing_policy': 'any_availability_zone',
      'zonal_shift.config.enabled': 'true',
      'load_balancing.cross_zone.enabled': 'true',
    },
  });
}

export function addGwlb(account: SampleAccount, options: LoadBalancerOptions): SampleLoadBalancer {
  return addLoadBalancer(account, options, {
    type: 'gateway',
    arnPart: 'gwy',
    interfaceType: 'gateway_load_balancer',
    attributes: { 'load_balancing.cross_zone.enabled': 'true' },
  });
}

interface Kind {
  readonly type: 'application' | 'network' | 'gateway';
  readonly arnPart: string;
  readonly interfaceType: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function addLoadBalancer(account: SampleAccount, options: LoadBalancerOptions, kind: Kind): SampleLoadBalancer {
  const { ids, region } = account;
  const { name, subnets, groups = [], scheme = 'internet-facing', dualStack = false } = options;
  const dimension = `${kind.arnPart}/${name}/${ids.hex(16)}`;
  const arn = arnOf(account, 'elasticloadbalancing', `loadbalancer/${dimension}`);
  const record: LoadBalancerRecord = {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    Type: kind.type,
    State: { Code: 'active' },
    VpcId: subnets[0]?.vpcId ?? '',
    CreatedTime: '2026-02-11T09:30:21.442000+00:00',
    IpAddressType: dualStack ? 'dualstack' : 'ipv4',
    AvailabilityZones: subnets.map(({ id, zone }) => ({ ZoneName: zone, SubnetId: id, LoadBalancerAddresses: [] })),
    ...(kind.type === 'gateway' ? {} : publicFace(account, name, scheme, kind.type)),
    ...(groups.length === 0 ? {} : { SecurityGroups: [...groups] }),
  };
  region.loadBalancers.push(record);
  region.loadBalancerAttributes[arn] = toAttributes({
    'deletion_protection.enabled': 'true',
    ...kind.attributes,
    ...options.attributes,
  });
  region.tags[arn] = toAttributes(options.tags ?? {});
  for (const subnet of subnets) {
    addInterface(account, subnet, {
      description: `ELB ${dimension}`,
      type: kind.interfaceType,
      groups,
      requesterId: 'amazon-elb',
      dualStack,
    });
  }
  return { arn, name, dimension, record };
}

function publicFace({ ids, region }: SampleAccount, name: string, scheme: string, type: Kind['type']) {
  const number = Number.parseInt(ids.hex(8), 16);
  const label = `${scheme === 'internal' ? 'internal-' : ''}${name}`;
  return type === 'network'
    ? { Scheme: scheme, DNSName: `${label}-${ids.hex(16)}.elb.${region.region}.amazonaws.com` }
    : { Scheme: scheme, DNSName: `${label}-${number}.${region.region}.elb.amazonaws.com` };
}

/** A policy that offers TLS 1.3 and 1.2, to clients and, from it, to targets. */
export const MODERN_TLS = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';

export interface ListenerOptions {
  /** None for a Gateway Load Balancer. */
  readonly port?: number;
  readonly protocol?: string;
  readonly sslPolicy?: string;
  readonly action: ActionRecord;
}

/** A listener with its default rule. */
export function addListener(
  account: SampleAccount,
  loadBalancer: SampleLoadBalancer,
  { port, protocol, sslPolicy = MODERN_TLS, action }: ListenerOptions,
): ListenerRecord {
  const { ids, region } = account;
  const arn = `${loadBalancer.arn.replace(':loadbalancer/', ':listener/')}/${ids.hex(16)}`;
  const isSecure = protocol === 'HTTPS' || protocol === 'TLS';
  const listener: ListenerRecord = {
    ListenerArn: arn,
    LoadBalancerArn: loadBalancer.arn,
    ...(port === undefined ? {} : { Port: port }),
    ...(protocol === undefined ? {} : { Protocol: protocol }),
    ...(isSecure
      ? {
          SslPolicy: sslPolicy,
          Certificates: [{ CertificateArn: arnOf(account, 'acm', `certificate/${ids.uuid()}`) }],
          MutualAuthentication: { Mode: 'off' },
        }
      : {}),
    DefaultActions: [action],
  };
  region.listeners.push(listener);
  region.rules[arn] = [
    { RuleArn: ruleArn(account, arn), Priority: 'default', Conditions: [], Actions: [action], IsDefault: true },
  ];
  attach(account, loadBalancer.arn, action);
  return listener;
}

export interface RuleOptions {
  readonly hosts?: readonly string[];
  readonly paths?: readonly string[];
  readonly action: ActionRecord;
}

/** A rule after those that the listener has, before its default one. */
export function addRule(account: SampleAccount, listener: ListenerRecord, options: RuleOptions): void {
  const { hosts = [], paths = [], action } = options;
  const rules = account.region.rules[listener.ListenerArn] ?? [];
  rules.splice(-1, 0, {
    RuleArn: ruleArn(account, listener.ListenerArn),
    Priority: String(rules.length * 10),
    Conditions: [
      ...(hosts.length === 0
        ? []
        : [{ Field: 'host-header', Values: [...hosts], HostHeaderConfig: { Values: [...hosts] } }]),
      ...(paths.length === 0
        ? []
        : [{ Field: 'path-pattern', Values: [...paths], PathPatternConfig: { Values: [...paths] } }]),
    ],
    Actions: [action],
    IsDefault: false,
  });
  attach(account, listener.LoadBalancerArn ?? '', action);
}

export function forwardTo(...targetGroups: readonly Pick<SampleTargetGroup, 'arn'>[]): ActionRecord {
  const [only, ...others] = targetGroups;
  return {
    Type: 'forward',
    ...(only === undefined || others.length > 0 ? {} : { TargetGroupArn: only.arn }),
    ForwardConfig: {
      TargetGroups: targetGroups.map(({ arn }) => ({ TargetGroupArn: arn, Weight: 1 })),
      TargetGroupStickinessConfig: { Enabled: false },
    },
  };
}

export const redirectToHttps: ActionRecord = {
  Type: 'redirect',
  RedirectConfig: {
    Protocol: 'HTTPS',
    Port: '443',
    Host: '#{host}',
    Path: '/#{path}',
    Query: '#{query}',
    StatusCode: 'HTTP_301',
  },
};

export const notFound: ActionRecord = {
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'not found' },
};

/** A target group names the load balancers whose listeners or rules name it. */
function attach({ region }: SampleAccount, loadBalancerArn: string, action: ActionRecord): void {
  const named = new Set(action.ForwardConfig?.TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn));
  for (const group of named.size === 0 ? [] : region.targetGroups) {
    if (!named.has(group.TargetGroupArn) || group.LoadBalancerArns?.includes(loadBalancerArn)) continue;
    group.LoadBalancerArns = [...(group.LoadBalancerArns ?? []), loadBalancerArn];
  }
}

function ruleArn({ ids }: SampleAccount, listenerArn: string): string {
  return `${listenerArn.replace(':listener/', ':listener-rule/')}/${ids.hex(16)}`;
}
