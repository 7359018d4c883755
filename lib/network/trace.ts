/** The vocabulary of reachability: a question about one flow, and the answer control by control. */
import type { LoadBalancer, Target } from '../model/load-balancing.ts';
import type { PortRange } from '../model/network.ts';

/** What can stop a packet or its reply, in the packet's order. */
export const CONTROLS = [
  'source-security-groups',
  'source-acl-out',
  'route-to-target',
  'target-acl-in',
  'target-security-groups',
  'target-acl-reply',
  'route-back',
  'source-acl-reply',
] as const;

export type Control = (typeof CONTROLS)[number];
export type Verdict = 'allowed' | 'partlyBlocked' | 'blocked' | 'undetermined';

/** An exact blocked part: addresses of the side that varies, and ports, as people write them. */
export interface BlockedRange {
  /** A CIDR or an `a-b` range. */
  readonly addresses: string;
  /** `8080` or `1024-32767`. */
  readonly ports: string;
}

/** The rule that decided a step, as data for evidence and remedies. */
export type DecidingRule =
  | {
      readonly kind: 'security-group-rule';
      readonly groupId: string;
      readonly direction: 'ingress' | 'egress';
      readonly rule: string;
    }
  | {
      readonly kind: 'no-security-group-rule';
      readonly groupIds: readonly string[];
      readonly direction: 'ingress' | 'egress';
    }
  | {
      readonly kind: 'acl-entry';
      readonly aclId: string;
      readonly egress: boolean;
      readonly ruleNumber: number;
      readonly action: 'allow' | 'deny';
      readonly rule: string;
    }
  /** No entry matches: the closing `*` denies. */
  | { readonly kind: 'acl-default'; readonly aclId: string; readonly egress: boolean }
  | {
      readonly kind: 'route';
      readonly routeTableId: string;
      readonly destination: string;
      readonly target: string;
      readonly state: string;
    }
  | { readonly kind: 'no-route'; readonly routeTableId: string; readonly destination: string }
  | { readonly kind: 'not-applied'; readonly why: string };

export interface Step {
  readonly control: Control;
  /** The resource that decides: the ACL, the route table, the security groups (joined by a space). */
  readonly resource: string;
  readonly verdict: Verdict;
  /** Exact and canonical; empty unless blocked or partlyBlocked. */
  readonly blocked: readonly BlockedRange[];
  /** One clause for people: the deciding rule quoted, or what could not be seen and why. */
  readonly because: string;
  readonly deciding: DecidingRule | undefined;
}

/** One end of a flow, as far as it is known. */
export interface FlowEnd {
  /** What to call it: `shop-public`, `i-0c1`, `10.0.3.7`. */
  readonly label: string;
  /** CIDRs: every address that this end may have. */
  readonly addresses: readonly string[];
  readonly vpcId: string | undefined;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly interfaceIds: readonly string[];
  /** Of a load balancer: the addresses its nodes have now, out of all that they may have. */
  readonly nodeAddresses?: readonly string[];
}

export interface Trace {
  readonly verdict: Verdict;
  /** Why, where no single step says it: an address outside every network, an interface that is not there. */
  readonly because: string;
  readonly source: FlowEnd;
  readonly destination: FlowEnd;
  /** IANA number. */
  readonly protocol: number;
  readonly port: number | undefined;
  /** Ports from which the source sends, hence to which replies go. */
  readonly sourcePorts: PortRange;
  /** All steps, never only up to the first blocker. */
  readonly steps: readonly Step[];
}

export type PathMode = 'health-check' | 'traffic';

/** The way from one load balancer to one target. */
export interface TargetPath {
  readonly target: Target;
  readonly loadBalancer: LoadBalancer;
  readonly mode: PathMode;
  /** Who sends: the load balancer's nodes, or the clients whose address a Network Load Balancer keeps. */
  readonly sender: 'load-balancer' | 'clients';
  readonly trace: Trace;
}
