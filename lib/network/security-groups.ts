/**
 * Security groups: allow rules only, the union over the groups of one interface, stateful.
 * A rule that names a group admits the private addresses of the interfaces that carry it.
 */
import type { Network, Peer, SecurityGroupRule } from '../model/network.ts';
import { parseCidr } from './address.ts';
import { AddressSet } from './address-set.ts';
import { AddressSlabs } from './address-slabs.ts';
import type { Decision } from './effect.ts';
import { type Flow, portsOfRule, printFlow, printRule } from './flow.ts';
import { gather } from './gather.ts';
import { EVERY_PORT, PacketSet, type PortSet } from './packet-set.ts';
import { createPortSlabs } from './port-slabs.ts';
import type { DecidingRule } from './trace.ts';

export type Direction = SecurityGroupRule['direction'];

/** What a group reference admits of the other side: these addresses, or why that cannot be told. */
export type Referenced = AddressSet | string;

interface Admission {
  readonly rule: SecurityGroupRule;
  readonly ports: PortSet;
  /** Addresses that the rule names; undefined where it names a group. */
  readonly addresses: AddressSet | undefined;
  /** Why it is not certain what the rule admits. */
  readonly doubt: string | undefined;
}

/** One direction of one group for one protocol. */
export interface ReadGroup {
  readonly admissions: readonly Admission[];
  /** Within one slab no rule tells ports apart. */
  portSlab(ports: PortSet): number | undefined;
  /** Why the group, or rules of it, could not be read: then it may admit anything. */
  readonly unread: readonly string[];
  readonly rules: readonly SecurityGroupRule[];
}

export function readGroup(network: Network, id: string, direction: Direction, protocol: number): ReadGroup {
  const group = network.securityGroups.find(id);
  if (!group.known) return { admissions: [], portSlab: () => 0, unread: [group.because], rules: [] };
  const rules = group.value[direction];
  const admissions = gather(rules, (rule) => readRule(network, rule, protocol));
  return {
    admissions,
    portSlab: createPortSlabs(admissions.map(({ ports }) => ports)),
    unread: group.value.unreadable.map((what) => `${what} of ${id} could not be understood`),
    rules,
  };
}

/** One direction of the groups of one interface, for one protocol. */
export interface GroupSet {
  readonly groupIds: readonly string[];
  readonly direction: Direction;
  readonly groups: readonly ReadGroup[];
  readonly unread: readonly string[];
  /** All that it lets through, as people write it. */
  readonly text: string;
}

export function createGroupSet(
  groups: readonly ReadGroup[],
  groupIds: readonly string[],
  direction: Direction,
): GroupSet {
  let text: string | undefined;
  return {
    groupIds,
    direction,
    groups,
    unread: groups.flatMap(({ unread }) => unread),
    get text() {
      text ??= printRules(groups);
      return text;
    },
  };
}

/** The rules of a set that are about some ports, which none of them tells apart. */
export interface GroupSide {
  readonly set: GroupSet;
  readonly admissions: readonly Admission[];
  /** Whether it matters which groups the other side carries. */
  readonly namesGroups: boolean;
  /** Within one slab no rule that names addresses tells them apart. */
  readonly slabs: AddressSlabs;
}

export function createGroupSide(set: GroupSet, ports: PortSet): GroupSide {
  const admissions = gather(set.groups, (group) => group.admissions.filter((each) => each.ports.overlaps(ports)));
  let slabs: AddressSlabs | undefined;
  return {
    set,
    admissions,
    namesGroups: admissions.some(({ addresses }) => addresses === undefined),
    get slabs() {
      slabs ??= new AddressSlabs(addressesOf(admissions));
      return slabs;
    },
  };
}

/** Every set of addresses that a rule names. */
export const addressesOf = (admissions: readonly Admission[]): readonly AddressSet[] =>
  gather(admissions, ({ addresses }) => (addresses === undefined ? [] : [addresses]));

function readRule(network: Network, rule: SecurityGroupRule, protocol: number): readonly Admission[] {
  const ports = portsOfRule(rule, protocol);
  if (ports === undefined) {
    return [
      { rule, ports: EVERY_PORT, addresses: undefined, doubt: `the ports of ${printGroupRule(rule)} make no sense` },
    ];
  }
  if (ports.isEmpty) return [];
  if (rule.peer.kind === 'security-group') return [{ rule, ports, addresses: undefined, doubt: undefined }];
  if (rule.peer.kind === 'cidr') return [readCidrRule(rule, ports, rule.peer)];
  const list = network.prefixLists.find(rule.peer.id);
  if (!list.known) return [{ rule, ports, addresses: undefined, doubt: list.because }];
  const addresses = AddressSet.ofTexts(list.value.cidrs);
  const admission = { rule, ports, addresses, doubt: undefined };
  const isWhole = list.value.cidrs.every((cidr) => parseCidr(cidr) !== undefined);
  const doubtful = { rule, ports, addresses: undefined, doubt: `${list.value.id} holds what is no CIDR` };
  return isWhole ? [admission] : [admission, doubtful];
}

