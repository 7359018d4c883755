/** Reads the interfaces at both ends and the instances behind targets. */
import {
  DescribeInstanceStatusCommand,
  type EC2Client,
  type Filter,
  type NetworkInterface,
  paginateDescribeInstances,
  paginateDescribeNetworkInterfaces,
} from '@aws-sdk/client-ec2';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { canonical, networkOf, toPrefix } from './addresses.ts';
import { collectByFilter } from './collect-network.ts';
import { inChunks } from './map-limit.ts';
import { collectPages, type PartReader, requireList } from './part-reader.ts';

const PAGE_SIZE = 1000;
const IDS_PER_STATUS_CALL = 100;

/** Which interfaces to read. */
export interface InterfaceNeeds {
  /** Load balancers' interfaces carry `ELB app/name/id`, the end of their ARN, as description. */
  readonly descriptions?: readonly string[];
  readonly instanceIds?: readonly string[];
  readonly addresses?: readonly string[];
  /** VPCs in which the addresses are looked for. */
  readonly addressVpcIds?: readonly string[];
  /** VPCs of gateway load balancers: how their interfaces are described is not documented. */
  readonly gatewayVpcIds?: readonly string[];
  /** VPCs of which every interface is wanted. */
  readonly wholeVpcIds?: readonly string[];
}

export function collectNetworkInterfaces(
  reader: PartReader,
  client: EC2Client,
  {
    descriptions = [],
    instanceIds = [],
    addresses = [],
    addressVpcIds = [],
    gatewayVpcIds = [],
    wholeVpcIds = [],
  }: InterfaceNeeds,
): Promise<RegionSnapshot['networkInterfaces']> {
  const read = (Filters: Filter[]) =>
    collectPages(
      paginateDescribeNetworkInterfaces({ client, pageSize: PAGE_SIZE }, { Filters, IncludeManagedResources: true }),
      (page) => page.NetworkInterfaces,
    );
  const gateways: Filter = { Name: 'interface-type', Values: ['gateway_load_balancer'] };
  return reader.list('networkInterfaces', async () => {
    const found = [
      ...(await collectByFilter('vpc-id', wholeVpcIds, read)),
      ...(await collectByFilter('description', descriptions, read)),
      ...(await collectByFilter('attachment.instance-id', instanceIds, read)),
      ...(await collectByFilter('vpc-id', gatewayVpcIds, (filters) => read([...filters, gateways]))),
      ...holdersOf(addresses, await collectByFilter('vpc-id', addressVpcIds, read)),
    ];
    return [...new Map(found.map((each) => [each.NetworkInterfaceId, each])).values()];
  });
}

/**
 * The interfaces that hold one of the addresses, by themselves or in a prefix delegated to them. AWS's filter by address
 * does not find the latter (Kubernetes in prefix mode), hence all of the VPC's interfaces are read and sifted here.
 */
export function holdersOf<T extends NetworkInterface>(
  addresses: readonly string[],
  interfaces: readonly T[],
): readonly T[] {
  const wanted = new Set(addresses.map(canonical));
  const lengths = new Set(interfaces.flatMap(prefixesOf).map(({ bits }) => bits));
  const networks = new Set(addresses.flatMap((address) => [...lengths].map((bits) => networkOf(address, bits))));
  return interfaces.filter(
    (each) =>
      addressesOf(each).some((address) => wanted.has(canonical(address))) ||
      prefixesOf(each).some(({ network }) => networks.has(network)),
  );
}

function addressesOf({ PrivateIpAddress, PrivateIpAddresses, Ipv6Addresses }: NetworkInterface): readonly string[] {
  return [
    PrivateIpAddress,
    ...(PrivateIpAddresses ?? []).map((each) => each.PrivateIpAddress),
    ...(Ipv6Addresses ?? []).map((each) => each.Ipv6Address),
  ].filter((address) => address !== undefined);
}

function prefixesOf({ Ipv4Prefixes, Ipv6Prefixes }: NetworkInterface) {
  const prefixes = [
    ...(Ipv4Prefixes ?? []).map(({ Ipv4Prefix }) => Ipv4Prefix),
    ...(Ipv6Prefixes ?? []).map(({ Ipv6Prefix }) => Ipv6Prefix),
  ];
  return prefixes.flatMap((cidr) => toPrefix(cidr ?? '') ?? []);
}

/** By filter: one id that is gone would fail a call by ids. */
export function collectInstances(
  reader: PartReader,
  client: EC2Client,
  instanceIds: readonly string[],
): Promise<RegionSnapshot['instances']> {
  return reader.list('instances', async () => {
    const reservations = await collectByFilter('instance-id', instanceIds, (Filters) =>
      collectPages(
        paginateDescribeInstances({ client, pageSize: PAGE_SIZE }, { Filters, IncludeManagedResources: true }),
        (page) => page.Reservations,
      ),
    );
    return reservations.flatMap(({ Instances }) => Instances ?? []);
  });
}

/** There is no filter by id here, and one id that is gone fails the call: pass ids that EC2 just answered. */
export function collectInstanceStatuses(
  reader: PartReader,
  client: EC2Client,
  instanceIds: readonly string[],
): Promise<RegionSnapshot['instanceStatuses']> {
  return reader.list('instanceStatuses', async () => {
    const answers = [];
    for (const InstanceIds of inChunks(instanceIds, IDS_PER_STATUS_CALL)) {
      const command = new DescribeInstanceStatusCommand({
        InstanceIds: [...InstanceIds],
        IncludeManagedResources: true,
      });
      answers.push(...requireList((await client.send(command)).InstanceStatuses));
    }
    return answers;
  });
}
