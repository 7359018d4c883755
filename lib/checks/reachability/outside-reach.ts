import { hintOf } from '../../model/gathered.ts';
import type { Region } from '../../model/region.ts';
import { parseAddress } from '../../network/address.ts';
import { AddressSet } from '../../network/address-set.ts';
import type { Step, TargetPath } from '../../network/trace.ts';
import { isBlocked } from './blockage.ts';

/**
 * Whether a target's address is in no network that the load balancer could be connected to: not its VPC, not a VPC
 * that is or was peered with it, and no route of its own leads there.
 */
export function isOutsideReach(region: Region, path: TargetPath): boolean {
  const { all } = region.network.peeringConnections;
  return all.known && isFarFromHome(region, path, isBlocked);
}

/**
 * Whether only the way to the internet leads to an address that is in no known network. What a NAT or internet gateway
 * reaches cannot be seen, but load balancers send to private addresses, and those are not out there
 * (ELB guides, Target groups → Target type).
 */
export function isTowardsInternet(region: Region, path: TargetPath): boolean {
  if (!region.network.peeringConnections.all.known) return false;
  return isFarFromHome(region, path, ({ verdict, deciding }) => verdict === 'undetermined' && leadsOut(deciding));
}

const leadsOut = (deciding: Step['deciding']): boolean =>
  deciding?.kind === 'route' && deciding.state === 'active' && /^(nat|igw|eigw)-/.test(deciding.target);

/** Why it cannot be told whether an address is outside; undefined where it can. */
export function doubtAboutReach(region: Region, path: TargetPath): string | undefined {
  const { all } = region.network.peeringConnections;
  if (!all.known && isFarFromHome(region, path, isBlocked)) return all.because;
  if (isTowardsInternet(region, path)) return undefined;
  const isUnseen = isFarFromHome(region, path, ({ verdict }) => verdict === 'undetermined');
  return isUnseen ? routeStepOf(path)?.because : undefined;
}

/** In no network that is known to be connected, and with such a verdict on the route there. */
function isFarFromHome(region: Region, path: TargetPath, isSo: (step: Step) => boolean): boolean {
  const address = parseAddress(path.target.id);
  const route = routeStepOf(path);
  const { vpcId } = path.loadBalancer;
  if (address === undefined || route === undefined || vpcId === undefined || !isSo(route)) return false;
  return !hasRouteOfItsOwn(route.deciding) && !networksAround(region, vpcId).has(address);
}

const routeStepOf = ({ trace }: TargetPath): Step | undefined =>
  trace.steps.find(({ control }) => control === 'route-to-target');

/** A default route is for everything and says nothing about this address. */
function hasRouteOfItsOwn(deciding: Step['deciding']): boolean {
  return deciding?.kind === 'route' && deciding.destination !== '0.0.0.0/0' && deciding.destination !== '::/0';
}

function networksAround(region: Region, vpcId: string): AddressSet {
  const { vpcs, peeringConnections } = region.network;
  const connections = (hintOf(peeringConnections.all) ?? []).filter(({ requester, accepter }) =>
    [requester.vpcId, accepter.vpcId].includes(vpcId),
  );
  const sides = connections.flatMap(({ requester, accepter }) => [requester, accepter]);
  const ids = new Set([vpcId, ...sides.flatMap((side) => side.vpcId ?? [])]);
  const own = [...ids].flatMap((id) => {
    const vpc = hintOf(vpcs.find(id));
    return vpc === undefined ? [] : [...vpc.ipv4, ...vpc.ipv6];
  });
  return AddressSet.ofTexts([...own, ...sides.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6])]);
}
