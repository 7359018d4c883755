/**
 * Where a route table sends an address. The longest prefix wins and a blackhole keeps what it wins; of equal length a
 * CIDR comes before a prefix list and that before a propagated route (VPC guide, Route tables → Route priority).
 */
import type { Family, Network, PeeringConnection, PeeringSide, Route, RouteTable } from '../model/network.ts';
import { type Address, parseCidr } from './address.ts';
import { AddressSet, NOT_INTERNET } from './address-set.ts';
import { AddressSlabs } from './address-slabs.ts';
import type { DecidingRule } from './trace.ts';

/**
 * What becomes of security-group references on a way. `by-place`: the way does not tell, but where the two ends are
 * does.
 */
export type References = 'valid' | 'lost' | 'unseen' | 'by-place';

export interface Way {
  readonly verdict: 'delivered' | 'dropped' | 'unseen';
  /** Where packets come out; only of a way that delivers. */
  readonly vpcId: string | undefined;
  /** The other region, where a peering connection leads out of this one. */
  readonly region: string | undefined;
  readonly references: References;
  readonly because: string;
  readonly deciding: DecidingRule | undefined;
}

export interface Routing {
  readonly routeTableId: string;
  /** The sets by which the table tells addresses apart. */
  readonly cuts: readonly AddressSet[];
  at(address: Address): Way;
  /** The ways of a whole set, part by part. */
  over(addresses: AddressSet): readonly { readonly addresses: AddressSet; readonly way: Way }[];
}

interface Candidate {
  readonly route: Route;
  readonly addresses: AddressSet;
  readonly prefixLength: number;
  readonly rank: number;
}

/** A route whose destination could not be read: it may win any address. */
interface Unread {
  readonly route: Route | undefined;
  readonly because: string;
}

export function createRouting(network: Network, table: RouteTable, vpcId: string): Routing {
  const { candidates, unread: unreadRoutes } = readTable(network, table);
  const cuts = [...candidates.map(({ addresses }) => addresses), ...peerSets(network, table), NOT_INTERNET];
  const slabs = new AddressSlabs(cuts);
  const ways = new Map<number, Way>();
  const at = (address: Address): Way => {
    const slab = slabs.at(address);
    const found = ways.get(slab);
    if (found !== undefined) return found;
    const way = decide({ network, table, vpcId, candidates, unread: unreadRoutes }, address);
    ways.set(slab, way);
    return way;
  };
  return {
    routeTableId: table.id,
    cuts,
    at,
    over: (addresses) => slabs.over(addresses).map((part) => ({ addresses: part.addresses, way: at(part.slab) })),
  };
}

function readTable(network: Network, table: RouteTable) {
  const candidates: Candidate[] = [];
  const missed: Unread[] = table.unreadable.map((what) => ({ route: undefined, because: what }));
  for (const route of table.routes) {
    const { destination } = route;
    if (destination.kind === 'cidr') {
      const rank = route.propagated ? 2 : 0;
      if (!addCandidate(candidates, route, destination.cidr, rank, destination.family))
        missed.push({ route, because: `its route to ${destination.cidr} makes no sense` });
      continue;
    }
    const list = network.prefixLists.find(destination.id);
    const isRead = list.known && list.value.cidrs.every((cidr) => addCandidate(candidates, route, cidr, 1));
    if (!isRead) missed.push({ route, because: list.known ? `${destination.id} holds what is no CIDR` : list.because });
  }
  return { candidates, unread: missed };
}

function addCandidate(candidates: Candidate[], route: Route, text: string, rank: number, family?: Family): boolean {
  const cidr = parseCidr(text);
  if (cidr === undefined || (family !== undefined && cidr.family !== family)) return false;
  candidates.push({ route, addresses: AddressSet.ofCidr(cidr), prefixLength: cidr.prefixLength, rank });
  return true;
}

