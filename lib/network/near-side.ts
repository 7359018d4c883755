/** The sender's own controls: its groups, its subnet's ACL both ways, and its route. */
import type { SecurityGroupRule } from '../model/network.ts';
import { decideAcl } from './acl.ts';
import { printAddress } from './address.ts';
import { AddressSet } from './address-set.ts';
import { allows, blocksAll, cannotTell, type Decision, type Effect, notApplied, spread } from './effect.ts';
import { type Leg, ONE_SUBNET, oneWay } from './leg.ts';
import { decideGroups, isStale, type Referenced } from './security-groups.ts';

export function groupsOut(leg: Leg): Effect {
  const control = 'source-security-groups';
  const { source, part, flow, address, controls } = leg;
  const { groups, groupless, end } = source;
  if (groups === 'none') {
    return leg.memory.recall('sg-out none', () => ({ control, resource: end.label, ...notApplied(groupless) }));
  }
  if (!groups.known) {
    const { because } = groups;
    return leg.memory.recall(`sg-out ? ${flow.portsKey}`, () => ({
      control,
      resource: end.label,
      ...cannotTell(part.addresses, flow.ports, because),
    }));
  }
  const side = controls.groups(groups.value, 'egress', flow);
  const place = side.namesGroups ? `${leg.placeId} ${leg.references}` : '';
  const key = `sg-out ${flow.protocol} ${side.slabs.at(address)} ${place}`;
  return leg.memory.recallByPort(key, side.portSlab, flow.portsKey, () => {
    const decision = decideGroups(side, flow, AddressSet.ofAddress(address), (rule) => referencedAtTarget(rule, leg));
    return { control, resource: groups.value.join(' '), ...spread(part.addresses, decision) };
  });
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
  return leg.memory.recall(`acl one-way ${leg.flow.protocol}`, () => ({
    control: 'source-acl-reply',
    resource: here(leg),
    ...oneWay(leg.flow),
  }));
}

function acl(leg: Leg, control: 'source-acl-out' | 'source-acl-reply'): Effect {
  const { controls, part, flow, address } = leg;
  const isReply = control === 'source-acl-reply';
  const [ports, portsKey] = isReply ? [flow.sourcePorts, flow.sourcePortsKey] : [flow.ports, flow.portsKey];
  if (leg.isSameSubnet) {
    return leg.memory.recall(`${control} same`, () => ({ control, resource: here(leg), ...ONE_SUBNET }));
  }
  if (part.subnetId === undefined) {
    return leg.memory.recall(`${control} ? ${portsKey}`, () => ({
      control,
      resource: here(leg),
      ...(leg.source.kind === 'outside'
        ? notApplied('the sender is outside the VPC')
        : cannotTell(part.addresses, ports, part.note)),
    }));
  }
  const side = controls.acl(part.subnetId, !isReply, flow.protocol);
  if (!side.known) {
    const { because } = side;
    return leg.memory.recall(`${control} ? ${portsKey}`, () => ({
      control,
      resource: here(leg),
      ...cannotTell(part.addresses, ports, because),
    }));
  }
  const key = `${control} ${flow.protocol} ${side.value.slabs.at(address)}`;
  return leg.memory.recallByPort(key, side.value.portSlab(ports), portsKey, () => ({
    control,
    resource: side.value.acl.id,
    ...spread(part.addresses, decideAcl(side.value, AddressSet.ofAddress(address), ports)),
  }));
}

export function route(leg: Leg): Effect {
  const { part, flow, way, controls } = leg;
  const isMissing = way.deciding?.kind === 'no-route';
  const ports = way.verdict === 'delivered' ? '' : flow.portsKey;
  const key = `route ${ports} ${way.verdict} ${way.because} ${isMissing ? leg.placeId : ''}`;
  return leg.memory.recall(key, () => {
    const table = part.subnetId === undefined ? undefined : controls.routing(part.subnetId);
    const resource = table?.known ? table.value.routeTableId : here(leg);
    return { control: 'route-to-target', resource, ...decideRoute(leg) };
  });
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
