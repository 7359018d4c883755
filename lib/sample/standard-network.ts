/** The network most accounts have: public subnets for load balancers, private ones for targets, one of each per zone. */
import type { NetworkAclRecord, RouteTableRecord } from '../snapshot/networking.ts';
import {
  addNetworkAcl,
  addRouteTable,
  addSubnet,
  addVpc,
  type SampleSubnet,
  type SampleVpc,
  toAclEntry,
} from './networks.ts';
import type { SampleAccount } from './sample-account.ts';

export interface StandardNetwork {
  readonly vpc: SampleVpc;
  readonly publicSubnets: readonly SampleSubnet[];
  readonly privateSubnets: readonly SampleSubnet[];
  readonly publicRoutes: RouteTableRecord;
  readonly privateRoutes: RouteTableRecord;
}

export interface StandardNetworkOptions {
  readonly name: string;
  /** The first two octets of a /16: `10.20`. */
  readonly prefix: string;
  /** Letters of zones; `a` and `b` where they are left out. */
  readonly zones?: readonly string[];
  readonly dualStack?: boolean;
}

export function addStandardNetwork(account: SampleAccount, options: StandardNetworkOptions): StandardNetwork {
  const { name, prefix, zones = ['a', 'b'], dualStack = false } = options;
  const vpc = addVpc(account, { name, cidr: `${prefix}.0.0/16`, dualStack });
  const subnetsOf = (kind: string, first: number) =>
    zones.map((zone, n) =>
      addSubnet(account, vpc, {
        name: `${name}-${kind}-${zone}`,
        zone,
        cidr: `${prefix}.${first + n}.0/24`,
        ipv6Index: first + n,
      }),
    );
  const publicSubnets = subnetsOf('public', 0);
  const privateSubnets = subnetsOf('private', 10);
  const internetGateway = account.ids.resource('igw');
  const everywhere = { DestinationCidrBlock: '0.0.0.0/0' };
  const publicRoutes = addRouteTable(
    account,
    vpc,
    `${name}-public`,
    [
      { ...everywhere, GatewayId: internetGateway },
      ...(dualStack ? [{ DestinationIpv6CidrBlock: '::/0', GatewayId: internetGateway }] : []),
    ],
    publicSubnets,
  );
  const privateRoutes = addRouteTable(
    account,
    vpc,
    `${name}-private`,
    [
      { ...everywhere, NatGatewayId: account.ids.resource('nat') },
      ...(dualStack
        ? [{ DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: account.ids.resource('eigw') }]
        : []),
    ],
    privateSubnets,
  );
  return { vpc, publicSubnets, privateSubnets, publicRoutes, privateRoutes };
}

/** ACLs of their own for both tiers, as tight as AWS recommends: the targets' ports, and replies on 1024–65535. */
export function addTightAcls(
  account: SampleAccount,
  { vpc, publicSubnets, privateSubnets }: StandardNetwork,
  targetPorts: readonly (readonly [from: number, to: number])[],
): { readonly publicAcl: NetworkAclRecord; readonly privateAcl: NetworkAclRecord } {
  const families = [
    { anywhere: '0.0.0.0/0', own: vpc.cidr, first: 100 },
    ...(vpc.ipv6 === undefined ? [] : [{ anywhere: '::/0', own: vpc.ipv6, first: 500 }]),
  ];
  const allow = (egress: boolean, number: number, ports: readonly [number, number], cidr: string) =>
    toAclEntry({ number, egress, action: 'allow', ports, cidr });
  const replies = [1024, 65535] as const;
  const publicEntries = families.flatMap(({ anywhere, own, first }) => [
    allow(false, first, [80, 80], anywhere),
    allow(false, first + 10, [443, 443], anywhere),
    allow(false, first + 20, replies, anywhere),
    ...targetPorts.map((ports, n) => allow(true, first + n, ports, own)),
    allow(true, first + 50, replies, anywhere),
    allow(true, first + 60, [443, 443], anywhere),
  ]);
  const privateEntries = families.flatMap(({ anywhere, own, first }) => [
    ...targetPorts.map((ports, n) => allow(false, first + n, ports, own)),
    allow(false, first + 50, replies, anywhere),
    allow(true, first, replies, own),
    allow(true, first + 10, [443, 443], anywhere),
  ]);
  return {
    publicAcl: addNetworkAcl(account, vpc, `${vpc.name}-public`, publicEntries, publicSubnets),
    privateAcl: addNetworkAcl(account, vpc, `${vpc.name}-private`, privateEntries, privateSubnets),
  };
}
