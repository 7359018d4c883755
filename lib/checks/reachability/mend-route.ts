/** The smallest change of a route table that brings an address within reach again. */
import { hintOf } from '../../model/gathered.ts';
import type { PeeringConnection, PeeringSide, Route, RouteTable } from '../../model/network.ts';
import type { Region } from '../../model/region.ts';
import { parseAddress, parseCidr } from '../../network/address.ts';
import { AddressSet } from '../../network/address-set.ts';
import { type Change, change, nextStep, type Remedy } from '../../remedy/remedy.ts';
import type { Subject } from '../subject.ts';
import { addressesIn } from './addresses-in.ts';
import type { Blockage } from './blockage.ts';

export type Direction = 'to-target' | 'back';

/** The address that a route table fails to reach, and the VPC it is in. */
interface Lost {
  readonly address: string;
  readonly vpcId: string | undefined;
}

export function mendRoute({ region }: Subject, blockage: Blockage, direction: Direction): readonly Remedy[] {
  const table = hintOf(region.network.routeTables.find(blockage.resource));
  const lost = table === undefined ? [] : lostAddresses(table, blockage, direction);
  if (table === undefined || lost.length === 0) return [];
  const mends = lost.map((each) => mend(region, table, each));
  const steps = mends.filter((each) => each.kind === 'next-step');
  const [step] = steps;
  if (step !== undefined) return [step];
  const changes = mends.flatMap((each) => (each.kind === 'change' ? each.changes : []));
  const distinct = [...new Map(changes.map((each) => [JSON.stringify(each), each])).values()];
  const summaries = [...new Set(mends.map(({ summary }) => summary))];
  return [change(region.name, summaries.join('; '), ...distinct)];
}

/**
 * One address of every part that a route can win on its own: within such a part all addresses share their fate. To a
 * target it is its address; on the way back the load balancer may have any address of its subnets.
 */
function lostAddresses(table: RouteTable, { stopped }: Blockage, direction: Direction): readonly Lost[] {
  const all = stopped.flatMap(({ path: { trace }, step }): Lost[] => {
    if (direction === 'to-target') {
      const { addresses, vpcId } = trace.destination;
      const lost = addresses.map((address) => ({ address: firstOf(address), vpcId }));
      // A load balancer as target has several, and a local route loses none.
      return lost.filter(({ address }) => routesTo(table, address)[0]?.target.kind !== 'local');
    }
    const blocked = addressesIn(step.blocked);
    const parts = table.routes.flatMap(({ destination }) =>
      destination.kind === 'cidr' ? blocked.intersect(AddressSet.ofTexts([destination.cidr])).texts : [],
    );
    return [...blocked.texts, ...parts].map((text) => ({ address: firstOf(text), vpcId: trace.source.vpcId }));
  });
  return [...new Map(all.map((each) => [each.address, each])).values()];
}

/** `10.0.1.0/24` and `10.0.1.4-10.0.1.9` begin with an address. */
const firstOf = (addresses: string): string => addresses.split(/[/-]/)[0] ?? addresses;

function mend(region: Region, table: RouteTable, lost: Lost): Remedy {
  const [winning, ...others] = routesTo(table, lost.address);
  if (winning !== undefined && isInTheWay(region, winning, others, lost) && winning.destination.kind === 'cidr') {
    const { cidr } = winning.destination;
    const deletion: Change = { kind: 'delete-route', routeTableId: table.id, destination: cidr };
    return change(
      region.name,
      `delete the route of ${table.id} to ${cidr} by ${winning.target.id}, which hides ${describeRoute(others[0])}`,
      deletion,
    );
  }
  return connect(region, table, lost, winning);
}

/** Routes that hold an address, the one that wins first. */
function routesTo({ routes }: RouteTable, address: string): readonly Route[] {
  const wanted = parseAddress(address);
  if (wanted === undefined) return [];
  const lengthOf = ({ destination }: Route): number =>
    destination.kind === 'cidr' ? (parseCidr(destination.cidr)?.prefixLength ?? 0) : 0;
  const holding = routes.filter(
    ({ destination }) => destination.kind === 'cidr' && AddressSet.ofTexts([destination.cidr]).has(wanted),
  );
  return holding.toSorted((a, b) => lengthOf(b) - lengthOf(a) || Number(a.propagated) - Number(b.propagated));
}

