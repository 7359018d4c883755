/**
 * One packet at a time, straight from AWS's records: slow, without sets, and independent of lib/network.
 * Knows groups, ACLs and plain routes of one VPC with everything in the snapshot.
 */

import type { Control } from '../../lib/network/trace.ts';
import type {
  IpPermissionRecord,
  NetworkAclEntryRecord,
  NetworkInterfaceRecord,
  RouteRecord,
} from '../../lib/snapshot/networking.ts';
import type { Draft } from './an-account.ts';

export interface Packet {
  readonly subnet: string;
  readonly source: string;
  /** Groups of the sender; undefined for a subnet, where whoever has the address counts. */
  readonly groups: readonly string[] | undefined;
  readonly target: NetworkInterfaceRecord;
  readonly destination: string;
  readonly protocol: number;
  readonly port: number;
  readonly sourcePort: number;
  /** Of ICMP, instead of ports. */
  readonly icmp?: readonly [type: number, code: number];
}

/** Which controls stop the packet or its reply. */
export function blockers(region: Draft, packet: Packet): ReadonlySet<Control> {
  const { subnet, source, target, destination, sourcePort, port } = packet;
  const targetSubnet = target.SubnetId ?? '';
  const there = { ...packet, from: source, to: destination, toPort: port };
  const back = { ...packet, from: destination, to: source, toPort: sourcePort };
  const answered = packet.protocol === 6 || packet.protocol === 17;
  const across = subnet !== targetSubnet;
  const blocked = new Set<Control>();
  const check = (control: Control, passes: boolean) => void (passes || blocked.add(control));
  check('source-security-groups', packet.groups === undefined || groupsPass(region, packet.groups, 'out', packet));
  check(
    'target-security-groups',
    groupsPass(
      region,
      (target.Groups ?? []).map(({ GroupId }) => GroupId ?? ''),
      'in',
      packet,
    ),
  );
  if (!across) return blocked;
  check('source-acl-out', aclPasses(region, subnet, true, there.to, there));
  check('route-to-target', routePasses(region, subnet, destination));
  check('target-acl-in', aclPasses(region, targetSubnet, false, there.from, there));
  if (!answered) return blocked;
  check('target-acl-reply', aclPasses(region, targetSubnet, true, back.to, back));
  check('route-back', routePasses(region, targetSubnet, source));
  check('source-acl-reply', aclPasses(region, subnet, false, back.from, back));
  return blocked;
}

const NUMBERS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 };
const protocolNumber = (text: string) => NUMBERS[text] ?? Number(text);

const spelled = new Map<string, string>();

/** An address as bits, first bit first. */
function bits(address: string): string {
  const found = spelled.get(address) ?? spell(address);
  spelled.set(address, found);
  return found;
}

function spell(address: string): string {
  if (!address.includes(':')) {
    return address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
  }
  const [head = '', tail] = address.split('::');
  const words = (text: string) => (text === '' ? [] : text.split(':'));
  const middle = tail === undefined ? [] : Array(8 - words(head).length - words(tail).length).fill('0');
  return [...words(head), ...middle, ...words(tail ?? '')]
    .map((word) => Number.parseInt(word, 16).toString(2).padStart(16, '0'))
    .join('');
}

function within(cidr: string, address: string): boolean {
  const [base = '', length = '0'] = cidr.split('/');
  if (base.includes(':') !== address.includes(':')) return false;
  return bits(base).slice(0, Number(length)) === bits(address).slice(0, Number(length));
}

function groupsPass(region: Draft, groups: readonly string[], way: 'in' | 'out', packet: Packet): boolean {
  return groups.some((id) => {
    const group = region.securityGroups.find(({ GroupId }) => GroupId === id);
    const permissions = (way === 'in' ? group?.IpPermissions : group?.IpPermissionsEgress) ?? [];
    return permissions.some((permission) => permits(permission, packet) && names(region, permission, way, packet));
  });
}

