/** Who has an address: interfaces by every private address they hold, subnets and VPCs by their CIDRs. */
import { type Gathered, known, notKnown } from '../model/gathered.ts';
import type { LoadBalancer } from '../model/load-balancing.ts';
import type { Network, NetworkInterface, Subnet } from '../model/network.ts';
import { oncePer } from '../model/once-per.ts';
import { type Address, parseAddress } from './address.ts';
import { AddressSet } from './address-set.ts';
import { groupBy } from './group-by.ts';

export interface AddressBook {
  /** Interfaces of a VPC with this address; more than one is a contradiction in the snapshot. */
  holdersOf(vpcId: string, address: Address): readonly NetworkInterface[];
  interfacesOfInstance(instanceId: string): readonly NetworkInterface[];
  interfacesOfSubnet(subnetId: string): readonly NetworkInterface[];
  /** The nodes of a load balancer, as far as they are known. */
  nodesOf(loadBalancer: LoadBalancer): readonly NetworkInterface[];
  subnetAt(vpcId: string, address: Address): Subnet | undefined;
  /** Private addresses of all interfaces of a VPC that carry the group. */
  membersOf(groupId: string, vpcId: string): AddressSet;
  addressesOfVpc(vpcId: string): Gathered<AddressSet>;
  vpcIds(): readonly string[];
}

export const addressesOfSubnet = (subnet: Subnet): AddressSet =>
  AddressSet.ofTexts([...(subnet.ipv4 === undefined ? [] : [subnet.ipv4]), ...subnet.ipv6]);

/** Every private address that an interface holds: primary, secondary, IPv6 and delegated prefixes. */
export const addressesOfInterface = ({ ipv4, ipv6, prefixes }: NetworkInterface): AddressSet =>
  AddressSet.ofTexts([...ipv4, ...ipv6, ...prefixes]);

export function createAddressBook(network: Network): AddressBook {
  const { byAddress, withPrefixes, byInstance, bySubnet, byGroup, byLoadBalancer } = lookUpsOf(network.interfaces);
  const subnets = network.subnets.all.known ? network.subnets.all.value : [];
  const subnetsByVpc = groupBy(subnets, ({ vpcId }) => [vpcId]);
  const vpcs = network.vpcs.all.known ? network.vpcs.all.value : [];
  const vpcIds = [...new Set([...vpcs.map(({ id }) => id), ...subnetsByVpc.keys()])];

  return {
    holdersOf(vpcId, address) {
      const exact = byAddress(holderKey(vpcId, address));
      if (exact.length > 0) return exact;
      return withPrefixes(vpcId).filter(({ prefixes }) => AddressSet.ofTexts(prefixes).has(address));
    },
    interfacesOfInstance: byInstance,
    interfacesOfSubnet: bySubnet,
    nodesOf: (loadBalancer) => byLoadBalancer(nodeKey(loadBalancer)),
    subnetAt: (vpcId, address) => subnetsByVpc.get(vpcId)?.find((subnet) => addressesOfSubnet(subnet).has(address)),
    membersOf(groupId, vpcId) {
      const carriers = byGroup(groupId).filter((each) => each.vpcId === vpcId);
      return carriers.reduce((all, each) => all.union(addressesOfInterface(each)), AddressSet.empty);
    },
    addressesOfVpc: (vpcId) => addressesOfVpc(network, subnetsByVpc.get(vpcId) ?? [], vpcId),
    vpcIds: () => vpcIds,
  };
}

/** Trials of remedies share the interfaces of a region. */
const lookUpsOf = oncePer(({ all }: Network['interfaces']) => createLookUps(all.known ? all.value : []));

function createLookUps(interfaces: readonly NetworkInterface[]) {
  return {
    byAddress: lookUp(interfaces, addressKeys),
    withPrefixes: lookUp(interfaces, ({ prefixes, vpcId }) => (prefixes.length > 0 ? [vpcId ?? ''] : [])),
    byInstance: lookUp(interfaces, ({ instanceId }) => (instanceId === undefined ? [] : [instanceId])),
    bySubnet: lookUp(interfaces, ({ subnetId }) => (subnetId === undefined ? [] : [subnetId])),
    byGroup: lookUp(interfaces, ({ securityGroupIds }) => [...new Set(securityGroupIds)]),
    byLoadBalancer: lookUp(interfaces, nodeKeys),
  };
}

/** A VPC whose record is missing is known by its subnets. */
function addressesOfVpc(network: Network, subnets: readonly Subnet[], vpcId: string): Gathered<AddressSet> {
  const vpc = network.vpcs.find(vpcId);
  if (vpc.known) return known(AddressSet.ofTexts([...vpc.value.ipv4, ...vpc.value.ipv6]));
  if (subnets.length === 0) return notKnown(vpc.because);
  return known(subnets.reduce((all, subnet) => all.union(addressesOfSubnet(subnet)), AddressSet.empty));
}

/** Addresses are compared as values: IPv6 has many spellings. */
const holderKey = (vpcId: string, { family, value }: Address): string => `${vpcId} ${family} ${value}`;

function addressKeys({ vpcId, ipv4, ipv6 }: NetworkInterface): readonly string[] {
  const addresses = [...new Set([...ipv4, ...ipv6])].flatMap((text) => parseAddress(text) ?? []);
  return addresses.map((address) => holderKey(vpcId ?? '', address));
}

/** A node's description ends in the last two parts of its load balancer's ARN: `ELB app/shop/50dc6c495c0c9188`. */
const nodeKeys = ({ description }: NetworkInterface): readonly string[] => {
  const [, name, id] = /(?:^|[\s/])(?:app|net|gwy|gateway)\/([^/\s]+)\/([^/\s]+)\s*$/.exec(description) ?? [];
  return name === undefined || id === undefined ? [] : [`${name}/${id}`];
};

const nodeKey = ({ arn }: LoadBalancer): string => arn.split('/').slice(-2).join('/');

/** Groups values by key, on the first question. */
function lookUp<T>(values: readonly T[], keysOf: (value: T) => readonly string[]): (key: string) => readonly T[] {
  let groups: ReadonlyMap<string, readonly T[]> | undefined;
  return (key) => {
    groups ??= groupBy(values, keysOf);
    return groups.get(key) ?? [];
  };
}
