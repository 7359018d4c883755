/**
 * Security groups: allow rules only, the union over the groups of one interface, stateful.
 * A rule that names a group admits the private addresses of the interfaces that carry it.
 */
import type { Network, Peer, SecurityGroupRule } from '../model/network.ts';
import { parseCidr } from './address.ts';
import { AddressSet } from './address-set.ts';
import type { Decision } from './effect.ts';
import { type Flow, portsOfRule, printFlow, printRule } from './flow.ts';
import { EVERY_PORT, PacketSet, type PortSet } from './packet-set.ts';
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

/** The rules of some groups that are about a flow. */
export interface GroupSide {
  readonly groupIds: readonly string[];
  readonly direction: Direction;
  readonly flow: Flow;
  readonly admissions: readonly Admission[];
  /** Groups, or rules of them, that could not be read: they may admit anything. */
  readonly unread: readonly string[];
  /** All rules in this direction, for telling what is admitted instead. */
  readonly rules: readonly SecurityGroupRule[];
}

export function readGroups(network: Network, groupIds: readonly string[], direction: Direction, flow: Flow): GroupSide {
  const unread: string[] = [];
  const rules: SecurityGroupRule[] = [];
  for (const id of groupIds) {
    const group = network.securityGroups.find(id);
    if (!group.known) {
      unread.push(group.because);
      continue;
    }
    rules.push(...group.value[direction]);
    unread.push(...group.value.unreadable.map((what) => `${what} of ${id} could not be understood`));
  }
  const admissions = rules.flatMap((rule) => readRule(network, rule, flow));
  return { groupIds, direction, flow, admissions, unread, rules };
}

function readRule(network: Network, rule: SecurityGroupRule, flow: Flow): readonly Admission[] {
  const ports = portsOfRule(rule, flow.protocol);
  if (ports === undefined) {
    return [
      { rule, ports: EVERY_PORT, addresses: undefined, doubt: `the ports of ${printGroupRule(rule)} make no sense` },
    ];
  }
  if (!ports.overlaps(flow.ports)) return [];
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
  others: AddressSet,
  referenced: (rule: SecurityGroupRule) => Referenced,
): Decision {
  const { flow } = side;
  const asked = PacketSet.rectangle(others, flow.ports);
  const doubts: string[] = [...side.unread];
  const admitting: SecurityGroupRule[] = [];
  let left = asked;
  let doubtful = doubts.length > 0 ? asked : PacketSet.empty;
  for (const { rule, ports, addresses, doubt } of side.admissions) {
    const admitted = addresses ?? doubt ?? referenced(rule);
    if (typeof admitted === 'string') {
      doubts.push(admitted);
      doubtful = doubtful.union(PacketSet.rectangle(others, ports.intersect(flow.ports)));
      continue;
    }
    if (!admitted.overlaps(others)) continue;
    admitting.push(rule);
    if (ports.covers(flow.ports) && admitted.covers(others)) return admitsAll(rule);
    left = left.subtract(PacketSet.rectangle(admitted, ports));
  }
  if (left.isEmpty)
    return { ...NOTHING, because: admitting.map(printGroupRule).join('; '), deciding: decidingRule(admitting[0]) };
  const blocked = left.subtract(doubtful);
  const unknown = left.intersect(doubtful);
  const because = [
    ...(blocked.isEmpty ? [] : [refusal(side, admitting)]),
    ...(unknown.isEmpty ? [] : new Set(doubts)),
  ].join('; ');
  const deciding: DecidingRule | undefined = blocked.isEmpty
    ? undefined
    : { kind: 'no-security-group-rule', groupIds: side.groupIds, direction: side.direction };
  return { blocked, unknown, because, deciding };
}

const NOTHING = { blocked: PacketSet.empty, unknown: PacketSet.empty };

const admitsAll = (rule: SecurityGroupRule): Decision => ({
  ...NOTHING,
  because: printGroupRule(rule),
  deciding: decidingRule(rule),
});

function decidingRule(rule: SecurityGroupRule | undefined): DecidingRule | undefined {
  if (rule === undefined) return undefined;
  const { groupId, direction } = rule;
  return { kind: 'security-group-rule', groupId, direction, rule: printGroupRule(rule) };
}

const SHOWN = 3;

/** `no rule admits tcp/8080; it admits tcp 22 from 10.0.0.0/8 and nothing else`. */
function refusal(side: GroupSide, admitting: readonly SecurityGroupRule[]): string {
  const verb = side.direction === 'ingress' ? 'admits' : 'lets out';
  if (admitting.length > 0) {
    return `${verb} ${printFlow(side.flow)} only for ${admitting.slice(0, SHOWN).map(printGroupRule).join('; ')}`;
  }
  if (side.rules.length === 0) return `no rule ${verb} ${printFlow(side.flow)}: there are no ${side.direction} rules`;
  const some = side.rules.slice(0, SHOWN).map(printGroupRule).join('; ');
  const more = side.rules.length - SHOWN;
  const rest = more > 0 ? `; and ${more} more` : ' and nothing else';
  return `no rule ${verb} ${printFlow(side.flow)}; it ${verb} ${some}${rest}`;
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
