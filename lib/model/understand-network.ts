/** Converts the networking records of a snapshot to the network model: one rule per protocol, ports and peer. */
import type {
  IpPermissionRecord,
  NetworkAclEntryRecord,
  NetworkAclRecord,
  NetworkInterfaceRecord,
  PrefixListRecord,
  RouteRecord,
  RouteTableRecord,
  SecurityGroupRecord,
  SubnetRecord,
  VpcPeeringConnectionRecord,
  VpcRecord,
} from '../snapshot/networking.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Gathered, type Index, notKnown } from './gathered.ts';
import type {
  AclEntry,
  Family,
  IcmpMatch,
  Network,
  NetworkAcl,
  NetworkInterface,
  Peer,
  PeeringConnection,
  PeeringSide,
  PortRange,
  PrefixList,
  Protocol,
  Route,
  RouteDestination,
  RouteTable,
  RouteTarget,
  SecurityGroup,
  SecurityGroupRule,
  Subnet,
  Vpc,
} from './network.ts';
import { indexPart, mapOf, texts } from './understand-part.ts';

export function understandNetwork(region: RegionSnapshot, accountId: string): Network {
  const subnets = indexPart(region, 'subnets', 'subnet', region.subnets, (r) => r.SubnetId, toSubnet);
  const networkAcls = indexPart(
    region,
    'networkAcls',
    'network ACL',
    region.networkAcls,
    (r) => r.NetworkAclId,
    toNetworkAcl,
  );
  const routeTables = indexPart(
    region,
    'routeTables',
    'route table',
    region.routeTables,
    (r) => r.RouteTableId,
    toRouteTable,
  );
  return {
    region: region.region,
    accountId,
    vpcs: indexPart(region, 'vpcs', 'VPC', region.vpcs, (r) => r.VpcId, toVpc),
    subnets,
    securityGroups: indexPart(
      region,
      'securityGroups',
      'security group',
      region.securityGroups,
      (r) => r.GroupId,
      toSecurityGroup,
    ),
    interfaces: indexPart(
      region,
      'networkInterfaces',
      'network interface',
      region.networkInterfaces,
      (r) => r.NetworkInterfaceId,
      toNetworkInterface,
    ),
    prefixLists: indexPart(
      region,
      'prefixLists',
      'prefix list',
      region.prefixLists,
      (r) => r.PrefixListId,
      toPrefixList,
    ),
    peeringConnections: indexPart(
      region,
      'vpcPeeringConnections',
      'VPC peering connection',
      region.vpcPeeringConnections,
      (r) => r.VpcPeeringConnectionId,
      toPeeringConnection,
    ),
    networkAcls,
    routeTables,
    aclOfSubnet: ofSubnet(subnets, networkAcls, 'network ACL', (acl) => acl.isDefault),
    routeTableOfSubnet: ofSubnet(subnets, routeTables, 'route table', (table) => table.isMain),
  };
}

/** The resource associated with a subnet, else the one that its VPC falls back to. */
function ofSubnet<
  T extends { readonly id: string; readonly vpcId: string | undefined; readonly subnetIds: readonly string[] },
>(
  subnets: Index<Subnet>,
  resources: Index<T>,
  noun: string,
  isFallback: (resource: T) => boolean,
): (subnetId: string) => Gathered<T> {
  const associated = new Map<string, T>();
  const fallbacks = new Map<string, T>();
  for (const resource of resources.all.known ? resources.all.value : []) {
    for (const subnetId of resource.subnetIds) associated.set(subnetId, resource);
    if (isFallback(resource) && resource.vpcId !== undefined) fallbacks.set(resource.vpcId, resource);
  }
  return (subnetId) => {
    if (!resources.all.known) return resources.all;
    const explicit = associated.get(subnetId);
    if (explicit !== undefined) return resources.find(explicit.id);
    const subnet = subnets.find(subnetId);
    if (!subnet.known) return subnet;
    const fallback = fallbacks.get(subnet.value.vpcId);
    if (fallback !== undefined) return resources.find(fallback.id);
    return notKnown(`the ${noun} of subnet ${subnetId} is not in the snapshot`);
  };
}