/** The next best route leads there: without the one that wins now all is well. */
function isInTheWay(region: Region, winning: Route, [next]: readonly Route[], lost: Lost): boolean {
  if (next === undefined || winning.target.kind === 'local' || next.state === 'blackhole') return false;
  if (next.target.kind === 'local') return true;
  if (next.target.kind !== 'vpc-peering-connection' || next.target.id === winning.target.id) return false;
  const peering = hintOf(region.network.peeringConnections.find(next.target.id));
  return peering?.status === 'active' && sideWith(region, peering, lost) !== undefined;
}

const describeRoute = (route: Route | undefined): string =>
  route === undefined
    ? 'no other'
    : route.target.kind === 'local'
      ? 'the local route'
      : `the one by ${route.target.id}`;

/** Routes by the peering connection that joins the two VPCs. */
function connect(region: Region, table: RouteTable, lost: Lost, winning: Route | undefined): Remedy {
  const peering = peeringTo(region, table, lost);
  if (peering === undefined) return noConnection(region, table, lost);
  const { connection, cidr } = peering;
  const accept: readonly Change[] =
    connection.status === 'active'
      ? []
      : [{ kind: 'accept-vpc-peering-connection', vpcPeeringConnectionId: connection.id }];
  const isRouted = winning?.target.id === connection.id;
  if (isRouted && accept.length > 0) return change(region.name, `accept ${connection.id}`, ...accept);
  const isTaken = table.routes.some(({ destination }) => destination.kind === 'cidr' && destination.cidr === cidr);
  const kind = isTaken ? 'replace-route' : 'create-route';
  const target = { vpcPeeringConnectionId: connection.id };
  const summary = `route ${cidr} by ${connection.id} in ${table.id}`;
  return change(region.name, summary, ...accept, { kind, routeTableId: table.id, destination: cidr, target });
}

const STATUS_ORDER = ['active', 'pending-acceptance'];

function peeringTo(region: Region, table: RouteTable, lost: Lost) {
  const candidates = (hintOf(region.network.peeringConnections.all) ?? [])
    .filter(({ status }) => STATUS_ORDER.includes(status))
    .filter(({ requester, accepter }) => [requester.vpcId, accepter.vpcId].includes(table.vpcId))
    .toSorted((a, b) => STATUS_ORDER.indexOf(a.status) - STATUS_ORDER.indexOf(b.status));
  for (const connection of candidates) {
    const side = sideWith(region, connection, lost, table.vpcId);
    const cidr = side === undefined ? undefined : cidrOf(region, side, lost.address);
    if (cidr !== undefined) return { connection, cidr };
  }
  return undefined;
}

function sideWith(
  region: Region,
  { requester, accepter }: PeeringConnection,
  lost: Lost,
  near?: string,
): PeeringSide | undefined {
  return [requester, accepter].find(
    (side) =>
      side.vpcId !== near &&
      (lost.vpcId === undefined || side.vpcId === lost.vpcId) &&
      cidrOf(region, side, lost.address) !== undefined,
  );
}

/** AWS tells the CIDRs of a peer only while the connection is active. */
function cidrOf(region: Region, side: PeeringSide, address: string): string | undefined {
  const wanted = parseAddress(address);
  const vpc = side.vpcId === undefined ? undefined : hintOf(region.network.vpcs.find(side.vpcId));
  const cidrs = [...side.ipv4, ...side.ipv6, ...(vpc?.ipv4 ?? []), ...(vpc?.ipv6 ?? [])];
  return wanted === undefined ? undefined : cidrs.find((cidr) => AddressSet.ofTexts([cidr]).has(wanted));
}

function noConnection(region: Region, table: RouteTable, { address, vpcId }: Lost): Remedy {
  const create = `aws ec2 create-vpc-peering-connection --region ${region.name} --vpc-id ${table.vpcId}`;
  return vpcId === undefined || vpcId === table.vpcId
    ? nextStep(
        `add a route to ${address} to ${table.id}: no active peering connection in the snapshot leads there`,
        `aws ec2 describe-route-tables --region ${region.name} --route-table-ids ${table.id}`,
      )
    : nextStep(`peer ${table.vpcId} with ${vpcId} and route both ways`, `${create} --peer-vpc-id ${vpcId}`);
}
