/** Changes of EC2 and VPC, carried out on a region of a snapshot as AWS would. */
import type {
  IpPermissionRecord,
  NetworkAclEntryRecord,
  RouteRecord,
  SecurityGroupRecord,
} from '../snapshot/networking.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Application, applied, refused } from './application.ts';
import type { Change, Permission, RouteTargetParameter } from './remedy.ts';
import { replaceRecord } from './replace-record.ts';

export type NetworkChange = Extract<
  Change,
  {
    readonly kind:
      | 'authorize-security-group-ingress'
      | 'authorize-security-group-egress'
      | 'create-network-acl-entry'
      | 'delete-network-acl-entry'
      | 'accept-vpc-peering-connection'
      | 'create-route'
      | 'replace-route'
      | 'delete-route'
      | 'start-instances';
  }
>;

export function applyNetworkChange(region: RegionSnapshot, change: NetworkChange): Application<RegionSnapshot> {
  switch (change.kind) {
    case 'authorize-security-group-ingress':
    case 'authorize-security-group-egress':
      return authorize(region, change);
    case 'create-network-acl-entry':
      return createAclEntry(region, change);
    case 'delete-network-acl-entry':
      return deleteAclEntry(region, change);
    case 'accept-vpc-peering-connection':
      return acceptPeering(region, change.vpcPeeringConnectionId);
    case 'create-route':
    case 'replace-route':
    case 'delete-route':
      return changeRoute(region, change);
    case 'start-instances':
      return startInstances(region, change.instanceIds);
  }
}

type Authorize = Extract<NetworkChange, { readonly permissions: readonly Permission[] }>;

function authorize(region: RegionSnapshot, change: Authorize): Application<RegionSnapshot> {
  const member = change.kind === 'authorize-security-group-ingress' ? 'IpPermissions' : 'IpPermissionsEgress';
  const groups = replaceRecord(
    region.securityGroups,
    ({ GroupId }) => GroupId === change.groupId,
    `security group ${change.groupId}`,
    (group) => addPermissions(region, group, member, change.permissions),
  );
  return groups.applicable ? applied({ ...region, securityGroups: groups.after }) : groups;
}

function addPermissions(
  region: RegionSnapshot,
  group: SecurityGroupRecord,
  member: 'IpPermissions' | 'IpPermissionsEgress',
  permissions: readonly Permission[],
): Application<SecurityGroupRecord> {
  let records = group[member] ?? [];
  for (const permission of permissions) {
    const record = toPermissionRecord(region, group, permission);
    if (!record.applicable) return record;
    if (records.some((existing) => isSamePermission(existing, record.after))) {
      return refused(`${group.GroupId} already has this rule (InvalidPermission.Duplicate)`);
    }
    records = [...records, record.after];
  }
  return applied({ ...group, [member]: records });
}

function toPermissionRecord(
  region: RegionSnapshot,
  group: SecurityGroupRecord,
  { protocol, fromPort, toPort, peer }: Permission,
): Application<IpPermissionRecord> {
  const ports = protocol === '-1' ? {} : { FromPort: fromPort, ToPort: toPort };
  const record = { IpProtocol: protocol, ...ports, IpRanges: [], Ipv6Ranges: [], PrefixListIds: [] };
  if ('cidr' in peer) {
    const ranges = peer.cidr.includes(':')
      ? { Ipv6Ranges: [{ CidrIpv6: peer.cidr }] }
      : { IpRanges: [{ CidrIp: peer.cidr }] };
    return applied({ ...record, UserIdGroupPairs: [], ...ranges });
  }
  const pair = toGroupPair(region, group, peer.groupId);
  return pair.applicable ? applied({ ...record, UserIdGroupPairs: [pair.after] }) : pair;
}

type GroupPair = NonNullable<IpPermissionRecord['UserIdGroupPairs']>[number];