function toSubnet(record: SubnetRecord): Subnet {
  return {
    id: record.SubnetId,
    vpcId: record.VpcId ?? '',
    zone: record.AvailabilityZone ?? undefined,
    zoneId: record.AvailabilityZoneId ?? undefined,
    ipv4: record.CidrBlock ?? undefined,
    ipv6: associatedIpv6(record.Ipv6CidrBlockAssociationSet),
    availableAddresses: record.AvailableIpAddressCount ?? undefined,
  };
}

function toVpc(record: VpcRecord): Vpc {
  const associated = (record.CidrBlockAssociationSet ?? [])
    .filter(({ CidrBlockState }) => isAssociated(CidrBlockState?.State))
    .map(({ CidrBlock }) => CidrBlock);
  return {
    id: record.VpcId,
    ipv4: [...new Set(texts([record.CidrBlock, ...associated]))],
    ipv6: associatedIpv6(record.Ipv6CidrBlockAssociationSet),
  };
}

type Ipv6Associations = SubnetRecord['Ipv6CidrBlockAssociationSet'];

function associatedIpv6(associations: Ipv6Associations): readonly string[] {
  return texts(
    (associations ?? [])
      .filter(({ Ipv6CidrBlockState }) => isAssociated(Ipv6CidrBlockState?.State))
      .map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  );
}

const isAssociated = (state: string | null | undefined) =>
  state == null || state === 'associated' || state === 'associating';

function toSecurityGroup(record: SecurityGroupRecord): SecurityGroup {
  return {
    id: record.GroupId,
    name: record.GroupName ?? record.GroupId,
    vpcId: record.VpcId ?? undefined,
    ownerId: record.OwnerId ?? undefined,
    ingress: toRules(record.GroupId, 'ingress', record.IpPermissions),
    egress: toRules(record.GroupId, 'egress', record.IpPermissionsEgress),
    unreadable: [...(record.IpPermissions ?? []), ...(record.IpPermissionsEgress ?? [])]
      .filter(({ IpProtocol }) => toProtocol(IpProtocol) === undefined)
      .map(({ IpProtocol }) => `a rule with protocol ${JSON.stringify(IpProtocol)}`),
  };
}

function toRules(
  groupId: string,
  direction: SecurityGroupRule['direction'],
  permissions: readonly IpPermissionRecord[] | null | undefined,
): readonly SecurityGroupRule[] {
  return (permissions ?? []).flatMap((permission) => {
    const protocol = toProtocol(permission.IpProtocol);
    if (protocol === undefined) return [];
    const rule = { groupId, direction, protocol, ...portsOrIcmp(protocol, permission.FromPort, permission.ToPort) };
    return peersOf(permission).map((peer) => ({ ...rule, peer }));
  });
}

function portsOrIcmp(
  protocol: Protocol,
  from: number | null | undefined,
  to: number | null | undefined,
): { readonly ports: PortRange | 'all'; readonly icmp?: IcmpMatch } {
  if (protocol === 1 || protocol === 58) return { ports: 'all', icmp: toIcmp(from, to) };
  if (protocol !== 6 && protocol !== 17) return { ports: 'all' };
  return { ports: toPorts(from, to) };
}

function toPorts(from: number | null | undefined, to: number | null | undefined): PortRange | 'all' {
  if (from == null || to == null || from === -1) return 'all';
  return { from, to };
}

function toIcmp(type: number | null | undefined, code: number | null | undefined): IcmpMatch {
  return { type: type == null || type === -1 ? 'all' : type, code: code == null || code === -1 ? 'all' : code };
}

const PROTOCOL_NUMBERS: Readonly<Record<string, Protocol>> = {
  '-1': 'all',
  all: 'all',
  tcp: 6,
  udp: 17,
  icmp: 1,
  icmpv6: 58,
};

/** Security groups answer names, ACLs numbers; either spelling is understood in both. Undefined: no such protocol. */
function toProtocol(spelling: string | null | undefined): Protocol | undefined {
  if (spelling == null) return undefined;
  const named = PROTOCOL_NUMBERS[spelling.toLowerCase()];
  if (named !== undefined) return named;
  const number = Number(spelling);
  return /^\d+$/.test(spelling) && number <= 255 ? number : undefined;
}

