/** Converts the networking records of a snapshot to the network model. */
import type {
  NetworkInterfaceRecord,
  PrefixListRecord,
  SubnetRecord,
  VpcPeeringConnectionRecord,
  VpcRecord,
} from '../snapshot/networking.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Gathered, type Index, notKnown } from './gathered.ts';
import type { Network, NetworkInterface, PeeringConnection, PeeringSide, PrefixList, Subnet, Vpc } from './network.ts';
import { oncePer } from './once-per.ts';
import { toNetworkAcl } from './understand-acls.ts';
import { indexPart, mapOf, texts } from './understand-part.ts';
import { toRouteTable } from './understand-routes.ts';
import { toSecurityGroup } from './understand-security-groups.ts';

const toSecurityGroupOnce = oncePer(toSecurityGroup);
const toNetworkAclOnce = oncePer(toNetworkAcl);
const toRouteTableOnce = oncePer(toRouteTable);

export function understandNetwork(region: RegionSnapshot, accountId: string): Network {
  const subnets = indexPart(region, 'subnets', 'subnet', region.subnets, (r) => r.SubnetId, toSubnet);
  const networkAcls = indexPart(
    region,
    'networkAcls',
    'network ACL',
    region.networkAcls,
    (r) => r.NetworkAclId,
    toNetworkAclOnce,
  );
  const routeTables = indexPart(
    region,
    'routeTables',
    'route table',
    region.routeTables,
    (r) => r.RouteTableId,
    toRouteTableOnce,
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
      toSecurityGroupOnce,
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
    attachedAt: record.Attachment?.AttachTime ?? undefined,
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
