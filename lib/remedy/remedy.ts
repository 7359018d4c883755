/** Remedies as data. A change renders to an AWS CLI command and applies to a snapshot, so that it can be proven. */

/** What an added security-group rule admits. */
export interface Permission {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, or a protocol number as text. */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: { readonly groupId: string } | { readonly cidr: string };
}

export type Change =
  | {
      readonly kind: 'authorize-security-group-ingress';
      readonly groupId: string;
      readonly permissions: readonly Permission[];
    }
  | {
      readonly kind: 'authorize-security-group-egress';
      readonly groupId: string;
      readonly permissions: readonly Permission[];
    }
  | {
      readonly kind: 'create-network-acl-entry';
      readonly networkAclId: string;
      readonly egress: boolean;
      readonly ruleNumber: number;
      /** IANA number. */
      readonly protocol: number;
      readonly fromPort: number;
      readonly toPort: number;
      readonly cidr: string;
      /** Allows unless it says otherwise. */
      readonly action?: 'allow' | 'deny';
    }
  | {
      readonly kind: 'delete-network-acl-entry';
      readonly networkAclId: string;
      readonly egress: boolean;
      readonly ruleNumber: number;
    }
  | { readonly kind: 'accept-vpc-peering-connection'; readonly vpcPeeringConnectionId: string }
  | {
      readonly kind: 'create-route' | 'replace-route';
      readonly routeTableId: string;
      readonly destination: string;
      readonly target: RouteTargetParameter;
    }
  | { readonly kind: 'delete-route'; readonly routeTableId: string; readonly destination: string }
  | { readonly kind: 'set-subnets'; readonly loadBalancerArn: string; readonly subnetIds: readonly string[] }
  | { readonly kind: 'modify-target-group'; readonly targetGroupArn: string; readonly settings: HealthCheckSettings }
  | {
      readonly kind: 'modify-target-group-attributes';
      readonly targetGroupArn: string;
      readonly attributes: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'modify-load-balancer-attributes';
      readonly loadBalancerArn: string;
      readonly attributes: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'modify-listener'; readonly listenerArn: string; readonly sslPolicy: string }
  | { readonly kind: 'modify-listener-default-action'; readonly listenerArn: string; readonly targetGroupArn: string }
  | {
      readonly kind: 'deregister-targets';
      readonly targetGroupArn: string;
      readonly targets: readonly TargetParameter[];
    }
  | { readonly kind: 'start-instances'; readonly instanceIds: readonly string[] }
  | {
      readonly kind: 'add-lambda-permission';
      readonly functionArn: string;
      readonly targetGroupArn: string;
      readonly statementId: string;
    };

export type RouteTargetParameter =
  | { readonly vpcPeeringConnectionId: string }
  | { readonly gatewayId: string }
  | { readonly networkInterfaceId: string };

export interface TargetParameter {
  readonly id: string;
  readonly port: number | undefined;
}

/** Health check settings of ModifyTargetGroup: all that can be changed after creation. */
export interface HealthCheckSettings {
  readonly protocol?: string;
  readonly port?: string;
  readonly path?: string;
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
  readonly httpCodes?: string;
  readonly grpcCodes?: string;
}

export type Remedy =
  /** Changes to the account that belong together; provable. */
  | { readonly kind: 'change'; readonly summary: string; readonly region: string; readonly changes: readonly Change[] }
  /** What only a person can do: the exact next step, as a command to paste where there is one. Never called proven. */
  | { readonly kind: 'next-step'; readonly summary: string; readonly command: string };

export const change = (region: string, summary: string, ...changes: readonly Change[]): Remedy => ({
  kind: 'change',
  region,
  summary,
  changes,
});
export const nextStep = (summary: string, command = ''): Remedy => ({ kind: 'next-step', summary, command });
