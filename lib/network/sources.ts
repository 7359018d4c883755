/** Who sends: the nodes of a load balancer, the clients whose address it keeps, an interface, an address, a subnet. */
import { type Gathered, known, notKnown } from '../model/gathered.ts';
import type { LoadBalancer, LoadBalancerZone } from '../model/load-balancing.ts';
import type { Family, NetworkInterface, Subnet } from '../model/network.ts';
import { type Address, printAddress } from './address.ts';
import { addressesOfSubnet } from './address-book.ts';
import { AddressSet, NOT_INTERNET } from './address-set.ts';
import type { Controls } from './controls.ts';
import { bareEnd, type Groups, type Place, type Source, type SourcePart } from './flow-ends.ts';
import type { FlowEnd } from './trace.ts';

interface Nodes {
  readonly part: SourcePart;
  readonly interfaces: readonly NetworkInterface[];
  /** The addresses that the nodes have now. */
  readonly addresses: AddressSet;
}

/**
 * An Application Load Balancer is its nodes and, as it scales, any address of its subnets; a Network or Gateway Load
 * Balancer is one node per subnet, with the addresses of its interface.
 */
export function loadBalancerSource(controls: Controls, loadBalancer: LoadBalancer, family: Family): Source {
  const nodes = nodesOf(controls, loadBalancer, family);
  const groups = groupsOf(controls, loadBalancer);
  return {
    kind: 'interfaces',
    groups,
    groupless: `${loadBalancer.name} has no security groups`,
    parts: nodes.map(({ part }) => part),
    notes: notesOf(loadBalancer, nodes, family),
    end: {
      ...endOf(loadBalancer, groups),
      addresses: nodes.reduce((all, { part }) => all.union(part.addresses), AddressSet.empty).texts,
      interfaceIds: nodes.flatMap(({ interfaces }) => interfaces.map(({ id }) => id)),
      nodeAddresses: nodes.flatMap(({ addresses }) => addresses.texts),
    },
  };
}

/** Clients of a Network Load Balancer that keeps their addresses: they arrive by way of its nodes. */
export function clientSource(
  controls: Controls,
  loadBalancer: LoadBalancer,
  family: Family,
  clients: AddressSet = clientsOf(controls, loadBalancer, family),
): Source {
  const nodes = nodesOf(controls, loadBalancer, family);
  const groups = groupsOf(controls, loadBalancer);
  const end = endOf(loadBalancer, groups);
  return {
    kind: 'clients',
    groups,
    groupless: `${loadBalancer.name} has no security groups`,
    parts: nodes.map(({ part }) => ({ ...part, addresses: clients, sendsFrom: 'every' })),
    notes: notesOf(loadBalancer, nodes, family),
    end: { ...end, label: `clients of ${end.label}`, addresses: printClients(clients) },
  };
}

/** Through the internet nobody arrives with a private address. */
const INTERNET = AddressSet.everyIpv4.union(AddressSet.everyIpv6).subtract(NOT_INTERNET);

function clientsOf({ book }: Controls, { scheme, vpcId }: LoadBalancer, family: Family): AddressSet {
  if (scheme !== 'internal') return INTERNET.of(family);
  const vpc = vpcId === undefined ? undefined : book.addressesOfVpc(vpcId);
  return (vpc?.known ? NOT_INTERNET.union(vpc.value) : NOT_INTERNET).of(family);
}

/** As people write it: nobody lists the gaps of the internet. */
function printClients(clients: AddressSet): readonly string[] {
  if (clients.equals(INTERNET.of('ipv4'))) return ['0.0.0.0/0'];
  return clients.equals(INTERNET.of('ipv6')) ? ['::/0'] : clients.texts;
}

function endOf(loadBalancer: LoadBalancer, groups: Groups): FlowEnd {
  return {
    label: loadBalancer.name,
    addresses: [],
    vpcId: loadBalancer.vpcId,
    subnetIds: loadBalancer.zones.flatMap(({ subnetId }) => subnetId ?? []),
    securityGroupIds: groups !== 'none' && groups.known ? groups.value : [],
    interfaceIds: [],
  };
}

function notesOf(loadBalancer: LoadBalancer, nodes: readonly Nodes[], family: Family): readonly string[] {
  const notes = nodes.flatMap(({ part }) => (part.sendsFrom === 'one' ? [part.note] : []));
  if (nodes.length > 0) return notes;
  if (loadBalancer.zones.length === 0) return [`the zones of ${loadBalancer.name} are not in the snapshot`];
  return [`${loadBalancer.name} has no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address in any of its subnets`];
}

/** Network and Gateway Load Balancers may have none; an Application Load Balancer always has some. */
export function groupsOf({ book }: Controls, loadBalancer: LoadBalancer): Groups {
  if (loadBalancer.securityGroupIds.length > 0) return known(loadBalancer.securityGroupIds.toSorted());
  const ofNodes = new Set(book.nodesOf(loadBalancer).flatMap(({ securityGroupIds }) => securityGroupIds));
  if (ofNodes.size > 0) return known([...ofNodes].sort());
  if (loadBalancer.type !== 'application') return 'none';
  return notKnown(`the snapshot tells no security groups of ${loadBalancer.name}`);
}

