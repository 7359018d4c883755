/** Load balancers, listeners, target groups and targets as we think of them. */
import type { Gathered } from './gathered.ts';

export type Attributes = ReadonlyMap<string, string>;
export type Tags = ReadonlyMap<string, string>;
export type LoadBalancerType = 'application' | 'network' | 'gateway';
export type TargetType = 'instance' | 'ip' | 'lambda' | 'alb';

export interface LoadBalancerZone {
  readonly name: string;
  readonly subnetId: string | undefined;
  /** Fixed private addresses of a Network Load Balancer's node in this zone, where AWS tells them. */
  readonly privateAddresses: readonly string[];
}

export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: LoadBalancerType;
  readonly scheme: string | undefined;
  readonly state: string | undefined;
  /** ISO time. */
  readonly createdAt: string | undefined;
  readonly vpcId: string | undefined;
  readonly ipAddressType: string;
  readonly dnsName: string | undefined;
  readonly zones: readonly LoadBalancerZone[];
  readonly securityGroupIds: readonly string[];
  readonly attributes: Gathered<Attributes>;
  readonly listeners: Gathered<readonly Listener[]>;
  readonly tags: Gathered<Tags>;
}

export interface Listener {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly protocol: string | undefined;
  readonly port: number | undefined;
  readonly sslPolicy: string | undefined;
  readonly defaultActions: readonly Action[];
  /** All rules, the default one included. */
  readonly rules: Gathered<readonly ListenerRule[]>;
}

export interface ListenerRule {
  readonly arn: string | undefined;
  readonly priority: string;
  readonly isDefault: boolean;
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  /** It also asks for headers, methods, queries or addresses, or by patterns that are not read. */
  readonly hasOtherConditions: boolean;
  readonly actions: readonly Action[];
}

export type Action =
  | { readonly type: 'forward'; readonly targetGroups: readonly WeightedTargetGroup[] }
  | {
      readonly type: 'redirect';
      readonly statusCode: string | undefined;
      readonly protocol: string | undefined;
      readonly port: string | undefined;
    }
  | { readonly type: 'fixed-response'; readonly statusCode: string | undefined }
  | { readonly type: 'other'; readonly name: string };

export interface WeightedTargetGroup {
  readonly arn: string;
  /** 0 to 999; a group of weight 0 gets no traffic. */
  readonly weight: number;
}

/** A way in which a listener sends requests to a target group. */
export interface Forward {
  readonly loadBalancerArn: string;
  readonly listener: Listener;
  /** Absent where only the listener's default actions could be read. */
  readonly rule: ListenerRule | undefined;
  readonly weight: number;
}

export interface HealthCheck {
  readonly enabled: boolean;
  readonly protocol: string | undefined;
  readonly port: number | 'traffic-port';
  readonly path: string | undefined;
  readonly intervalSeconds: number | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly healthyThreshold: number | undefined;
  readonly unhealthyThreshold: number | undefined;
  readonly matcher: Matcher | undefined;
}

export type Matcher =
  | { readonly kind: 'http'; readonly codes: string }
  | { readonly kind: 'grpc'; readonly codes: string };

export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly targetType: TargetType;
  /** HTTP, HTTPS, TCP, TLS, UDP, TCP_UDP, QUIC, TCP_QUIC, GENEVE; none for Lambda. */
  readonly protocol: string | undefined;
  readonly protocolVersion: string | undefined;
  readonly port: number | undefined;
  readonly vpcId: string | undefined;
  readonly ipAddressType: string;
  readonly healthCheck: HealthCheck;
  readonly loadBalancerArns: readonly string[];
  readonly attributes: Gathered<Attributes>;
  readonly targets: Gathered<readonly Target[]>;
  readonly tags: Gathered<Tags>;
}

export type TargetState =
  | 'initial'
  | 'healthy'
  | 'unhealthy'
  | 'unhealthy.draining'
  | 'unused'
  | 'draining'
  | 'unavailable'
  | 'unknown';

/** A target as registered: the same id may be registered on several ports. */
export interface Target {
  readonly id: string;
  readonly port: number | undefined;
  /** As registered or answered by ELB; `all` for addresses outside the VPC. */
  readonly zone: string | undefined;
  readonly state: TargetState;
  /** ELB's reason code, such as `Target.Timeout`; unknown codes are kept as they are. */
  readonly reason: string | undefined;
  readonly description: string | undefined;
  /** The port the health check goes to, resolved; absent where there is none. */
  readonly healthCheckPort: number | undefined;
  readonly administrativeOverride: string | undefined;
  readonly anomalous: boolean;
}

/** Identity of a target within its group. */
export const targetKey = (target: Pick<Target, 'id' | 'port'>): string =>
  target.port === undefined ? target.id : `${target.id}:${target.port}`;
