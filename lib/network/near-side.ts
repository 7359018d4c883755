/** The sender's own controls: its groups, its subnet's ACL both ways, and its route. */
import type { SecurityGroupRule } from '../model/network.ts';
import { decideAcl } from './acl.ts';
import { printAddress } from './address.ts';
import { AddressSet } from './address-set.ts';
import { allows, blocksAll, cannotTell, type Decision, type Effect, notApplied, spread, toEffect } from './effect.ts';
import { findByPort, keepByPort, ONE_SLAB } from './effect-memory.ts';
import { type Leg, ONE_SUBNET, oneWay } from './leg.ts';
import type { PortSet } from './packet-set.ts';
import { decideGroups, isStale, type Referenced } from './security-groups.ts';

export function groupsOut(leg: Leg): Effect {
  const control = 'source-security-groups';
  const { source, part, flow, address, controls, memory } = leg;
  const { groups, groupless, end } = source;
  if (groups === 'none') {
    const slot = memory.at(control);
    return slot.value ?? slot.keep(toEffect(control, end.label, notApplied(groupless)));
  }
  if (!groups.known) {
    const slot = memory.at(control).at(flow.portsKey);
    return (
      slot.value ?? slot.keep(toEffect(control, end.label, cannotTell(part.addresses, flow.ports, groups.because)))
    );
  }
  const side = controls.groups(groups.value, 'egress', flow);
  const bySlab = memory.at(control).at(side).at(side.slabs.at(address));
  const byPlace = side.namesGroups ? bySlab.at(leg.placeId).at(leg.references) : bySlab;
  const found = findByPort(byPlace, ONE_SLAB, flow.portsKey);
  if (found !== undefined) return found;
  const decision = decideGroups(side, flow, AddressSet.ofAddress(address), (rule) => referencedAtTarget(rule, leg));
  const effect = toEffect(control, groups.value.join(' '), spread(part.addresses, decision));
  return keepByPort(byPlace, ONE_SLAB, flow.portsKey, effect);
}

/** What an outbound rule that names a group means for this target. */
function referencedAtTarget(rule: SecurityGroupRule, { address, place, references }: Leg): Referenced {
  // Outbound references work within a VPC and to peers of the region, and never through a transit gateway.
  if (rule.peer.kind !== 'security-group' || isStale(rule) || references !== 'valid') return AddressSet.empty;
  if (place.groups === 'none') return AddressSet.empty;
  if (!place.groups.known) return place.groups.because;
  return place.groups.value.includes(rule.peer.groupId) ? AddressSet.ofAddress(address) : AddressSet.empty;
}

export const aclOut = (leg: Leg): Effect => acl(leg, 'source-acl-out');

export function aclReplyIn(leg: Leg): Effect {
  if (leg.flow.isRoundTrip) return acl(leg, 'source-acl-reply');
  const control = 'source-acl-reply';
  const slot = leg.memory.at(control).at(leg.flow.protocol);
  return slot.value ?? slot.keep(toEffect(control, here(leg), oneWay(leg.flow)));
}

function acl(leg: Leg, control: 'source-acl-out' | 'source-acl-reply'): Effect {
  const { controls, part, flow, address, memory } = leg;
  const isReply = control === 'source-acl-reply';
  const ports = isReply ? flow.sourcePorts : flow.ports;
  const portsKey = isReply ? flow.sourcePortsKey : flow.portsKey;
  if (leg.isSameSubnet) {
    const slot = memory.at(control).at('same subnet');
    return slot.value ?? slot.keep(toEffect(control, here(leg), ONE_SUBNET));
  }
  const side = part.subnetId === undefined ? undefined : controls.acl(part.subnetId, !isReply, flow.protocol);
  if (!side?.known) {
    const slot = memory.at(control).at(portsKey);
    return slot.value ?? slot.keep(toEffect(control, here(leg), withoutAcl(leg, ports, side?.because ?? part.note)));
  }
  const { acl, slabs, portSlab } = side.value;
  const bySlab = memory.at(control).at(side.value).at(slabs.at(address));
  const slab = portSlab(ports);
  const found = findByPort(bySlab, slab, portsKey);
  if (found !== undefined) return found;
  const decision = decideAcl(side.value, AddressSet.ofAddress(address), ports);
  return keepByPort(bySlab, slab, portsKey, toEffect(control, acl.id, spread(part.addresses, decision)));
}

/** Where the ACL could not be read, or there is none. */
function withoutAcl({ source, part }: Leg, ports: PortSet, because: string): Decision {
  if (source.kind === 'outside') return notApplied('the sender is outside the VPC');
  return cannotTell(part.addresses, ports, because);
}

export function route(leg: Leg): Effect {
  const control = 'route-to-target';
  const { part, flow, way, controls } = leg;
  const byWay = leg.memory.at(control).at(way);
  const byPlace = way.deciding?.kind === 'no-route' ? byWay.at(leg.placeId) : byWay;
  const byPorts = way.verdict === 'delivered' ? byPlace : byPlace.at(flow.portsKey);
  if (byPorts.value !== undefined) return byPorts.value;
  const table = part.subnetId === undefined ? undefined : controls.routing(part.subnetId);
  const resource = table?.known ? table.value.routeTableId : here(leg);
  return byPorts.keep(toEffect(control, resource, decideRoute(leg)));
}

function decideRoute({ part, flow, way, place, address, controls }: Leg): Decision {
  if (way.verdict === 'delivered') return allows(way.because, way.deciding);
  if (way.verdict === 'unseen') return cannotTell(part.addresses, flow.ports, way.because, way.deciding);
  if (way.deciding?.kind !== 'no-route') return blocksAll(part.addresses, flow.ports, way.because, way.deciding);
  const subnet = place.subnetId === undefined ? undefined : controls.network.subnets.find(place.subnetId);
  const range = subnet?.known ? (address.family === 'ipv4' ? subnet.value.ipv4 : subnet.value.ipv6[0]) : undefined;
  const destination = range ?? printAddress(address);
  return blocksAll(part.addresses, flow.ports, `no route to ${destination}`, { ...way.deciding, destination });
}

const here = ({ part, source }: Leg): string => part.subnetId ?? source.end.label;