function nodesOf(controls: Controls, loadBalancer: LoadBalancer, family: Family): readonly Nodes[] {
  const interfaces = controls.book.nodesOf(loadBalancer);
  return zonesOf(loadBalancer, interfaces).flatMap((zone) => {
    const here = interfaces.filter((each) =>
      zone.subnetId === undefined ? each.zone === zone.name : each.subnetId === zone.subnetId,
    );
    const subnetId = zone.subnetId ?? here[0]?.subnetId;
    const subnet: Gathered<Subnet> =
      subnetId === undefined
        ? notKnown(`the subnet of ${loadBalancer.name} in ${zone.name} is not in the snapshot`)
        : controls.network.subnets.find(subnetId);
    const addresses = AddressSet.ofTexts([
      ...here.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]),
      ...zone.privateAddresses,
    ]).of(family);
    const sends = sendingAddresses(controls, loadBalancer, family, subnet, addresses);
    if (sends === undefined) return [];
    const part: SourcePart = {
      subnetId,
      vpcId: (subnet.known && subnet.value.vpcId) || here[0]?.vpcId || loadBalancer.vpcId,
      zone: zone.name || (subnet.known ? subnet.value.zone : undefined),
      ...sends,
    };
    return [{ part, interfaces: here, addresses }];
  });
}

/** Where the load balancer's own record does not tell its zones, its nodes do. */
function zonesOf({ zones }: LoadBalancer, interfaces: readonly NetworkInterface[]): readonly LoadBalancerZone[] {
  if (zones.length > 0) return zones;
  const subnetIds = new Set(interfaces.flatMap(({ subnetId }) => subnetId ?? []));
  return [...subnetIds].map((subnetId) => ({
    name: interfaces.find((each) => each.subnetId === subnetId)?.zone ?? '',
    subnetId,
    privateAddresses: [],
  }));
}

/** Undefined where the load balancer cannot have an address of the family in the subnet. */
function sendingAddresses(
  { network }: Controls,
  loadBalancer: LoadBalancer,
  family: Family,
  subnet: Gathered<Subnet>,
  now: AddressSet,
): Pick<SourcePart, 'addresses' | 'sendsFrom' | 'note'> | undefined {
  const isScaling = loadBalancer.type === 'application';
  if (!now.isEmpty && !isScaling) return { addresses: now, sendsFrom: 'every', note: '' };
  if (!subnet.known) {
    // Its address could be anything: then only what treats all addresses alike is certain.
    return { addresses: AddressSet.every(family), sendsFrom: 'one', note: subnet.because };
  }
  const range = addressesOfSubnet(subnet.value).of(family).union(now);
  if (range.isEmpty) return undefined;
  if (isScaling) return { addresses: range, sendsFrom: 'every', note: '' };
  const note = network.interfaces.all.known
    ? `no network interface of ${loadBalancer.name} in ${subnet.value.id} is in the snapshot`
    : network.interfaces.all.because;
  return { addresses: range, sendsFrom: 'one', note };
}

/** One address whose place is known: an interface, an instance, or an address of a VPC. */
export function placedSource(label: string, address: Address, place: Place): Source {
  const { subnetId, vpcId, zone, groups, interfaceId, note } = place;
  const addresses = AddressSet.ofAddress(address);
  const where = subnetId === undefined ? note || `the subnet of ${label} is not in the snapshot` : '';
  return {
    kind: 'interfaces',
    groups,
    groupless: `${label} has no security groups`,
    parts: [{ subnetId, vpcId, zone, addresses, sendsFrom: 'every', note: where }],
    notes: note === '' ? [] : [note],
    end: {
      label,
      addresses: addresses.texts,
      vpcId,
      subnetIds: subnetId === undefined ? [] : [subnetId],
      securityGroupIds: groups !== 'none' && groups.known ? groups.value : [],
      interfaceIds: interfaceId === undefined ? [] : [interfaceId],
    },
  };
}

/** An address outside every VPC of the snapshot. */
export function outsideSource(address: Address): Source {
  const label = printAddress(address);
  const addresses = AddressSet.ofAddress(address);
  return {
    kind: 'outside',
    groups: 'none',
    groupless: `${label} is outside every VPC in the snapshot`,
    parts: [{ subnetId: undefined, vpcId: undefined, zone: undefined, addresses, sendsFrom: 'every', note: '' }],
    notes: [],
    end: { ...bareEnd(label), addresses: addresses.texts },
  };
}

/** Any interface of a subnet. */
export function subnetSource(subnet: Subnet, family: Family): Source {
  const addresses = addressesOfSubnet(subnet).of(family);
  return {
    kind: 'subnet',
    groups: 'none',
    groupless: 'a subnet has no security groups: those of its interfaces are not asked about',
    parts: addresses.isEmpty
      ? []
      : [{ subnetId: subnet.id, vpcId: subnet.vpcId, zone: subnet.zone, addresses, sendsFrom: 'every', note: '' }],
    notes: addresses.isEmpty ? [`${subnet.id} has no ${family === 'ipv4' ? 'IPv4' : 'IPv6'} range`] : [],
    end: {
      label: subnet.id,
      addresses: addresses.texts,
      vpcId: subnet.vpcId,
      subnetIds: [subnet.id],
      securityGroupIds: [],
      interfaceIds: [],
    },
  };
}