/** A group of another VPC can be named only across an active peering connection, which AWS then notes in the rule. */
function toGroupPair(region: RegionSnapshot, group: SecurityGroupRecord, peerId: string): Application<GroupPair> {
  const peer = region.securityGroups?.find(({ GroupId }) => GroupId === peerId);
  if (peer === undefined) return refused(`security group ${peerId} is not in the snapshot`);
  const pair = { GroupId: peerId, ...(peer.OwnerId ? { UserId: peer.OwnerId } : {}) };
  if (!peer.VpcId || !group.VpcId || peer.VpcId === group.VpcId) return applied(pair);
  const ends = [peer.VpcId, group.VpcId].sort().join();
  const peering = region.vpcPeeringConnections?.find(
    ({ Status, RequesterVpcInfo, AccepterVpcInfo }) =>
      Status?.Code === 'active' && [RequesterVpcInfo?.VpcId, AccepterVpcInfo?.VpcId].sort().join() === ends,
  );
  if (peering === undefined) return refused(`no active peering connection joins ${peer.VpcId} and ${group.VpcId}`);
  const { VpcPeeringConnectionId } = peering;
  return applied({ ...pair, VpcId: peer.VpcId, VpcPeeringConnectionId, PeeringStatus: 'active' });
}

function isSamePermission(existing: IpPermissionRecord, added: IpPermissionRecord): boolean {
  const portsOf = ({ IpProtocol, FromPort, ToPort }: IpPermissionRecord) => [IpProtocol, FromPort, ToPort].join();
  if (portsOf(existing) !== portsOf(added)) return false;
  const peersOf = (permission: IpPermissionRecord) => [
    ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...(permission.UserIdGroupPairs ?? []).map(
      ({ GroupId, VpcPeeringConnectionId }) => `${GroupId} ${VpcPeeringConnectionId ?? ''}`,
    ),
  ];
  const peers = peersOf(existing);
  return peersOf(added).every((peer) => peers.includes(peer));
}

type CreateAclEntry = Extract<NetworkChange, { readonly kind: 'create-network-acl-entry' }>;

function createAclEntry(region: RegionSnapshot, change: CreateAclEntry): Application<RegionSnapshot> {
  const { networkAclId, ruleNumber, egress } = change;
  return changeEntries(region, networkAclId, (entries) => {
    if (ruleNumber < 1 || ruleNumber > 32766) return refused(`rule number ${ruleNumber} is not in 1–32766`);
    if (entries.some((entry) => entry.RuleNumber === ruleNumber && (entry.Egress ?? false) === egress)) {
      return refused(`${networkAclId} already has an entry ${ruleNumber} (NetworkAclEntryAlreadyExists)`);
    }
    return applied([...entries, toAclEntryRecord(change)]);
  });
}

type AclEntries = readonly NetworkAclEntryRecord[];

function changeEntries(
  region: RegionSnapshot,
  networkAclId: string,
  change: (entries: AclEntries) => Application<NetworkAclEntryRecord[]>,
): Application<RegionSnapshot> {
  const acls = replaceRecord(
    region.networkAcls,
    ({ NetworkAclId }) => NetworkAclId === networkAclId,
    `network ACL ${networkAclId}`,
    (acl) => {
      const entries = change(acl.Entries ?? []);
      return entries.applicable ? applied({ ...acl, Entries: entries.after }) : entries;
    },
  );
  return acls.applicable ? applied({ ...region, networkAcls: acls.after }) : acls;
}

function toAclEntryRecord(entry: CreateAclEntry): NetworkAclEntryRecord {
  const hasPorts = entry.protocol === 6 || entry.protocol === 17;
  return {
    RuleNumber: entry.ruleNumber,
    Protocol: String(entry.protocol),
    RuleAction: entry.action ?? 'allow',
    Egress: entry.egress,
    ...(entry.cidr.includes(':') ? { Ipv6CidrBlock: entry.cidr } : { CidrBlock: entry.cidr }),
    ...(hasPorts ? { PortRange: { From: entry.fromPort, To: entry.toPort } } : {}),
  };
}

type DeleteAclEntry = Extract<NetworkChange, { readonly kind: 'delete-network-acl-entry' }>;

