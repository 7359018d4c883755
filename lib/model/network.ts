/** The network of one region as we think of it. Addresses stay text here; `network/` gives them their algebra. */
import type { Gathered, Index } from './gathered.ts';

export type Family = 'ipv4' | 'ipv6';
/** An IANA protocol number (6 tcp, 17 udp, 1 icmp, 58 icmpv6), or all of them. */
export type Protocol = number | 'all';
export type PortRange = { readonly from: number; readonly to: number };
/** ICMP type and code; `all` where AWS says -1 or nothing. */
export type IcmpMatch = { readonly type: number | 'all'; readonly code: number | 'all' };

/** What a security-group rule names as the other side. */
export type Peer =
  | { readonly kind: 'cidr'; readonly cidr: string; readonly family: Family }
  | { readonly kind: 'prefix-list'; readonly id: string }
  | {
      readonly kind: 'security-group';
      readonly groupId: string;
      readonly ownerId?: string;
      readonly vpcId?: string;
      readonly peeringConnectionId?: string;
      readonly peeringStatus?: string;
    };

/** One allow rule: one protocol, one port range, one peer. */
export interface SecurityGroupRule {
  readonly groupId: string;
  readonly direction: 'ingress' | 'egress';
  readonly protocol: Protocol;
  /** Meaningful for tcp and udp only. */
  readonly ports: PortRange | 'all';
  readonly icmp?: IcmpMatch;
  readonly peer: Peer;
}

export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string | undefined;
  readonly ownerId: string | undefined;
  readonly ingress: readonly SecurityGroupRule[];
  readonly egress: readonly SecurityGroupRule[];
  /** Rules whose protocol or peer we do not understand: they may admit anything. */
  readonly unreadable: readonly string[];
}

export interface AclEntry {
  readonly ruleNumber: number;
  readonly egress: boolean;
  readonly action: 'allow' | 'deny';
  readonly protocol: Protocol;
  readonly ports: PortRange | 'all';
  readonly icmp?: IcmpMatch;
  readonly cidr: string;
  readonly family: Family;
}

export interface NetworkAcl {
  readonly id: string;
  readonly vpcId: string | undefined;
  readonly isDefault: boolean;
  /** As AWS listed them, in no particular order. */
  readonly entries: readonly AclEntry[];
  /** Entries whose protocol, number or CIDR we do not understand: they may allow or deny anything. */
  readonly unreadable: readonly string[];
  readonly subnetIds: readonly string[];
}

export type RouteDestination =
  | { readonly kind: 'cidr'; readonly cidr: string; readonly family: Family }
  | { readonly kind: 'prefix-list'; readonly id: string };

export type RouteTarget = {
  readonly kind:
    | 'local'
    | 'vpc-peering-connection'
    | 'internet-gateway'
    | 'egress-only-internet-gateway'
    | 'nat-gateway'
    | 'network-interface'
    | 'vpc-endpoint'
    | 'transit-gateway'
    | 'virtual-private-gateway'
    | 'other';
  readonly id: string;
};

export interface Route {
  readonly destination: RouteDestination;
  readonly target: RouteTarget;
  readonly state: 'active' | 'blackhole' | 'filtered' | 'unknown';
  readonly propagated: boolean;
}

export interface RouteTable {
  readonly id: string;
  readonly vpcId: string | undefined;
  readonly routes: readonly Route[];
  /** Routes without a destination we understand. */
  readonly unreadable: readonly string[];
  readonly isMain: boolean;
  readonly subnetIds: readonly string[];
}

export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string | undefined;
  readonly zoneId: string | undefined;
  readonly ipv4: string | undefined;
  readonly ipv6: readonly string[];
  readonly availableAddresses: number | undefined;
}

export interface Vpc {
  readonly id: string;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

export interface PeeringSide {
  readonly vpcId: string | undefined;
  readonly region: string | undefined;
  readonly ownerId: string | undefined;
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
}

export interface PeeringConnection {
  readonly id: string;
  readonly status: string;
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
}

export interface NetworkInterface {
  readonly id: string;
  readonly description: string;
  readonly type: string;
  readonly status: string | undefined;
  readonly vpcId: string | undefined;
  readonly subnetId: string | undefined;
  readonly zone: string | undefined;
  /** Primary private address first. */
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  /** Delegated prefixes, of either family. */
  readonly prefixes: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly instanceId: string | undefined;
  readonly deviceIndex: number | undefined;
  /** ISO time. */
  readonly attachedAt: string | undefined;
  readonly ownerId: string | undefined;
  readonly requesterId: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

export interface PrefixList {
  readonly id: string;
  readonly name: string | undefined;
  readonly cidrs: readonly string[];
}

export interface Network {
  readonly region: string;
  readonly accountId: string;
  readonly vpcs: Index<Vpc>;
  readonly subnets: Index<Subnet>;
  readonly securityGroups: Index<SecurityGroup>;
  readonly interfaces: Index<NetworkInterface>;
  readonly prefixLists: Index<PrefixList>;
  readonly peeringConnections: Index<PeeringConnection>;
  readonly networkAcls: Index<NetworkAcl>;
  readonly routeTables: Index<RouteTable>;
  /** The ACL of a subnet: the associated one, else its VPC's default. */
  aclOfSubnet(subnetId: string): Gathered<NetworkAcl>;
  /** The route table of a subnet: the associated one, else its VPC's main table. */
  routeTableOfSubnet(subnetId: string): Gathered<RouteTable>;
}
