/** Shared, memoised readings of the network: each ACL, route table, group set and address is understood once. */
import { type Gathered, known, mapGathered, notKnown } from '../model/gathered.ts';
import type { Network, NetworkInterface } from '../model/network.ts';
import { type AclSide, decideAcl, readAcl } from './acl.ts';
import { type Address, printAddress } from './address.ts';
import { type AddressBook, createAddressBook } from './address-book.ts';
import { AddressSet } from './address-set.ts';
import { AddressSlabs } from './address-slabs.ts';
import { createEffects, type MakeEffect, type PortDecision } from './effect.ts';
import type { Flow } from './flow.ts';
import type { Place } from './flow-ends.ts';
import { NO_PORT, type PortSet } from './packet-set.ts';
import { createRouting, type Routing } from './routes.ts';
import { type Direction, type GroupSide, readGroups } from './security-groups.ts';

/** One direction of an ACL, asked about one address at a time. */
export interface AclView {
  readonly side: AclSide;
  at(address: Address, ports: PortSet): PortDecision;
}

export interface Controls {
  readonly network: Network;
  readonly book: AddressBook;
  readonly makeEffect: MakeEffect;
  acl(subnetId: string, egress: boolean, protocol: number): Gathered<AclView>;
  routing(subnetId: string): Gathered<Routing>;
  groups(groupIds: readonly string[], direction: Direction, flow: Flow): GroupSide;
  locate(vpcId: string, address: Address): Place;
}

export function createControls(network: Network): Controls {
  const book = createAddressBook(network);
  const acls = new Map<string, AclView>();
  const routings = new Map<string, Gathered<Routing>>();
  const groupSides = new Map<string, GroupSide>();
  const places = new Map<string, Place>();
  return {
    network,
    book,
    makeEffect: createEffects(),
    acl: (subnetId, egress, protocol) =>
      mapGathered(network.aclOfSubnet(subnetId), (acl) =>
        remember(acls, `${acl.id} ${egress} ${protocol}`, () => createAclView(readAcl(acl, egress, protocol))),
      ),
    routing: (subnetId) => remember(routings, subnetId, () => routingOf(network, subnetId)),
    groups: (groupIds, direction, flow) =>
      remember(groupSides, `${groupIds.join()} ${direction} ${flow.protocol} ${flow.ports.bounds.join()}`, () =>
        readGroups(network, groupIds, direction, flow),
      ),
    locate: (vpcId, address) =>
      remember(places, `${vpcId} ${printAddress(address)}`, () => locate(network, book, vpcId, address)),
  };
}

export function remember<K, V>(memory: Map<K, V>, key: K, compute: () => V): V {
  const found = memory.get(key);
  if (found !== undefined) return found;
  const value = compute();
  memory.set(key, value);
  return value;
}

function createAclView(side: AclSide): AclView {
  const slabs = new AddressSlabs(side.entries.map(({ addresses }) => addresses));
  const byPorts = new Map<string, Map<number, PortDecision>>();
  return {
    side,
    at(address, ports) {
      const decisions = remember(byPorts, ports.bounds.join(), () => new Map<number, PortDecision>());
      return remember(decisions, slabs.at(address), () => {
        const { blocked, unknown, because, deciding } = decideAcl(side, AddressSet.ofAddress(address), ports);
        return {
          blocked: blocked.rows[0]?.ports ?? NO_PORT,
          unknown: unknown.rows[0]?.ports ?? NO_PORT,
          because,
          deciding,
        };
      });
    },
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
  const because = (note: string): Place => ({ ...place, groups: notKnown(note), note });
  if (holder !== undefined && other !== undefined) return because(`${holder.id} and ${other.id} both claim ${text}`);
  if (subnet === undefined) return because(nowhere(network, book, vpcId, address));
  if (!network.interfaces.all.known) return because(network.interfaces.all.because);
  return because(`no network interface in the snapshot has ${text}, which lies in ${subnet.id}`);
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

export function placeOfInterface(network: Network, each: NetworkInterface): Place {
  const groups = groupsOfInterface(each);
  const subnet = each.subnetId === undefined ? undefined : network.subnets.find(each.subnetId);
  return {
    vpcId: each.vpcId ?? (subnet?.known ? subnet.value.vpcId : undefined),
    subnetId: each.subnetId,
    zone: each.zone ?? (subnet?.known ? subnet.value.zone : undefined),
    groups,
    interfaceId: each.id,
    note: groups === 'none' || groups.known ? '' : groups.because,
  };
}

export function groupsOfInterface(each: NetworkInterface): Place['groups'] {
  if (each.securityGroupIds.length > 0) return known(each.securityGroupIds.toSorted());
  return GROUPLESS.has(each.type) ? 'none' : notKnown(`the snapshot tells no security groups of ${each.id}`);
}
