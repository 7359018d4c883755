/** The controls at the target: its subnet's ACL both ways, its groups, and its route back. */
import type { SecurityGroupRule } from '../model/network.ts';
import { decideAcl } from './acl.ts';
import { AddressSet } from './address-set.ts';
import { allows, cannotTell, type Decision, type Effect, notApplied, toEffect } from './effect.ts';
import { findByPort, keepByPort, ONE_SLAB } from './effect-memory.ts';
import { type Leg, ONE_SUBNET, oneWay } from './leg.ts';
import { PacketSet } from './packet-set.ts';
import type { Routing, Way } from './routes.ts';
import { decideGroups, isStale, type Referenced } from './security-groups.ts';
import type { DecidingRule } from './trace.ts';

export const aclIn = (leg: Leg): Effect => acl(leg, 'target-acl-in');

export const aclReplyOut = (leg: Leg): Effect =>
  leg.flow.isRoundTrip ? acl(leg, 'target-acl-reply') : constant(leg, 'target-acl-reply', oneWay(leg.flow));

function acl(leg: Leg, control: 'target-acl-in' | 'target-acl-reply'): Effect {
  const { controls, part, flow, place } = leg;
  const isReply = control === 'target-acl-reply';
  const ports = isReply ? flow.sourcePorts : flow.ports;
  const portsKey = isReply ? flow.sourcePortsKey : flow.portsKey;
  if (leg.isSameSubnet) return constant(leg, control, ONE_SUBNET);
  if (place.subnetId === undefined) return constant(leg, control, cannotTell(part.addresses, ports, place.note));
  const side = controls.acl(place.subnetId, isReply, flow.protocol);
  if (!side.known) return constant(leg, control, cannotTell(part.addresses, ports, side.because));
  const { acl, portSlab } = side.value;
  const slab = portSlab(ports);
  const bySide = leg.memory.at(control).at(side.value);
  const found = findByPort(bySide, slab, portsKey);
  if (found !== undefined) return found;
  return keepByPort(bySide, slab, portsKey, toEffect(control, acl.id, decideAcl(side.value, part.addresses, ports)));
}

export function groupsIn(leg: Leg): Effect {
  const control = 'target-security-groups';
  const { controls, part, flow, references } = leg;
  const { groups } = leg.place;
  if (groups === 'none') return constant(leg, control, notApplied('it has no security groups'));
  if (!groups.known) return constant(leg, control, cannotTell(part.addresses, flow.ports, groups.because));
  const side = controls.groups(groups.value, 'ingress', flow);
  const bySide = leg.memory.at(control).at(side).at(references);
  const found = findByPort(bySide, ONE_SLAB, flow.portsKey);
  if (found !== undefined) return found;
  const decision = decideGroups(side, flow, part.addresses, (rule) => referencedAtSource(rule, leg));
  return keepByPort(bySide, ONE_SLAB, flow.portsKey, toEffect(control, groups.value.join(' '), decision));
}

/** The private addresses of the source that carry the group which an inbound rule names. */
function referencedAtSource(rule: SecurityGroupRule, leg: Leg): Referenced {
  const { references, source, part } = leg;
  if (rule.peer.kind !== 'security-group' || isStale(rule) || references === 'lost') return AddressSet.empty;
  const { groupId } = rule.peer;
  const { kind, groups } = source;
  if (kind === 'subnet') return membersOf(groupId, leg);
  if (groups === 'none') return AddressSet.empty;
  if (!groups.known) return groups.because;
  if (!groups.value.includes(groupId)) return AddressSet.empty;
  // A transit gateway carries inbound references only where that is switched on, which no VPC call tells.
  if (references === 'unseen') return `whether the way carries the reference to ${groupId} cannot be seen`;
  return part.addresses;
}

function membersOf(groupId: string, { controls: { network, book }, part }: Leg): Referenced {
  if (!network.interfaces.all.known) return network.interfaces.all.because;
  const group = network.securityGroups.find(groupId);
  return group.known ? book.membersOf(groupId, part.vpcId ?? '') : group.because;
}

