/** Where the packets for a registered target go. */
import { type Gathered, known, notKnown } from '../model/gathered.ts';
import type { LoadBalancer, Target, TargetGroup } from '../model/load-balancing.ts';
import type { Family, NetworkInterface, Subnet } from '../model/network.ts';
import type { Instance, Region } from '../model/region.ts';
import { type Address, parseAddress } from './address.ts';
import { addressesOfSubnet } from './address-book.ts';
import type { Controls } from './controls.ts';
import { type Destination, endIn, type Groups, type Place } from './flow-ends.ts';
import { groupsOf } from './sources.ts';

/** One destination; of an Application Load Balancer as target, one per node. */
export function destinationsOf(
  controls: Controls,
  region: Region,
  group: TargetGroup,
  target: Target,
): Gathered<readonly Destination[]> {
  const family: Family = group.ipAddressType === 'ipv6' ? 'ipv6' : 'ipv4';
  if (group.targetType === 'instance') return instanceDestination(controls, region, target.id, family);
  if (group.targetType === 'ip') return addressDestination(target.id, group.vpcId);
  if (group.targetType === 'lambda') return notKnown('a Lambda function is invoked, not reached over the network');
  const inner = region.loadBalancers.find(target.id);
  return inner.known ? loadBalancerDestinations(controls, inner.value, family) : inner;
}

export function addressDestination(text: string, vpcId: string | undefined): Gathered<readonly Destination[]> {
  const address = parseAddress(text);
  if (address === undefined) return notKnown(`"${text}" is not an address`);
  return known([{ label: text, address, placed: undefined, vpcId }]);
}

/**
 * An instance is reached at the primary private address of its primary interface, or its IPv6 address
 * (ELB guides, Target groups → Register targets).
 */
export function instanceDestination(
  controls: Controls,
  region: Region,
  id: string,
  family: Family,
): Gathered<readonly Destination[]> {
  const primary = primaryInterface(controls, id);
  if (primary !== undefined) return interfaceDestination(controls, primary, family, id);
  const instance = region.instances.find(id);
  return instance.known ? byInstanceRecord(controls, instance.value, family) : instance;
}

/** The interface with device index 0, or the only one where no index is told. */
export function primaryInterface({ book }: Controls, instanceId: string): NetworkInterface | undefined {
  const attached = book.interfacesOfInstance(instanceId);
  const only = attached[0];
  const primary = attached.find(({ deviceIndex }) => deviceIndex === 0);
  return primary ?? (attached.length === 1 && only?.deviceIndex === undefined ? only : undefined);
}

export function interfaceDestination(
  controls: Controls,
  each: NetworkInterface,
  family: Family,
  label: string,
): Gathered<readonly Destination[]> {
  const address = addressOfInterface(each, family);
  if (address === undefined) return notKnown(`${each.id} has no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address`);
  return known([placedAt(controls, label, address, controls.places.of(each), each.vpcId)]);
}

function placedAt(
  { places }: Controls,
  label: string,
  address: Address,
  place: Place,
  vpcId: string | undefined,
): Destination {
  return { label, address, placed: { place, placeId: places.idOf(place), end: endIn(label, address, place) }, vpcId };
}

export function addressOfInterface({ ipv4, ipv6 }: NetworkInterface, family: Family): Address | undefined {
  const text = (family === 'ipv4' ? ipv4 : ipv6)[0];
  return text === undefined ? undefined : parseAddress(text);
}

/** Without interface records, the instance's own record tells as much about its primary interface. */
function byInstanceRecord(controls: Controls, instance: Instance, family: Family): Gathered<readonly Destination[]> {
  const { id, privateAddress, vpcId, subnetId, securityGroupIds, zone } = instance;
  const address = family === 'ipv4' && privateAddress !== undefined ? parseAddress(privateAddress) : undefined;
  if (address === undefined) {
    return notKnown(
      `no ${family === 'ipv4' ? 'private' : 'IPv6'} address of ${id} (${instance.state}) is in the snapshot`,
    );
  }
  const groups =
    securityGroupIds.length > 0
      ? known(securityGroupIds.toSorted())
      : notKnown(`the snapshot tells no security groups of ${id}`);
  const note = groups.known ? '' : groups.because;
  const place = { vpcId, subnetId, zone, groups, interfaceId: undefined, note };
  return known([placedAt(controls, id, address, place, vpcId)]);
}

export function loadBalancerDestinations(
  controls: Controls,
  loadBalancer: LoadBalancer,
  family: Family,
): Gathered<readonly Destination[]> {
  const nodes = controls.book.nodesOf(loadBalancer);
  const destinations = loadBalancer.zones.flatMap(({ name, subnetId }) => {
    const here = nodes.filter((node) => (subnetId === undefined ? node.zone === name : node.subnetId === subnetId));
    if (here.length === 0) return anyAddressOf(controls, loadBalancer, subnetId, family);
    return here.flatMap((node) => {
      const found = interfaceDestination(controls, node, family, loadBalancer.name);
      return found.known ? found.value : [];
    });
  });
  return destinations.length > 0
    ? known(destinations)
    : notKnown(`no address of ${loadBalancer.name} is in the snapshot`);
}

/** A node that is not in the snapshot is somewhere in its subnet; the first usable address stands for it. */
function anyAddressOf(
  controls: Controls,
  loadBalancer: LoadBalancer,
  subnetId: string | undefined,
  family: Family,
): readonly Destination[] {
  const subnet = subnetId === undefined ? undefined : controls.network.subnets.find(subnetId);
  if (!subnet?.known) return [];
  const note = `no network interface of ${loadBalancer.name} in ${subnet.value.id} is in the snapshot`;
  const found = firstUsable(controls, subnet.value, loadBalancer.name, family, groupsOf(controls, loadBalancer), note);
  return found.known ? found.value : [];
}

/** An empty subnet: whatever will be put there may carry any groups. */
export function anyAddressOfSubnet(
  controls: Controls,
  subnet: Subnet,
  family: Family,
): Gathered<readonly Destination[]> {
  const { all } = controls.network.interfaces;
  const note = all.known ? `no network interface in the snapshot is in ${subnet.id}` : all.because;
  return firstUsable(controls, subnet, subnet.id, family, notKnown(note), note);
}

/** AWS keeps the first four addresses of a subnet for itself. */
function firstUsable(
  controls: Controls,
  subnet: Subnet,
  label: string,
  family: Family,
  groups: Groups,
  note: string,
): Gathered<readonly Destination[]> {
  const { ipv4, ipv6 } = addressesOfSubnet(subnet);
  const [from4] = ipv4.bounds;
  const [from6] = ipv6.bounds;
  const { id, vpcId, zone } = subnet;
  const place = { vpcId, subnetId: id, zone, groups, interfaceId: undefined, note };
  const at = (address: Address) => known([placedAt(controls, label, address, place, vpcId)]);
  if (family === 'ipv4' && from4 !== undefined) return at({ family, value: from4 + 4 });
  if (family === 'ipv6' && from6 !== undefined) return at({ family, value: from6 + 4n });
  return notKnown(`${id} has no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} range`);
}