function readCidrRule(rule: SecurityGroupRule, ports: PortSet, peer: Extract<Peer, { kind: 'cidr' }>): Admission {
  const cidr = parseCidr(peer.cidr);
  if (cidr?.family === peer.family) return { rule, ports, addresses: AddressSet.ofCidr(cidr), doubt: undefined };
  return { rule, ports, addresses: undefined, doubt: `"${peer.cidr}" is no CIDR` };
}

/** Decides about packets from (or to) the other side's addresses to the flow's ports. */
export function decideGroups(
  side: GroupSide,
  flow: Flow,
  others: AddressSet,
  referenced: (rule: SecurityGroupRule) => Referenced,
): Decision {
  const whole = side.admissions.find(
    ({ addresses, ports }) => addresses?.covers(others) === true && ports.covers(flow.ports),
  );
  if (whole !== undefined) return admits([whole.rule]);
  const asked = PacketSet.rectangle(others, flow.ports);
  const doubts: string[] = [...side.set.unread];
  const admitting: SecurityGroupRule[] = [];
  let left = asked;
  let doubtful = doubts.length > 0 ? asked : PacketSet.empty;
  for (const { rule, ports, addresses, doubt } of side.admissions) {
    const admitted = addresses ?? doubt ?? referenced(rule);
    if (typeof admitted === 'string') {
      doubts.push(admitted);
      doubtful = doubtful.union(PacketSet.rectangle(others, ports.intersect(flow.ports)));
    } else if (admitted.overlaps(others)) {
      admitting.push(rule);
      left = left.subtract(PacketSet.rectangle(admitted, ports));
      if (left.isEmpty) return admits(admitting);
    }
  }
  const blocked = left.subtract(doubtful);
  const unknown = left.intersect(doubtful);
  const because = [
    ...(blocked.isEmpty ? [] : [refusal(side.set, flow, admitting)]),
    ...(unknown.isEmpty ? [] : new Set(doubts)),
  ].join('; ');
  const deciding: DecidingRule | undefined = blocked.isEmpty
    ? undefined
    : { kind: 'no-security-group-rule', groupIds: side.set.groupIds, direction: side.set.direction };
  return { blocked, unknown, because, deciding };
}

const admits = (rules: readonly SecurityGroupRule[]): Decision => ({
  blocked: PacketSet.empty,
  unknown: PacketSet.empty,
  because: rules.map(printGroupRule).join('; '),
  deciding: decidingRule(rules[0]),
});

function decidingRule(rule: SecurityGroupRule | undefined): DecidingRule | undefined {
  if (rule === undefined) return undefined;
  const { groupId, direction } = rule;
  return { kind: 'security-group-rule', groupId, direction, rule: printGroupRule(rule) };
}

const SHOWN = 3;

/** `no rule admits tcp/8080 from there; it admits tcp 22 from 10.0.0.0/8 and nothing else`. */
function refusal({ direction, text }: GroupSet, flow: Flow, admitting: readonly SecurityGroupRule[]): string {
  const [verb, there] = direction === 'ingress' ? ['admits', 'from there'] : ['lets out', 'to there'];
  if (admitting.length > 0) {
    return `${verb} ${printFlow(flow)} only for ${admitting.slice(0, SHOWN).map(printGroupRule).join('; ')}`;
  }
  if (text === '') return `no rule ${verb} ${printFlow(flow)}: there are no ${direction} rules`;
  return `no rule ${verb} ${printFlow(flow)} ${there}; it ${verb} ${text}`;
}

/** `tcp 22 from 10.0.0.0/8 and nothing else`; empty where there are no rules. */
function printRules(groups: readonly ReadGroup[]): string {
  const count = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  if (count === 0) return '';
  const shown = groups.flatMap(({ rules }) => rules.slice(0, SHOWN)).slice(0, SHOWN);
  const rest = count > SHOWN ? `; and ${count - SHOWN} more` : ' and nothing else';
  return `${shown.map(printGroupRule).join('; ')}${rest}`;
}

const printPeer = (peer: Peer): string => {
  if (peer.kind === 'cidr') return peer.cidr;
  return peer.kind === 'prefix-list' ? peer.id : peer.groupId;
};

/** `tcp 8080 from sg-0f7`. */
export const printGroupRule = (rule: SecurityGroupRule): string =>
  `${printRule(rule)} ${rule.direction === 'ingress' ? 'from' : 'to'} ${printPeer(rule.peer)}`;

/** Peering or a group that is gone leaves stale rules behind, which match nothing. */
export const isStale = ({ peer }: SecurityGroupRule): boolean =>
  peer.kind === 'security-group' && peer.peeringStatus !== undefined && peer.peeringStatus !== 'active';
