/** How a rule can name the other side of a flow: by security group where references hold, else by its subnets' CIDRs. */
import { hintOf } from '../../model/gathered.ts';
import type { SecurityGroup } from '../../model/network.ts';
import type { Region } from '../../model/region.ts';
import { parseCidr } from '../../network/address.ts';
import { AddressSet } from '../../network/address-set.ts';
import type { BlockedRange, FlowEnd, TargetPath } from '../../network/trace.ts';
import type { Permission } from '../../remedy/remedy.ts';
import { addressesIn } from './addresses-in.ts';

export type Peer = Permission['peer'];

/** The group of an end that a rule had best name or be added to: its own rather than the VPC's default. */
export function leadingGroup(
  region: Region,
  ids: readonly string[],
  isPreferred: (group: SecurityGroup) => boolean = () => false,
): string | undefined {
  const groups = ids.flatMap((id) => hintOf(region.network.securityGroups.find(id)) ?? []);
  const own = groups.filter(({ name }) => name !== 'default');
  return (own.find(isPreferred) ?? own[0] ?? groups[0])?.id;
}

/** References hold within a VPC and between peers of one region; never where a middlebox is on the way. */
export function holdsReferences(region: Region, { trace }: TargetPath): boolean {
  const { source, destination, steps } = trace;
  const passesMiddlebox = steps.some(
    ({ deciding }) =>
      deciding?.kind === 'route' && (deciding.target.startsWith('eni-') || deciding.target.startsWith('vpce-')),
  );
  if (passesMiddlebox || source.vpcId === undefined || destination.vpcId === undefined) return false;
  return source.vpcId === destination.vpcId || isPeered(region, source.vpcId, destination.vpcId);
}

function isPeered(region: Region, one: string, other: string): boolean {
  return (hintOf(region.network.peeringConnections.all) ?? []).some(({ status, requester, accepter }) => {
    const ends = [requester, accepter];
    const isHere = ends.every((side) => side.region === undefined || side.region === region.name);
    return status === 'active' && isHere && [one, other].every((id) => ends.some(({ vpcId }) => vpcId === id));
  });
}

/** The CIDRs of an end's subnets in the family of the flow, or its own addresses where the subnets are not known. */
export function subnetCidrs(region: Region, end: FlowEnd, family: 'ipv4' | 'ipv6'): readonly string[] {
  const cidrs = end.subnetIds.flatMap((id) => {
    const subnet = hintOf(region.network.subnets.find(id));
    if (subnet === undefined) return [];
    return family === 'ipv6' ? subnet.ipv6 : [subnet.ipv4].filter((cidr) => cidr !== undefined);
  });
  if (cidrs.length > 0) return [...new Set(cidrs)];
  return end.addresses.filter((address) => familyOf(address) === family).map(asCidr);
}

/** The CIDRs from which a path's packets come: of the load balancer's subnets, or of its clients. */
export function sourceCidrs(region: Region, path: TargetPath): readonly string[] {
  const family = familyOfPath(path);
  if (path.sender === 'load-balancer') return subnetCidrs(region, path.trace.source, family);
  if (path.loadBalancer.scheme !== 'internal') return [family === 'ipv6' ? '::/0' : '0.0.0.0/0'];
  const vpcId = path.loadBalancer.vpcId;
  const vpc = vpcId === undefined ? undefined : hintOf(region.network.vpcs.find(vpcId));
  return (family === 'ipv6' ? vpc?.ipv6 : vpc?.ipv4) ?? [];
}

/** Of some CIDRs those in which something is blocked; all of them where that cannot be told. */
export function touchedCidrs(cidrs: readonly string[], blocked: readonly BlockedRange[]): readonly string[] {
  const addresses = addressesIn(blocked);
  const touched = cidrs.filter((cidr) => AddressSet.ofTexts([cidr]).overlaps(addresses));
  return touched.length > 0 ? touched : cidrs;
}

export const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');

export const familyOfPath = ({ trace }: TargetPath): 'ipv4' | 'ipv6' => familyOf(trace.destination.addresses[0] ?? '');

const asCidr = (address: string): string =>
  address.includes('/') || parseCidr(address) === undefined
    ? address
    : `${address}/${familyOf(address) === 'ipv6' ? 128 : 32}`;
