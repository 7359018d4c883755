import { hintOf } from '../../model/gathered.ts';
import type { Region } from '../../model/region.ts';
import { parseAddress } from '../../network/address.ts';
import { AddressSet } from '../../network/address-set.ts';
import type { TargetPath } from '../../network/trace.ts';
import { isBlocked } from './blockage.ts';

/**
 * Whether a target's address is in no network that the load balancer could be connected to: not its VPC, not a VPC
 * that is or was peered with it, and no route of its own leads there.
 */
export function isOutsideReach(region: Region, { target, loadBalancer, trace }: TargetPath): boolean {
  const address = parseAddress(target.id);
  const route = trace.steps.find((step) => step.control === 'route-to-target' && isBlocked(step));
  if (address === undefined || route === undefined || loadBalancer.vpcId === undefined) return false;
  return !hasRouteOfItsOwn(route.deciding) && !networksAround(region, loadBalancer.vpcId).has(address);
}

/** A default route is for everything and says nothing about this address. */
function hasRouteOfItsOwn(deciding: TargetPath['trace']['steps'][number]['deciding']): boolean {
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