interface Asked {
  readonly network: Network;
  readonly table: RouteTable;
  readonly vpcId: string;
  readonly candidates: readonly Candidate[];
  readonly unread: readonly Unread[];
}

function decide(asked: Asked, address: Address): Way {
  const matching = asked.candidates
    .filter(({ addresses }) => addresses.has(address))
    .toSorted((a, b) => b.prefixLength - a.prefixLength || a.rank - b.rank);
  const [best, second] = matching;
  const rival = asked.unread.find((each) => couldWin(each, best, address));
  if (rival !== undefined)
    return unread(`${rival.because}, so its route may be the one`, deciding(asked.table, best?.route));
  if (best === undefined) return noRoute(asked.table);
  const isTie = second !== undefined && second.prefixLength === best.prefixLength && second.rank === best.rank;
  if (isTie && second.route.target.id !== best.route.target.id) {
    return unread(
      `${printRoute(best.route)} and ${printRoute(second.route)} are equals`,
      deciding(asked.table, best.route),
    );
  }
  return follow(asked, best.route, address);
}

/**
 * Routes inside a VPC's own range must name a whole subnet and lead to an interface, a NAT gateway or an endpoint;
 * an unread prefix list of a gateway endpoint (S3, DynamoDB) holds public addresses.
 */
function couldWin({ route }: Unread, best: Candidate | undefined, address: Address): boolean {
  if (route === undefined) return true;
  if (best !== undefined && best.prefixLength === (address.family === 'ipv4' ? 32 : 128) && best.rank === 0)
    return false;
  if (best !== undefined && best.route.target.id === route.target.id && best.route.state === route.state) return false;
  const isList = route.destination.kind === 'prefix-list';
  if (isList && route.target.kind === 'vpc-endpoint' && NOT_INTERNET.has(address)) return false;
  const overridesLocal = route.target.kind === 'network-interface' || route.target.kind === 'nat-gateway';
  return best?.route.target.kind !== 'local' || !isList || overridesLocal;
}

function follow(asked: Asked, route: Route, address: Address): Way {
  const rule = deciding(asked.table, route);
  const text = printRoute(route);
  if (route.state === 'blackhole') return dropped(`${text} is a blackhole`, rule);
  if (route.state !== 'active') return unread(`${text} is ${route.state}`, rule);
  switch (route.target.kind) {
    case 'local':
      return delivered(asked.vpcId, 'valid', text, rule);
    case 'vpc-peering-connection':
      return followPeering(asked, route, address);
    case 'internet-gateway':
    case 'egress-only-internet-gateway':
      if (NOT_INTERNET.has(address)) return dropped(`${text}: an internet gateway drops private destinations`, rule);
      return unseen(`${text}: what lies in the internet cannot be seen`, rule);
    case 'network-interface':
    case 'vpc-endpoint':
      return unseen(`${text}: a middlebox, whose doings cannot be seen`, rule);
    case 'nat-gateway':
      return unseen(`${text}: what a NAT gateway reaches cannot be seen`, rule);
    case 'transit-gateway':
      return { ...unseen(`${text}: the tables of a transit gateway cannot be seen`, rule), references: 'unseen' };
    case 'virtual-private-gateway':
      return unseen(`${text}: what lies behind a VPN or Direct Connect cannot be seen`, rule);
    default:
      return unseen(`${text}: what lies behind it cannot be seen`, rule);
  }
}

