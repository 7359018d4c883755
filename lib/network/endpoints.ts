/** The way between any two things that people name: load balancers, target groups, interfaces, instances, … */
import { type Gathered, hintOf, known, mapGathered, notKnown } from '../model/gathered.ts';
import type { LoadBalancer, TargetGroup } from '../model/load-balancing.ts';
import type { Family, NetworkInterface, Subnet } from '../model/network.ts';
import type { Region } from '../model/region.ts';
import { type Address, parseAddress, printAddress } from './address.ts';
import type { Controls } from './controls.ts';
import type { Engine } from './engine.ts';
import { type Destination, nowhere, type Source } from './flow-ends.ts';
import { outsideSource, placedSource, subnetSource } from './sources.ts';
import {
  addressDestination,
  anyAddressOfSubnet,
  instanceDestination,
  interfaceDestination,
  loadBalancerDestinations,
} from './targets.ts';

export type Endpoint =
  | { readonly kind: 'load-balancer'; readonly loadBalancer: LoadBalancer }
  | { readonly kind: 'target-group'; readonly targetGroup: TargetGroup }
  | { readonly kind: 'interface'; readonly networkInterface: NetworkInterface }
  | { readonly kind: 'instance'; readonly id: string }
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'subnet'; readonly subnet: Subnet };

/** Understands an ARN, an id, an address, or the name of a load balancer or target group. */
export function resolveEndpoint(region: Region, text: string): Gathered<Endpoint> {
  const address = parseAddress(text);
  if (address !== undefined) return known({ kind: 'address', address });
  if (text.startsWith('eni-')) return findInterface(region, text);
  if (text.startsWith('subnet-')) return findSubnet(region, text);
  if (/^i-[0-9a-z]+$/.test(text)) return findInstance(region, text);
  const loadBalancer = findLoadBalancer(region, text);
  if (loadBalancer.known) return loadBalancer;
  const groups = region.targetGroups;
  const group = groups.known ? groups.value.find(({ arn, name }) => arn === text || name === text) : undefined;
  if (group !== undefined) return known({ kind: 'target-group', targetGroup: group });
  if (!groups.known) return groups;
  if (text.startsWith('arn:')) return notKnown(`${text} is not in the snapshot`);
  return notKnown(
    `"${text}" is no load balancer, target group, interface, instance, subnet or address of the snapshot`,
  );
}

export const findInterface = (region: Region, id: string): Gathered<Endpoint> =>
  mapGathered(region.network.interfaces.find(id), (networkInterface) => ({ kind: 'interface', networkInterface }));

export const findSubnet = (region: Region, id: string): Gathered<Endpoint> =>
  mapGathered(region.network.subnets.find(id), (subnet) => ({ kind: 'subnet', subnet }));

/** An instance is known by its own record or by an interface that is attached to it. */
export function findInstance(region: Region, id: string): Gathered<Endpoint> {
  const instance = region.instances.find(id);
  const interfaces = region.network.interfaces.all;
  const isAttached = interfaces.known && interfaces.value.some(({ instanceId }) => instanceId === id);
  return instance.known || isAttached ? known({ kind: 'instance', id }) : instance;
}

export function findLoadBalancer(region: Region, text: string): Gathered<Endpoint> {
  const { all } = region.loadBalancers;
  if (!all.known) return all;
  const found = all.value.find(({ arn, name }) => arn === text || name === text);
  if (found === undefined) return notKnown(`load balancer ${text} is not in the snapshot`);
  return known({ kind: 'load-balancer', loadBalancer: found });
}

export const labelOf = (endpoint: Endpoint): string => {
  switch (endpoint.kind) {
    case 'load-balancer':
      return endpoint.loadBalancer.name;
    case 'target-group':
      return endpoint.targetGroup.name;
    case 'interface':
      return endpoint.networkInterface.id;
    case 'instance':
      return endpoint.id;
    case 'address':
      return printAddress(endpoint.address);
    case 'subnet':
      return endpoint.subnet.id;
  }
};

/** The VPC in which an end surely is; an address alone may be in several. */
export function vpcOf(engine: Engine, endpoint: Endpoint): string | undefined {
  switch (endpoint.kind) {
    case 'load-balancer':
      return endpoint.loadBalancer.vpcId;
    case 'target-group':
      return endpoint.targetGroup.vpcId;
    case 'interface':
      return endpoint.networkInterface.vpcId;
    case 'instance': {
      const [destination] = valuesOf(instanceDestination(engine.controls, engine.region, endpoint.id, 'ipv4'));
      return destination?.vpcId;
    }
    case 'address':
      return undefined;
    case 'subnet':
      return endpoint.subnet.vpcId;
  }
}

