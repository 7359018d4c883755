import type { IpPermissionRecord, SecurityGroupRecord } from '../snapshot/networking.ts';
import type { IcmpMatch, Peer, PortRange, Protocol, SecurityGroup, SecurityGroupRule } from './network.ts';
import { texts } from './understand-part.ts';
import { toIcmp, toPorts, toProtocol } from './understand-protocol.ts';

export function toSecurityGroup(record: SecurityGroupRecord): SecurityGroup {
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
