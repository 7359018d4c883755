/** Shared, memoised readings of the network: each ACL, route table and group set is understood once. */
import { type Gathered, known, mapGathered, notKnown } from '../model/gathered.ts';
import type { Network, NetworkAcl } from '../model/network.ts';
import { type AclSide, readAcl } from './acl.ts';
import { type AddressBook, createAddressBook } from './address-book.ts';
import type { AddressSet } from './address-set.ts';
import { AddressSlabs } from './address-slabs.ts';
import { createEffectMemories, type EffectMemory } from './effect-memory.ts';
import type { Flow } from './flow.ts';
import type { Source, SourcePart } from './flow-ends.ts';
import { gather } from './gather.ts';
import { createPlaces, type Places } from './places.ts';
import { Memory, remember } from './remember.ts';
import { createRouting, type Routing } from './routes.ts';
import {
  addressesOf,
  createGroupSet,
  createGroupSide,
  type Direction,
  type GroupSet,
  type GroupSide,
  type ReadGroup,
  readGroup,
} from './security-groups.ts';

export interface Controls {
  readonly network: Network;
  readonly book: AddressBook;
  readonly places: Places;
  acl(subnetId: string, egress: boolean, protocol: number): Gathered<AclSide>;
  routing(subnetId: string): Gathered<Routing>;
  group(groupId: string, direction: Direction, protocol: number): ReadGroup;
  groups(groupIds: readonly string[], direction: Direction, flow: Flow): GroupSide;
  /** Within one slab nothing at the sender's end tells destinations apart. */
  slabsOf(source: Source, protocol: number): AddressSlabs;
  /** What is remembered about one part of one source. */
  effectsOf(part: SourcePart): EffectMemory;
}

export function createControls(network: Network): Controls {
  const book = createAddressBook(network);
  const groups = new Memory<ReadGroup>();
  const group: ReadOneGroup = (id, direction, protocol) => {
    const slot = groups.at(id).at(direction).at(protocol);
    return slot.value ?? slot.keep(readGroup(network, id, direction, protocol));
  };
  const controls: Controls = {
    network,
    book,
    places: createPlaces(network, book),
    acl: createAclSides(network),
    routing: createRoutings(network),
    group,
    groups: createGroupSides(group),
    slabsOf: (source, protocol) => new AddressSlabs(cutsAt(controls, source, protocol)),
    effectsOf: createEffectMemories(),
  };
  return controls;
}

/** An ACL is read once for all subnets that it guards. */
function createAclSides(network: Network): Controls['acl'] {
  const bySubnet = new Memory<Gathered<AclSide>>();
  const byAcl = new Memory<AclSide>();
  const read = (acl: NetworkAcl, egress: boolean, protocol: number): AclSide => {
    const slot = byAcl.at(acl.id).at(egress).at(protocol);
    return slot.value ?? slot.keep(readAcl(acl, egress, protocol));
  };
  return (subnetId, egress, protocol) => {
    const slot = bySubnet.at(subnetId).at(egress).at(protocol);
    return slot.value ?? slot.keep(mapGathered(network.aclOfSubnet(subnetId), (acl) => read(acl, egress, protocol)));
  };
}

type ReadOneGroup = (id: string, direction: Direction, protocol: number) => ReadGroup;

/** Groups are read once, a set of them is put together once, and its rules are picked once per slab of ports. */
function createGroupSides(readOne: ReadOneGroup): Controls['groups'] {
  const sets = new Memory<GroupSet>();
  const bySlab = new Memory<GroupSide>();
  const byFlow = new Memory<GroupSide>();
  const setOf = (ids: readonly string[], direction: Direction, protocol: number) => {
    const slot = sets.at(ids).at(direction).at(protocol);
    if (slot.value !== undefined) return slot.value;
    const groups = ids.map((id) => readOne(id, direction, protocol));
    return slot.keep(createGroupSet(groups, ids, direction));
  };
  const sideFor = (ids: readonly string[], direction: Direction, { protocol, ports, portsKey }: Flow) => {
    const set = setOf(ids, direction, protocol);
    let slot = bySlab.at(set);
    for (const { portSlab } of set.groups) slot = slot.at(portSlab(ports) ?? portsKey);
    return slot.value ?? slot.keep(createGroupSide(set, ports));
  };
  return (ids, direction, flow) => {
    const slot = byFlow.at(ids).at(direction).at(flow);
    return slot.value ?? slot.keep(sideFor(ids, direction, flow));
  };
}

/** Every set of addresses by which the sender's groups, ACLs or routes tell destinations apart. */
function cutsAt(controls: Controls, { parts, groups }: Source, protocol: number): readonly AddressSet[] {
  const ids = groups !== 'none' && groups.known ? groups.value : [];
  const cuts = gather(ids, (id) => addressesOf(controls.group(id, 'egress', protocol).admissions));
  for (const { subnetId } of parts) {
    if (subnetId === undefined) continue;
    for (const isEgress of [true, false]) {
      const acl = controls.acl(subnetId, isEgress, protocol);
      if (acl.known) for (const { addresses } of acl.value.entries) cuts.push(addresses);
    }
    const routing = controls.routing(subnetId);
    if (routing.known) cuts.push(...routing.value.cuts);
  }
  return cuts;
}

/** A table is understood once for all subnets of a VPC that it serves. */
function createRoutings(network: Network): Controls['routing'] {
  const bySubnet = new Map<string, Gathered<Routing>>();
  const byTable = new Memory<Routing>();
  const routingOf = (subnetId: string): Gathered<Routing> => {
    const table = network.routeTableOfSubnet(subnetId);
    if (!table.known) return table;
    const subnet = network.subnets.find(subnetId);
    const vpcId = subnet.known && subnet.value.vpcId !== '' ? subnet.value.vpcId : table.value.vpcId;
    if (vpcId === undefined) return notKnown(`the VPC of ${table.value.id} is not known`);
    const slot = byTable.at(table.value).at(vpcId);
    return known(slot.value ?? slot.keep(createRouting(network, table.value, vpcId)));
  };
  return (subnetId) => remember(bySubnet, subnetId, () => routingOf(subnetId));
}