const valuesOf = <T>(gathered: Gathered<readonly T[]>): readonly T[] => (gathered.known ? gathered.value : []);

/** The family in which two ends talk: an address has one; all else prefers IPv4. */
export function familyBetween(engine: Engine, from: Endpoint, to: Endpoint): Family {
  const ends = [from, to];
  const address = ends.find((end) => end.kind === 'address');
  if (address?.kind === 'address') return address.address.family;
  return ends.every((end) => hasIpv4(engine, end)) ? 'ipv4' : 'ipv6';
}

function hasIpv4({ controls, region }: Engine, end: Endpoint): boolean {
  if (end.kind === 'interface') return end.networkInterface.ipv4.length > 0 || end.networkInterface.ipv6.length === 0;
  if (end.kind === 'subnet') return end.subnet.ipv4 !== undefined;
  if (end.kind === 'target-group') return end.targetGroup.ipAddressType !== 'ipv6';
  if (end.kind !== 'instance') return true;
  return (
    instanceDestination(controls, region, end.id, 'ipv4').known ||
    !instanceDestination(controls, region, end.id, 'ipv6').known
  );
}

/** Everything that an end sends from. */
export function sourcesOf(engine: Engine, from: Endpoint, family: Family, near: string | undefined): Gathered<Source> {
  const { controls, region } = engine;
  switch (from.kind) {
    case 'load-balancer':
      return known(engine.loadBalancerSource(from.loadBalancer, family));
    case 'interface':
      return mapGathered(interfaceDestination(controls, from.networkInterface, family, labelOf(from)), sourceAt);
    case 'instance':
      return mapGathered(instanceDestination(controls, region, from.id, family), sourceAt);
    case 'subnet':
      return known(subnetSource(from.subnet, family));
    case 'address':
      return addressSource(controls, from.address, near);
    case 'target-group':
      return notKnown(`${from.targetGroup.name} does not send: its load balancers do`);
  }
}

function sourceAt([destination]: readonly Destination[]): Source {
  const place = destination?.placed?.place ?? nowhere('where it is cannot be told');
  return placedSource(destination?.label ?? '', destination?.address ?? { family: 'ipv4', value: 0 }, place);
}

function addressSource(controls: Controls, address: Address, near: string | undefined): Gathered<Source> {
  const vpcId = vpcOfAddress(controls, address, near);
  if (!vpcId.known) return vpcId;
  if (vpcId.value === undefined) return known(outsideSource(address));
  return known(placedSource(printAddress(address), address, controls.places.at(vpcId.value, address)));
}

/** VPCs may overlap: the one of the other end comes first, then the only one that has the address. */
function vpcOfAddress(controls: Controls, address: Address, near: string | undefined): Gathered<string | undefined> {
  const { network, book } = controls;
  const has = (vpcId: string) => {
    const range = book.addressesOfVpc(vpcId);
    return range.known && range.value.has(address);
  };
  if (near !== undefined && has(near)) return known(near);
  if (!network.vpcs.all.known && !network.subnets.all.known) return network.vpcs.all;
  const vpcIds = book.vpcIds().filter(has);
  const holding = vpcIds.filter((vpcId) => book.holdersOf(vpcId, address).length > 0);
  const candidates = holding.length > 0 ? holding : vpcIds;
  if (candidates.length > 1) return notKnown(`${printAddress(address)} is in ${candidates.join(' and ')}`);
  return known(candidates[0]);
}

/** Where an end receives: one list of destinations per trace. */
export function arrivalsOf(
  engine: Engine,
  to: Endpoint,
  family: Family,
  near: string | undefined,
): readonly { readonly label: string; readonly destinations: Gathered<readonly Destination[]> }[] {
  const { controls, region } = engine;
  const label = labelOf(to);
  switch (to.kind) {
    case 'load-balancer':
      return [{ label, destinations: loadBalancerDestinations(controls, to.loadBalancer, family) }];
    case 'interface':
      return [{ label, destinations: interfaceDestination(controls, to.networkInterface, family, label) }];
    case 'instance':
      return [{ label, destinations: instanceDestination(controls, region, to.id, family) }];
    case 'address':
      return [
        { label, destinations: addressDestination(label, near ?? hintOf(vpcOfAddress(controls, to.address, near))) },
      ];
    case 'subnet': {
      const interfaces = controls.book.interfacesOfSubnet(to.subnet.id);
      if (interfaces.length === 0) return [{ label, destinations: anyAddressOfSubnet(controls, to.subnet, family) }];
      return interfaces.map((each) => ({
        label: each.id,
        destinations: interfaceDestination(controls, each, family, each.id),
      }));
    }
    case 'target-group':
      return [];
  }
}
