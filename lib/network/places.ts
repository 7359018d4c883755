/** Where addresses and interfaces are, and which groups apply there. */
import { known, notKnown } from '../model/gathered.ts';
import type { Network, NetworkInterface } from '../model/network.ts';
import { type Address, printAddress } from './address.ts';
import type { AddressBook } from './address-book.ts';
import type { Groups, Place } from './flow-ends.ts';
import { Memory, remember } from './remember.ts';

export interface Places {
  of(networkInterface: NetworkInterface): Place;
  /** Who has an address in a VPC; where nobody has, as much as the subnets tell. */
  at(vpcId: string, address: Address): Place;
  /** Equal for places that no control tells apart. */
  idOf(place: Place): number;
}

export function createPlaces(network: Network, book: AddressBook): Places {
  const byAddress = new Memory<Place>();
  const groupsOf = createGroupSets();
  const places: Places = {
    of(each) {
      const groups = each.securityGroupIds.length === 0 ? withoutGroups(each) : groupsOf(each);
      return placeOf(network, each, groups);
    },
    at(vpcId, address) {
      const slot = byAddress.at(vpcId).at(address.value);
      return slot.value ?? slot.keep(locate(network, book, places, vpcId, address));
    },
    idOf: numberPlaces(),
  };
  return places;
}

/** Interfaces that carry the same groups share one set, in whatever order AWS lists them. */
function createGroupSets(): (each: NetworkInterface) => Groups {
  const asListed = new Memory<Groups>();
  const sorted = new Map<string, Groups>();
  return ({ securityGroupIds }) => {
    let byIds = asListed;
    for (const id of securityGroupIds) byIds = byIds.at(id);
    if (byIds.value !== undefined) return byIds.value;
    const ids = securityGroupIds.toSorted();
    return byIds.keep(remember(sorted, ids.join(), () => known(ids)));
  };
}

/** Interfaces of these kinds work without security groups; any other has at least one. */
const GROUPLESS = new Set([
  'network_load_balancer',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'nat_gateway',
  'transit_gateway',
]);

const withoutGroups = ({ id, type }: NetworkInterface): Groups =>
  GROUPLESS.has(type) ? 'none' : notKnown(`the snapshot tells no security groups of ${id}`);

function placeOf(network: Network, each: NetworkInterface, groups: Groups): Place {
  const { subnetId } = each;
  const isWhole = each.vpcId !== undefined && each.zone !== undefined;
  const subnet = isWhole || subnetId === undefined ? undefined : network.subnets.find(subnetId);
  return {
    vpcId: each.vpcId ?? (subnet?.known ? subnet.value.vpcId : undefined),
    subnetId,
    zone: each.zone ?? (subnet?.known ? subnet.value.zone : undefined),
    groups,
    interfaceId: each.id,
    note: groups === 'none' || groups.known ? '' : groups.because,
  };
}

function locate(network: Network, book: AddressBook, places: Places, vpcId: string, address: Address): Place {
  const text = printAddress(address);
  const [holder, other] = book.holdersOf(vpcId, address);
  if (holder !== undefined && other === undefined) return places.of(holder);
  const subnet = book.subnetAt(vpcId, address);
  const place = { vpcId, subnetId: subnet?.id, zone: subnet?.zone, interfaceId: undefined };
  const because = (note: string, groups = note): Place => ({ ...place, groups: notKnown(groups), note });
  if (holder !== undefined && other !== undefined) return because(`${holder.id} and ${other.id} both claim ${text}`);
  if (subnet === undefined) return because(missing(network, book, vpcId, address));
  if (!network.interfaces.all.known) return because(network.interfaces.all.because);
  return because(
    `no network interface in the snapshot has ${text}, which lies in ${subnet.id}`,
    `no network interface in the snapshot has this address of ${subnet.id}`,
  );
}

function missing(network: Network, book: AddressBook, vpcId: string, address: Address): string {
  const text = printAddress(address);
  const range = book.addressesOfVpc(vpcId);
  if (!range.known) return range.because;
  if (!range.value.has(address)) return `${text} is outside ${vpcId}`;
  if (!network.subnets.all.known) return network.subnets.all.because;
  return `${text} lies in ${vpcId} but in none of its subnets in the snapshot`;
}

function numberPlaces(): (place: Place) => number {
  const numbers = new Memory<number>();
  let count = 0;
  const numberGroups = createNumbering<Groups>((groups) => {
    if (groups === 'none') return 'none';
    return groups.known ? groups.value.join() : `?${groups.because}`;
  });
  return ({ groups, vpcId, subnetId, interfaceId, note }) => {
    const bySubnet = numbers.at(vpcId).at(subnetId).at(numberGroups(groups));
    const isNamed = subnetId === undefined || groups === 'none';
    const slot = isNamed ? bySubnet.at(interfaceId).at(note) : bySubnet;
    if (slot.value !== undefined) return slot.value;
    count += 1;
    return slot.keep(count);
  };
}

/** Numbers values by what they say; that is asked once for each value. */
function createNumbering<T>(textOf: (value: T) => string): (value: T) => number {
  const numbers = new Map<T, number>();
  const byText = new Map<string, number>();
  return (value) => remember(numbers, value, () => remember(byText, textOf(value), () => byText.size));
}