function deleteAclEntry(region: RegionSnapshot, change: DeleteAclEntry): Application<RegionSnapshot> {
  const { networkAclId, ruleNumber, egress } = change;
  return changeEntries(region, networkAclId, (entries) => {
    const at = entries.findIndex((entry) => entry.RuleNumber === ruleNumber && (entry.Egress ?? false) === egress);
    if (at < 0) return refused(`${networkAclId} has no entry ${ruleNumber} (InvalidNetworkAclEntry.NotFound)`);
    return applied(entries.toSpliced(at, 1));
  });
}

function acceptPeering(region: RegionSnapshot, id: string): Application<RegionSnapshot> {
  const peerings = replaceRecord(
    region.vpcPeeringConnections,
    ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId === id,
    `VPC peering connection ${id}`,
    (peering) => {
      const status = peering.Status?.Code ?? 'in an unknown state';
      if (status !== 'pending-acceptance') return refused(`${id} is ${status}, only a pending one can be accepted`);
      return applied({ ...peering, Status: { Code: 'active', Message: 'Active' } });
    },
  );
  return peerings.applicable ? applied({ ...region, vpcPeeringConnections: peerings.after }) : peerings;
}

type ChangeRoute = Extract<NetworkChange, { readonly routeTableId: string }>;

function changeRoute(region: RegionSnapshot, change: ChangeRoute): Application<RegionSnapshot> {
  const tables = replaceRecord(
    region.routeTables,
    ({ RouteTableId }) => RouteTableId === change.routeTableId,
    `route table ${change.routeTableId}`,
    (table) => {
      const routes = changedRoutes(table.Routes ?? [], change);
      return routes.applicable ? applied({ ...table, Routes: routes.after }) : routes;
    },
  );
  return tables.applicable ? applied({ ...region, routeTables: tables.after }) : tables;
}

function changedRoutes(routes: readonly RouteRecord[], change: ChangeRoute): Application<RouteRecord[]> {
  const at = routes.findIndex(
    (route) => (route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) === change.destination,
  );
  const name = `a route to ${change.destination} in ${change.routeTableId}`;
  if (change.kind === 'create-route') {
    if (at >= 0) return refused(`there already is ${name} (RouteAlreadyExists)`);
    return applied([...routes, toRouteRecord(change.destination, change.target)]);
  }
  if (at < 0) return refused(`there is no ${name} (InvalidRoute.NotFound)`);
  if (change.kind === 'replace-route')
    return applied(routes.with(at, toRouteRecord(change.destination, change.target)));
  if (routes[at]?.Origin === 'CreateRouteTable') return refused(`AWS keeps ${name}: it is the local route`);
  return applied(routes.toSpliced(at, 1));
}

function toRouteRecord(destination: string, target: RouteTargetParameter): RouteRecord {
  return {
    ...(destination.includes(':') ? { DestinationIpv6CidrBlock: destination } : { DestinationCidrBlock: destination }),
    ...toRouteTarget(target),
    Origin: 'CreateRoute',
    State: 'active',
  };
}

function toRouteTarget(target: RouteTargetParameter): Partial<RouteRecord> {
  if ('vpcPeeringConnectionId' in target) return { VpcPeeringConnectionId: target.vpcPeeringConnectionId };
  if ('networkInterfaceId' in target) return { NetworkInterfaceId: target.networkInterfaceId };
  return { GatewayId: target.gatewayId };
}

function startInstances(region: RegionSnapshot, ids: readonly string[]): Application<RegionSnapshot> {
  let instances = region.instances;
  for (const id of ids) {
    const result = replaceRecord(
      instances,
      ({ InstanceId }) => InstanceId === id,
      `instance ${id}`,
      (instance) => {
        const state = instance.State?.Name;
        if (state !== 'stopped')
          return refused(`${id} is ${state ?? 'in an unknown state'}, only a stopped one starts`);
        const { StateReason: _, StateTransitionReason: __, ...rest } = instance;
        return applied({ ...rest, State: { Code: 16, Name: 'running' } });
      },
    );
    if (!result.applicable) return result;
    instances = result.after;
  }
  return applied({ ...region, instances });
}