export function routeBack(leg: Leg): Effect {
  const control = 'route-back';
  const { controls, source, part, flow, place, way } = leg;
  if (!flow.isRoundTrip) return constant(leg, control, oneWay(flow));
  if (source.kind === 'clients') {
    return constant(leg, control, notApplied('the reply goes back through the load balancer'));
  }
  const unknown = (because: string) => cannotTell(part.addresses, flow.sourcePorts, because);
  if (place.subnetId === undefined) return constant(leg, control, unknown(place.note));
  const routing = controls.routing(place.subnetId);
  if (leg.isSameSubnet) {
    const resource = routing.known ? routing.value.routeTableId : place.subnetId;
    const slot = leg.memory.at(control).at(way);
    return slot.value ?? slot.keep(toEffect(control, resource, allows(way.because, way.deciding)));
  }
  if (!routing.known) return constant(leg, control, unknown(routing.because));
  const { routeTableId } = routing.value;
  const slot = leg.memory.at(control).at(routing.value).at(flow.sourcePortsKey);
  return slot.value ?? slot.keep(toEffect(control, routeTableId, waysBack(routing.value, leg)));
}

const WEIGHTS = { dropped: 2, unseen: 1, delivered: 0 } as const;

/** The way back to each of the source's addresses. */
function waysBack(routing: Routing, { part, flow }: Leg): Decision {
  let blocked = PacketSet.empty;
  let unknown = PacketSet.empty;
  const ways: Way[] = [];
  for (const { addresses, way } of routing.over(part.addresses)) {
    const packets = PacketSet.rectangle(addresses, flow.sourcePorts);
    const back = homeward(way, part.vpcId);
    if (back.verdict === 'dropped') blocked = blocked.union(packets);
    if (back.verdict === 'unseen') unknown = unknown.union(packets);
    ways.push(back);
  }
  const heaviest = Math.max(...ways.map(({ verdict }) => WEIGHTS[verdict]));
  const telling = ways.filter(({ verdict }) => WEIGHTS[verdict] === heaviest);
  const because = [...new Set(telling.map((way) => way.because))].join('; ');
  return { blocked, unknown, because, deciding: withDestination(telling[0]?.deciding, part.addresses) };
}

/** A reply that comes out in another VPC is lost: peers may have overlapping addresses. */
function homeward(way: Way, vpcId: string | undefined): Way {
  if (isThroughNat(way)) {
    const { destination, target } = way.deciding;
    return { ...way, verdict: 'dropped', because: `${destination} to ${target}: a NAT gateway carries no replies` };
  }
  if (way.verdict !== 'delivered' || vpcId === undefined || way.vpcId === vpcId) return way;
  return { ...way, verdict: 'dropped', because: `${way.because} leads to ${way.vpcId}, not back to ${vpcId}` };
}

/** To a NAT gateway a reply belongs to no connection that it knows, and it would change the address it comes from. */
const isThroughNat = (
  way: Way,
): way is Way & { readonly deciding: Extract<DecidingRule, { readonly kind: 'route' }> } =>
  way.verdict === 'unseen' && way.deciding?.kind === 'route' && way.deciding.target.startsWith('nat-');

function withDestination(deciding: DecidingRule | undefined, addresses: AddressSet): DecidingRule | undefined {
  if (deciding?.kind !== 'no-route') return deciding;
  return { ...deciding, destination: addresses.texts[0] ?? deciding.destination };
}

/** An effect that depends on nothing but the place and the flow. */
function constant(leg: Leg, control: Effect['control'], decision: Decision): Effect {
  const { interfaceId, subnetId, vpcId } = leg.place;
  const holder = control === 'target-security-groups' ? interfaceId : undefined;
  const resource = holder ?? subnetId ?? vpcId ?? 'the target';
  const slot = leg.memory.at(control).at(leg.placeId).at(leg.flow);
  return slot.value ?? slot.keep(toEffect(control, resource, decision));
}