function peersOf(permission: IpPermissionRecord): readonly Peer[] {
  const cidrs: readonly Peer[] = texts(permission.IpRanges?.map(({ CidrIp }) => CidrIp)).map((cidr) => ({
    kind: 'cidr',
    cidr,
    family: 'ipv4',
  }));
  const cidrs6: readonly Peer[] = texts(permission.Ipv6Ranges?.map(({ CidrIpv6 }) => CidrIpv6)).map((cidr) => ({
    kind: 'cidr',
    cidr,
    family: 'ipv6',
  }));
  const lists: readonly Peer[] = texts(permission.PrefixListIds?.map(({ PrefixListId }) => PrefixListId)).map((id) => ({
    kind: 'prefix-list',
    id,
  }));
  const groups: readonly Peer[] = (permission.UserIdGroupPairs ?? []).flatMap((pair) =>
    pair.GroupId == null
      ? []
      : [
          {
            kind: 'security-group' as const,
            groupId: pair.GroupId,
            ...(pair.UserId == null ? {} : { ownerId: pair.UserId }),
            ...(pair.VpcId == null ? {} : { vpcId: pair.VpcId }),
            ...(pair.VpcPeeringConnectionId == null ? {} : { peeringConnectionId: pair.VpcPeeringConnectionId }),
            ...(pair.PeeringStatus == null ? {} : { peeringStatus: pair.PeeringStatus }),
          },
        ],
  );
  return [...cidrs, ...cidrs6, ...lists, ...groups];
}

function toNetworkAcl(record: NetworkAclRecord): NetworkAcl {
  return {
    id: record.NetworkAclId,
    vpcId: record.VpcId ?? undefined,
    isDefault: record.IsDefault ?? false,
    entries: (record.Entries ?? []).flatMap(toAclEntry),
    unreadable: (record.Entries ?? [])
      .filter((entry) => toAclEntry(entry).length === 0)
      .map(({ RuleNumber }) => (RuleNumber == null ? 'an entry without a number' : `entry ${RuleNumber}`)),
    subnetIds: texts(record.Associations?.map(({ SubnetId }) => SubnetId)),
  };
}

function toAclEntry(record: NetworkAclEntryRecord): readonly AclEntry[] {
  const protocol = toProtocol(record.Protocol);
  const cidr = record.CidrBlock ?? record.Ipv6CidrBlock;
  if (protocol === undefined || cidr == null || record.RuleNumber == null) return [];
  const family: Family = record.CidrBlock == null ? 'ipv6' : 'ipv4';
  const isIcmp = protocol === 1 || protocol === 58;
  const hasPorts = protocol === 6 || protocol === 17;
  return [
    {
      ruleNumber: record.RuleNumber,
      egress: record.Egress ?? false,
      action: record.RuleAction === 'allow' ? 'allow' : 'deny',
      protocol,
      ports: hasPorts ? toPorts(record.PortRange?.From, record.PortRange?.To) : 'all',
      ...(isIcmp ? { icmp: toIcmp(record.IcmpTypeCode?.Type, record.IcmpTypeCode?.Code) } : {}),
      cidr,
      family,
    },
  ];
}

function toRouteTable(record: RouteTableRecord): RouteTable {
  const associations = record.Associations ?? [];
  return {
    id: record.RouteTableId,
    vpcId: record.VpcId ?? undefined,
    routes: (record.Routes ?? []).flatMap(toRoute),
    unreadable: (record.Routes ?? [])
      .filter((route) => toRoute(route).length === 0)
      .map(() => 'a route without a destination'),
    isMain: associations.some(({ Main }) => Main === true),
    subnetIds: texts(associations.map(({ SubnetId }) => SubnetId)),
  };
}

function toRoute(record: RouteRecord): readonly Route[] {
  const destination = toDestination(record);
  if (destination === undefined) return [];
  const state = record.State;
  return [
    {
      destination,
      target: toRouteTarget(record),
      state:
        state === 'active' || state === 'blackhole' || state === 'filtered'
          ? state
          : state == null
            ? 'active'
            : 'unknown',
      propagated: record.Origin === 'EnableVgwRoutePropagation' || record.Origin === 'Advertisement',
    },
  ];
}

function toDestination(record: RouteRecord): RouteDestination | undefined {
  if (record.DestinationCidrBlock != null) return { kind: 'cidr', cidr: record.DestinationCidrBlock, family: 'ipv4' };
  if (record.DestinationIpv6CidrBlock != null)
    return { kind: 'cidr', cidr: record.DestinationIpv6CidrBlock, family: 'ipv6' };
  return record.DestinationPrefixListId == null
    ? undefined
    : { kind: 'prefix-list', id: record.DestinationPrefixListId };
}