function permits({ IpProtocol, FromPort, ToPort }: IpPermissionRecord, { protocol, port, icmp }: Packet): boolean {
  if (IpProtocol === '-1') return true;
  if (protocolNumber(IpProtocol ?? '') !== protocol) return false;
  if (protocol === 1 || protocol === 58) return codeFits(FromPort, ToPort, icmp);
  if (protocol !== 6 && protocol !== 17) return true;
  if (FromPort == null || ToPort == null || FromPort === -1) return true;
  return FromPort <= port && port <= ToPort;
}

function codeFits(type: number | null | undefined, code: number | null | undefined, icmp: Packet['icmp']): boolean {
  if (type == null || type === -1) return true;
  return type === icmp?.[0] && (code == null || code === -1 || code === icmp[1]);
}

function names(region: Draft, permission: IpPermissionRecord, way: 'in' | 'out', packet: Packet): boolean {
  const other = way === 'in' ? packet.source : packet.destination;
  const lists = (permission.PrefixListIds ?? []).flatMap(
    ({ PrefixListId }) => region.prefixLists.find((list) => list.PrefixListId === PrefixListId)?.Entries ?? [],
  );
  const cidrs = [
    ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...lists.map(({ Cidr }) => Cidr),
  ];
  if (cidrs.some((cidr) => within(cidr ?? '', other))) return true;
  const carried =
    way === 'out' ? (packet.target.Groups ?? []).map(({ GroupId }) => GroupId) : carriedBySender(region, packet);
  return (permission.UserIdGroupPairs ?? []).some(({ GroupId }) => carried.includes(GroupId));
}

function carriedBySender(region: Draft, { groups, source }: Packet): readonly (string | null | undefined)[] {
  if (groups !== undefined) return groups;
  const holder = region.networkInterfaces.find((each) => addressesOf(each).includes(source));
  return (holder?.Groups ?? []).map(({ GroupId }) => GroupId);
}

const addressesOf = (each: NetworkInterfaceRecord) => [
  ...(each.PrivateIpAddresses ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress),
  ...(each.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address),
];

interface Passing {
  readonly protocol: number;
  readonly toPort: number;
  readonly icmp?: Packet['icmp'];
}

function aclPasses(region: Draft, subnet: string, egress: boolean, other: string, packet: Passing): boolean {
  const acl =
    region.networkAcls.find(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId === subnet)) ??
    region.networkAcls.find(({ IsDefault }) => IsDefault === true);
  const entries = (acl?.Entries ?? [])
    .filter(({ Egress }) => (Egress ?? false) === egress)
    .sort((a, b) => (a.RuleNumber ?? 0) - (b.RuleNumber ?? 0));
  return entries.find((entry) => entryFits(entry, other, packet))?.RuleAction === 'allow';
}

function entryFits(entry: NetworkAclEntryRecord, other: string, { protocol, toPort, icmp }: Passing): boolean {
  if (!within(entry.CidrBlock ?? entry.Ipv6CidrBlock ?? '', other)) return false;
  if (entry.Protocol === '-1') return true;
  if (entry.Protocol === '58' && entry.CidrBlock != null && protocol === 1) return true;
  if (protocolNumber(entry.Protocol ?? '') !== protocol) return false;
  if (protocol === 1 || protocol === 58) return codeFits(entry.IcmpTypeCode?.Type, entry.IcmpTypeCode?.Code, icmp);
  if (protocol !== 6 && protocol !== 17) return true;
  const { From, To } = entry.PortRange ?? {};
  return From == null || To == null || (From <= toPort && toPort <= To);
}

/** Only routes to `local` and blackholes: anything else is a question of its own. */
function routePasses(region: Draft, subnet: string, destination: string): boolean {
  const table =
    region.routeTables.find(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId === subnet)) ??
    region.routeTables.find(({ Associations }) => Associations?.some(({ Main }) => Main === true));
  const cidrOf = (route: RouteRecord) => route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? '';
  const matching = (table?.Routes ?? []).filter((route) => within(cidrOf(route), destination));
  const length = (route: RouteRecord) => Number(cidrOf(route).split('/')[1]);
  const best = matching.reduce<RouteRecord | undefined>(
    (winner, route) => (winner === undefined || length(route) > length(winner) ? route : winner),
    undefined,
  );
  return best?.State === 'active';
}
