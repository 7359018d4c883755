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
import { createPlaces, type Places } from './places.ts';
import { memoryUnder, remember } from './remember.ts';
import { createRouting, type Routing } from './routes.ts';
import { combineGroups, type Direction, type GroupSide, type ReadGroup, readGroup } from './security-groups.ts';

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
  const acls = new Map<string, AclSide>();
  const aclsOfSubnets = new Map<string, Map<number, Gathered<AclSide>>>();
  const routings = new Map<string, Gathered<Routing>>();
  const groups = new Map<string, ReadGroup>();
  const combine = createCombining();
  const controls: Controls = {
    network,
    book,
    places: createPlaces(network, book),
    acl: (subnetId, egress, protocol) =>
      remember(memoryUnder(aclsOfSubnets, subnetId), egress ? protocol : -1 - protocol, () =>
        mapGathered(network.aclOfSubnet(subnetId), (acl) =>
          remember(acls, `${acl.id} ${egress} ${protocol}`, () => readAcl(acl, egress, protocol)),
        ),
      ),
    routing: (subnetId) => remember(routings, subnetId, () => routingOf(network, subnetId)),
    group: (id, direction, protocol) =>
      remember(groups, `${id} ${direction} ${protocol}`, () => readGroup(network, id, direction, protocol)),
    groups: (ids, direction, flow) =>
      combine(ids, direction, flow, () => ids.map((id) => controls.group(id, direction, flow.protocol))),
    slabsOf: (source, protocol) => new AddressSlabs(cutsAt(controls, source, protocol)),
    effectsOf: createEffectMemories(),
  };
  return controls;
}

type Combine = (
  ids: readonly string[],
  direction: Direction,
  flow: Flow,
  read: () => readonly ReadGroup[],
) => GroupSide;

/** Groups are read once per set, and combined once per slab of ports. */
function createCombining(): Combine {
  interface SetMemory {
    readonly byFlow: Map<Flow, GroupSide>;
    readonly byPortSlab: Map<string, GroupSide>;
  }
  const sets = {
    ingress: new Map<readonly string[], SetMemory>(),
    egress: new Map<readonly string[], SetMemory>(),
  };
  return (ids, direction, flow, read) => {
    const { byFlow, byPortSlab } = remember(sets[direction], ids, () => ({ byFlow: new Map(), byPortSlab: new Map() }));
    return remember(byFlow, flow, () => {
      const groups = read();
      const portSlab = groups.map((group) => group.portSlab(flow.ports) ?? flow.portsKey).join();
      const key = `${flow.protocol} ${portSlab}`;
      return remember(byPortSlab, key, () => combineGroups(groups, ids, direction, flow.ports, portSlab));
    });
  };
}

/** Every set of addresses by which the sender's groups, ACLs or routes tell destinations apart. */
function cutsAt(controls: Controls, { parts, groups }: Source, protocol: number): readonly AddressSet[] {
  const ids = groups !== 'none' && groups.known ? groups.value : [];
  const ofGroups = ids.flatMap((id) => controls.group(id, 'egress', protocol).admissions);
  const cuts = ofGroups.flatMap(({ addresses }) => addresses ?? []);
  for (const { subnetId } of parts) {
    if (subnetId === undefined) continue;
    const acls = [true, false].map((egress) => controls.acl(subnetId, egress, protocol));
    const routing = controls.routing(subnetId);
    cuts.push(...acls.flatMap((side) => (side.known ? side.value.entries.map(({ addresses }) => addresses) : [])));
    cuts.push(...(routing.known ? routing.value.cuts : []));
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
