/** Shared, memoised readings of the network: each ACL, route table, group set and address is understood once. */
import { type Gathered, known, mapGathered, notKnown } from '../model/gathered.ts';
import type { Network, NetworkInterface } from '../model/network.ts';
import { type AclSide, readAcl } from './acl.ts';
import { type Address, printAddress } from './address.ts';
import { type AddressBook, createAddressBook } from './address-book.ts';
import { AddressSet } from './address-set.ts';
import { AddressSlabs } from './address-slabs.ts';
import type { Effect, EffectMemory } from './effect.ts';
import type { Flow } from './flow.ts';
import type { Groups, Place, SourcePart } from './flow-ends.ts';
import { createRouting, type Routing } from './routes.ts';
import { combineGroups, type Direction, type GroupSide, type ReadGroup, readGroup } from './security-groups.ts';

export interface Controls {
  readonly network: Network;
  readonly book: AddressBook;
  acl(subnetId: string, egress: boolean, protocol: number): Gathered<AclSide>;
  routing(subnetId: string): Gathered<Routing>;
  groups(groupIds: readonly string[], direction: Direction, flow: Flow): GroupSide;
  group(groupId: string, direction: Direction, protocol: number): ReadGroup;
  locate(vpcId: string, address: Address): Place;
  /** Equal for places that no control tells apart. */
  placeIdOf(place: Place): number;
  /** Within one slab nothing at the sender's end tells destinations apart. */
  slabsOf(part: SourcePart, groups: Groups, protocol: number): AddressSlabs;
  /** What is remembered about one part of one source. */
  effectsOf(part: SourcePart): EffectMemory;
}

export function createControls(network: Network): Controls {
  const book = createAddressBook(network);
  const acls = new Map<string, AclSide>();
  const routings = new Map<string, Gathered<Routing>>();
  const groups = new Map<string, ReadGroup>();
  const groupSides = new Map<string, GroupSide>();
  const places = new Map<string, Place>();
  const slabs = new WeakMap<SourcePart, Map<number, AddressSlabs>>();
  const controls: Controls = {
    network,
    book,
    acl: (subnetId, egress, protocol) =>
      mapGathered(network.aclOfSubnet(subnetId), (acl) =>
        remember(acls, `${acl.id} ${egress} ${protocol}`, () => readAcl(acl, egress, protocol)),
      ),
    routing: (subnetId) => remember(routings, subnetId, () => routingOf(network, subnetId)),
    groups: (ids, direction, flow) =>
      remember(groupSides, `${ids.join()} ${direction} ${flow.portsKey}`, () => {
        const read = ids.map((id) => controls.group(id, direction, flow.protocol));
        return combineGroups(read, ids, direction, flow);
      }),
    group: (id, direction, protocol) =>
      remember(groups, `${id} ${direction} ${protocol}`, () => readGroup(network, id, direction, protocol)),
    locate: (vpcId, address) =>
      remember(places, `${vpcId} ${address.family} ${address.value}`, () => locate(network, book, vpcId, address)),
    placeIdOf: numberPlaces(),
    effectsOf: rememberEffects(),
    slabsOf(part, carried, protocol) {
      const byProtocol = slabs.get(part) ?? new Map<number, AddressSlabs>();
      slabs.set(part, byProtocol);
      return remember(byProtocol, protocol, () => new AddressSlabs(cutsAt(controls, part, carried, protocol)));
    },
  };
  return controls;
}

/** Every set of addresses by which the sender's groups, ACL or routes tell destinations apart. */
function cutsAt(controls: Controls, { subnetId }: SourcePart, groups: Groups, protocol: number): readonly AddressSet[] {
  const ids = groups !== 'none' && groups.known ? groups.value : [];
  const ofGroups = ids.flatMap((id) => controls.group(id, 'egress', protocol).admissions);
  if (subnetId === undefined) return ofGroups.flatMap(({ addresses }) => addresses ?? []);
  const acls = [true, false].map((egress) => controls.acl(subnetId, egress, protocol));
  const entries = acls.flatMap((side) => (side.known ? side.value.entries : []));
  const routing = controls.routing(subnetId);
  return [...ofGroups, ...entries, ...(routing.known ? routing.value.cuts : [])].flatMap((each) =>
    each instanceof AddressSet ? each : (each.addresses ?? []),
  );
}

export function remember<K, V>(memory: Map<K, V>, key: K, compute: () => V): V {
  const found = memory.get(key);
  if (found !== undefined) return found;
  const value = compute();
  memory.set(key, value);
  return value;
}

