/** Shared, memoised readings of the network: each ACL, route table and group set is understood once. */
import { type Gathered, known, mapGathered, notKnown } from '../model/gathered.ts';
import type { Network } from '../model/network.ts';
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
  const acls = new Memory<AclSide>();
  const aclsOfSubnets = new Memory<Gathered<AclSide>>();
  const routings = new Map<string, Gathered<Routing>>();
  const groups = new Memory<ReadGroup>();
  const group: ReadOneGroup = (id, direction, protocol) =>
    groups
      .at(id)
      .at(direction)
      .at(protocol)
      .recall(() => readGroup(network, id, direction, protocol));
  const controls: Controls = {
    network,
    book,
    places: createPlaces(network, book),
    acl: (subnetId, egress, protocol) =>
      aclsOfSubnets
        .at(subnetId)
        .at(egress)
        .at(protocol)
        .recall(() =>
          mapGathered(network.aclOfSubnet(subnetId), (acl) =>
            acls
              .at(acl.id)
              .at(egress)
              .at(protocol)
              .recall(() => readAcl(acl, egress, protocol)),
          ),
        ),
    routing: (subnetId) => remember(routings, subnetId, () => routingOf(network, subnetId)),
    group,
    groups: createGroupSides(group),
    slabsOf: (source, protocol) => new AddressSlabs(cutsAt(controls, source, protocol)),
    effectsOf: createEffectMemories(),
  };
  return controls;
}

type ReadOneGroup = (id: string, direction: Direction, protocol: number) => ReadGroup;

/** Groups are read once, a set of them is put together once, and its rules are picked once per slab of ports. */
function createGroupSides(readOne: ReadOneGroup): Controls['groups'] {
  const sets = new Memory<GroupSet>();
  const sides = new Memory<GroupSide>();
  const byFlow = new Memory<GroupSide>();
  const sideFor = (ids: readonly string[], direction: Direction, { protocol, ports, portsKey }: Flow) => {
    const set = sets
      .at(ids)
      .at(direction)
      .at(protocol)
      .recall(() =>
        createGroupSet(
          ids.map((id) => readOne(id, direction, protocol)),
          ids,
          direction,
        ),
      );
    let bySlab = sides.at(set);
    for (const { portSlab } of set.groups) bySlab = bySlab.at(portSlab(ports) ?? portsKey);
    return bySlab.recall(() => createGroupSide(set, ports));
  };
  return (ids, direction, flow) =>
    byFlow
      .at(ids)
      .at(direction)
      .at(flow)
      .recall(() => sideFor(ids, direction, flow));
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

function routingOf(network: Network, subnetId: string): Gathered<Routing> {
  const table = network.routeTableOfSubnet(subnetId);
  if (!table.known) return table;
  const subnet = network.subnets.find(subnetId);
  const vpcId = subnet.known && subnet.value.vpcId !== '' ? subnet.value.vpcId : table.value.vpcId;
  if (vpcId === undefined) return notKnown(`the VPC of ${table.value.id} is not known`);
  return known(createRouting(network, table.value, vpcId));
}
