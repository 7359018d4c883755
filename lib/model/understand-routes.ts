import type { RouteRecord, RouteTableRecord } from '../snapshot/networking.ts';
import type { Route, RouteDestination, RouteTable, RouteTarget } from './network.ts';
import { texts } from './understand-part.ts';

export function toRouteTable(record: RouteTableRecord): RouteTable {
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