function numberPlaces(): (place: Place) => number {
  const numbers = new WeakMap<Place, number>();
  const byKey = new Map<string, number>();
  return (place) => {
    const found = numbers.get(place);
    if (found !== undefined) return found;
    const { groups, vpcId, subnetId, interfaceId, note } = place;
    const carried = groups === 'none' ? 'none' : groups.known ? groups.value.join() : `?${groups.because}`;
    const where = subnetId === undefined ? `${interfaceId} ${note}` : '';
    const number = remember(byKey, `${vpcId} ${subnetId} ${carried} ${where}`, () => byKey.size);
    numbers.set(place, number);
    return number;
  };
}

function rememberEffects(): (part: SourcePart) => EffectMemory {
  const memories = new WeakMap<SourcePart, EffectMemory>();
  let count = 0;
  return (part) => {
    const found = memories.get(part);
    if (found !== undefined) return found;
    const effects = new Map<string, Effect>();
    const memory: EffectMemory = (key, compute) =>
      remember(effects, key, () => {
        count += 1;
        return { id: count, ...compute() };
      });
    memories.set(part, memory);
    return memory;
  };
}

function routingOf(network: Network, subnetId: string): Gathered<Routing> {
  const table = network.routeTableOfSubnet(subnetId);
  if (!table.known) return table;
  const subnet = network.subnets.find(subnetId);
  const vpcId = subnet.known && subnet.value.vpcId !== '' ? subnet.value.vpcId : table.value.vpcId;
  if (vpcId === undefined) return notKnown(`the VPC of ${table.value.id} is not known`);
  return known(createRouting(network, table.value, vpcId));
}

/** Who has an address in a VPC; where nobody has, as much as the subnets tell. */
function locate(network: Network, book: AddressBook, vpcId: string, address: Address): Place {
  const text = printAddress(address);
  const [holder, other] = book.holdersOf(vpcId, address);
  if (holder !== undefined && other === undefined) return placeOfInterface(network, holder);
  const subnet = book.subnetAt(vpcId, address);
  const place = { vpcId, subnetId: subnet?.id, zone: subnet?.zone, interfaceId: undefined };
  const because = (note: string, groups = note): Place => ({ ...place, groups: notKnown(groups), note });
  if (holder !== undefined && other !== undefined) return because(`${holder.id} and ${other.id} both claim ${text}`);
  if (subnet === undefined) return because(nowhere(network, book, vpcId, address));
  if (!network.interfaces.all.known) return because(network.interfaces.all.because);
  return because(
    `no network interface in the snapshot has ${text}, which lies in ${subnet.id}`,
    `no network interface in the snapshot has this address of ${subnet.id}`,
  );
}

function nowhere(network: Network, book: AddressBook, vpcId: string, address: Address): string {
  const text = printAddress(address);
  const range = book.addressesOfVpc(vpcId);
  if (!range.known) return range.because;
  if (!range.value.has(address)) return `${text} is outside ${vpcId}`;
  if (!network.subnets.all.known) return network.subnets.all.because;
  return `${text} lies in ${vpcId} but in none of its subnets in the snapshot`;
}

/** Interfaces of these kinds work without security groups; any other has at least one. */
const GROUPLESS = new Set([
  'network_load_balancer',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'nat_gateway',
  'transit_gateway',
]);

const places = new WeakMap<NetworkInterface, Place>();

export function placeOfInterface(network: Network, each: NetworkInterface): Place {
  const found = places.get(each);
  if (found !== undefined) return found;
  const groups = groupsOfInterface(each);
  const subnet = each.subnetId === undefined ? undefined : network.subnets.find(each.subnetId);
  const place: Place = {
    vpcId: each.vpcId ?? (subnet?.known ? subnet.value.vpcId : undefined),
    subnetId: each.subnetId,
    zone: each.zone ?? (subnet?.known ? subnet.value.zone : undefined),
    groups,
    interfaceId: each.id,
    note: groups === 'none' || groups.known ? '' : groups.because,
  };
  places.set(each, place);
  return place;
}

function groupsOfInterface(each: NetworkInterface): Place['groups'] {
  if (each.securityGroupIds.length > 0) return known(each.securityGroupIds.toSorted());
  return GROUPLESS.has(each.type) ? 'none' : notKnown(`the snapshot tells no security groups of ${each.id}`);
}