/** Peering is not transitive: it carries to the other VPC's own addresses and no further. */
function followPeering({ network, table, vpcId }: Asked, route: Route, address: Address): Way {
  const rule = deciding(table, route);
  const text = printRoute(route);
  const found = network.peeringConnections.find(route.target.id);
  if (!found.known) return unread(`${text}: ${found.because}`, rule);
  const peering = found.value;
  if (peering.status !== 'active')
    return dropped(`${text}: the peering connection is ${peering.status}, not active`, rule);
  const other = otherSide(peering, vpcId);
  if (other?.vpcId === undefined) return unread(`${text}: its other side is not known`, rule);
  const reach = addressesOfSide(network, other);
  if (reach.isEmpty) return unread(`${text}: the CIDRs of ${other.vpcId} are not known`, rule);
  if (!reach.has(address))
    return dropped(`${text}: ${other.vpcId} does not have that address, and peering leads no further`, rule);
  const isHere = other.region === undefined || other.region === network.region;
  const way = delivered(other.vpcId, isHere ? 'valid' : 'lost', text, rule);
  return isHere ? way : { ...way, region: other.region };
}

/** The side of a connection that is not this VPC; undefined where this VPC has no part in it. */
export function otherSide({ requester, accepter }: PeeringConnection, vpcId: string): PeeringSide | undefined {
  if (requester.vpcId === vpcId) return accepter;
  return accepter.vpcId === vpcId ? requester : undefined;
}

/** AWS tells the CIDRs of a peer only while the connection is active. */
function addressesOfSide(network: Network, side: PeeringSide): AddressSet {
  const told = AddressSet.ofTexts([...side.ipv4, ...side.ipv6]);
  if (!told.isEmpty || side.vpcId === undefined) return told;
  const vpc = network.vpcs.find(side.vpcId);
  return vpc.known ? AddressSet.ofTexts([...vpc.value.ipv4, ...vpc.value.ipv6]) : told;
}

/** Within what a peering route wins, the answer changes at the edges of the peers' CIDRs. */
function peerSets(network: Network, table: RouteTable): readonly AddressSet[] {
  return table.routes.flatMap(({ target }) => {
    if (target.kind !== 'vpc-peering-connection') return [];
    const found = network.peeringConnections.find(target.id);
    if (!found.known) return [];
    return [found.value.requester, found.value.accepter].map((side) => addressesOfSide(network, side));
  });
}

const delivered = (
  vpcId: string | undefined,
  references: References,
  because: string,
  rule: DecidingRule | undefined,
): Way => ({
  verdict: 'delivered',
  vpcId,
  region: undefined,
  references,
  because,
  deciding: rule,
});

const dropped = (because: string, rule: DecidingRule | undefined): Way => ({
  verdict: 'dropped',
  vpcId: undefined,
  region: undefined,
  references: 'by-place',
  because,
  deciding: rule,
});

/** A way through what cannot be seen: whatever it is, it does not keep security-group references. */
export const unseen = (because: string, rule?: DecidingRule): Way => ({
  ...dropped(because, rule),
  verdict: 'unseen',
  references: 'lost',
});

/** A way that could not be read at all. */
export const unread = (because: string, rule?: DecidingRule): Way => ({
  ...unseen(because, rule),
  references: 'by-place',
});

/** Within a subnet packets are delivered whatever its route table says. */
export const direct = (vpcId: string | undefined, way: Way): Way =>
  way.verdict === 'delivered' ? way : delivered(vpcId, 'valid', 'one subnet: delivered directly', undefined);

function noRoute(table: RouteTable): Way {
  const rule: DecidingRule = { kind: 'no-route', routeTableId: table.id, destination: 'the address' };
  return dropped('no route to it', rule);
}

function deciding(table: RouteTable, route: Route | undefined): DecidingRule | undefined {
  if (route === undefined) return undefined;
  return {
    kind: 'route',
    routeTableId: table.id,
    destination: printDestination(route),
    target: route.target.id,
    state: route.state,
  };
}

const printDestination = ({ destination }: Route): string =>
  destination.kind === 'cidr' ? destination.cidr : destination.id;

/** `10.0.0.0/16 local`, `10.1.0.0/16 to pcx-0a1`. */
export const printRoute = (route: Route): string =>
  route.target.kind === 'local'
    ? `${printDestination(route)} local`
    : `${printDestination(route)} to ${route.target.id}`;