function toRouteTarget(record: RouteRecord): RouteTarget {
  if (record.VpcPeeringConnectionId) return { kind: 'vpc-peering-connection', id: record.VpcPeeringConnectionId };
  if (record.TransitGatewayId) return { kind: 'transit-gateway', id: record.TransitGatewayId };
  if (record.NatGatewayId) return { kind: 'nat-gateway', id: record.NatGatewayId };
  if (record.EgressOnlyInternetGatewayId)
    return { kind: 'egress-only-internet-gateway', id: record.EgressOnlyInternetGatewayId };
  if (record.NetworkInterfaceId) return { kind: 'network-interface', id: record.NetworkInterfaceId };
  if (record.GatewayId) return gatewayTarget(record.GatewayId);
  const other =
    record.InstanceId ??
    record.LocalGatewayId ??
    record.CarrierGatewayId ??
    record.CoreNetworkArn ??
    record.OdbNetworkArn ??
    record.IpAddress;
  return { kind: 'other', id: other ?? 'an unknown target' };
}

/** GatewayId holds several kinds; gateway load balancer endpoints show up there as `vpce-…`. */
function gatewayTarget(id: string): RouteTarget {
  if (id === 'local') return { kind: 'local', id };
  if (id.startsWith('igw-')) return { kind: 'internet-gateway', id };
  if (id.startsWith('vpce-')) return { kind: 'vpc-endpoint', id };
  if (id.startsWith('vgw-')) return { kind: 'virtual-private-gateway', id };
  return { kind: 'other', id };
}

function toNetworkInterface(record: NetworkInterfaceRecord): NetworkInterface {
  const primary =
    record.PrivateIpAddresses?.find(({ Primary }) => Primary === true)?.PrivateIpAddress ?? record.PrivateIpAddress;
  const all = record.PrivateIpAddresses?.map(({ PrivateIpAddress }) => PrivateIpAddress) ?? [];
  return {
    id: record.NetworkInterfaceId,
    description: record.Description ?? '',
    type: record.InterfaceType ?? 'interface',
    status: record.Status ?? undefined,
    vpcId: record.VpcId ?? undefined,
    subnetId: record.SubnetId ?? undefined,
    zone: record.AvailabilityZone ?? undefined,
    ipv4: [...new Set(texts([primary, ...all]))],
    ipv6: texts(record.Ipv6Addresses?.map(({ Ipv6Address }) => Ipv6Address)),
    prefixes: texts([
      ...(record.Ipv4Prefixes ?? []).map(({ Ipv4Prefix }) => Ipv4Prefix),
      ...(record.Ipv6Prefixes ?? []).map(({ Ipv6Prefix }) => Ipv6Prefix),
    ]),
    securityGroupIds: texts(record.Groups?.map(({ GroupId }) => GroupId)),
    instanceId: record.Attachment?.InstanceId ?? undefined,
    deviceIndex: record.Attachment?.DeviceIndex ?? undefined,
    ownerId: record.OwnerId ?? undefined,
    requesterId: record.RequesterId ?? undefined,
    tags: mapOf(record.TagSet),
  };
}

function toPrefixList(record: PrefixListRecord): PrefixList {
  return {
    id: record.PrefixListId,
    name: record.PrefixListName ?? undefined,
    cidrs: texts(record.Entries?.map(({ Cidr }) => Cidr)),
  };
}

function toPeeringConnection(record: VpcPeeringConnectionRecord): PeeringConnection {
  return {
    id: record.VpcPeeringConnectionId,
    status: record.Status?.Code ?? 'unknown',
    requester: toPeeringSide(record.RequesterVpcInfo),
    accepter: toPeeringSide(record.AccepterVpcInfo),
  };
}

function toPeeringSide(side: VpcPeeringConnectionRecord['RequesterVpcInfo']): PeeringSide {
  return {
    vpcId: side?.VpcId ?? undefined,
    region: side?.Region ?? undefined,
    ownerId: side?.OwnerId ?? undefined,
    ipv4: [...new Set(texts([side?.CidrBlock, ...(side?.CidrBlockSet ?? []).map(({ CidrBlock }) => CidrBlock)]))],
    ipv6: texts(side?.Ipv6CidrBlockSet?.map(({ Ipv6CidrBlock }) => Ipv6CidrBlock)),
  };
}
