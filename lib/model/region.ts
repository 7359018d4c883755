/** One region of the account: everything a check may ask about. */
import type { Gathered, Index } from './gathered.ts';
import type { LoadBalancer, TargetGroup } from './load-balancing.ts';
import type { Network } from './network.ts';

export interface Account {
  readonly accountId: string;
  /** ISO time at which AWS was asked. */
  readonly capturedAt: string;
  readonly regions: readonly Region[];
}

export interface Region {
  readonly name: string;
  readonly accountId: string;
  readonly capturedAt: string;
  readonly targetGroups: Gathered<readonly TargetGroup[]>;
  readonly loadBalancers: Index<LoadBalancer>;
  readonly instances: Index<Instance>;
  readonly instanceStatuses: Index<InstanceStatus>;
  readonly network: Network;
  readonly alarms: Gathered<readonly Alarm[]>;
  readonly metrics: Gathered<readonly MetricSeries[]>;
  /** The function's policy; undefined where it has none. */
  lambdaPolicy(functionArn: string): Gathered<LambdaPolicy | undefined>;
  readonly probes: readonly Probe[];
  /** What could not be read, as the snapshot says it. */
  readonly unread: readonly Unread[];
}

export interface Unread {
  readonly api: string;
  readonly code: string;
  readonly message: string;
  readonly resource: string | undefined;
}

export interface Instance {
  readonly id: string;
  readonly type: string | undefined;
  readonly state: string;
  readonly stateReason: string | undefined;
  readonly launchTime: string | undefined;
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly zone: string | undefined;
  readonly privateAddress: string | undefined;
  readonly securityGroupIds: readonly string[];
  readonly tags: ReadonlyMap<string, string>;
}

export interface InstanceStatus {
  readonly id: string;
  /** `ok`, `impaired`, `initializing`, `insufficient-data`, `not-applicable`. */
  readonly instance: string | undefined;
  readonly system: string | undefined;
  readonly attachedEbs: string | undefined;
}

export interface MetricSeries {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: ReadonlyMap<string, string>;
  readonly stat: string;
  readonly periodSeconds: number | undefined;
  /** Oldest first. */
  readonly points: readonly { readonly at: string; readonly value: number }[];
}

export interface MetricIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: ReadonlyMap<string, string>;
}

export interface Alarm {
  readonly name: string;
  readonly arn: string | undefined;
  /** Every metric it watches, those inside metric math included. */
  readonly metrics: readonly MetricIdentity[];
  readonly statistic: string | undefined;
  readonly threshold: number | undefined;
  readonly comparison: string | undefined;
  readonly missingData: string | undefined;
  readonly actionsEnabled: boolean;
  readonly actions: readonly string[];
  readonly state: string | undefined;
}

export interface LambdaPolicy {
  readonly statements: readonly LambdaStatement[];
}

export interface LambdaStatement {
  readonly effect: string;
  /** Service and account principals, flattened; `*` for anyone. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Operator → key → values, keys in lower case. */
  readonly conditions: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** A health check simulated from inside the network. */
export interface Probe {
  readonly targetGroupArn: string;
  readonly targetId: string;
  readonly port: number | undefined;
  readonly protocol: string | undefined;
  readonly protocolVersion: string | undefined;
  readonly path: string | undefined;
  readonly host: string | undefined;
  readonly outcome: 'response' | 'timeout' | 'refused' | 'reset' | 'tls-error' | 'protocol-error' | 'unknown';
  readonly statusCode: number | undefined;
  /** Header names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly millis: number | undefined;
  readonly tls:
    | {
        readonly protocol: string | undefined;
        readonly cipher: string | undefined;
        readonly authorizationError: string | undefined;
        readonly validTo: string | undefined;
        readonly subjectAltNames: readonly string[];
      }
    | undefined;
  readonly error: string;
}
