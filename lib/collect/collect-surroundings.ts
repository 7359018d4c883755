/** The network and the instances around target groups, in the order in which one answer leads to the next question. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { VpcPeeringConnectionRecord } from '../snapshot/networking.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { isInside } from './addresses.ts';
import { collectInstanceStatuses, collectInstances, collectNetworkInterfaces } from './collect-compute.ts';
import {
  collectPeeringConnections,
  collectPrefixLists,
  collectSecurityGroups,
  collectVpcs,
  prefixListsNamedBy,
} from './collect-network.ts';
import { distinct, type PartReader } from './part-reader.ts';
import { loadBalancerName } from './plan-metrics.ts';
import { type InDepth, loadBalancersNeededBy, type Parts, type Scope, targetIdsOf, vpcsOf } from './scope.ts';

export async function collectSurroundings(
  reader: PartReader,
  ec2: EC2Client,
  inDepth: InDepth,
  { network = 'needed' }: Scope,
): Promise<Parts> {
  const ownIds = vpcsOf(inDepth.groups, inDepth.loadBalancers);
  const vpcPeeringConnections = await collectPeeringConnections(reader, ec2, ownIds);
  const peers = peersOf(ownIds, vpcPeeringConnections ?? []);
  const addresses = targetIdsOf(inDepth.groups, inDepth.health, 'ip');
  const needed = network === 'whole' ? peers : peers.filter((peer) => holdsAny(peer, addresses));
  const peerIds = distinct(needed.map(({ VpcId }) => VpcId));
  const vpcIds = distinct([...ownIds, ...peerIds]);
  const networkInterfaces =
    network === 'whole'
      ? await collectNetworkInterfaces(reader, ec2, { wholeVpcIds: vpcIds })
      : await collectInterfacesOf(reader, ec2, inDepth, peerIds);
  const ofVpcs = await collectVpcs(reader, ec2, vpcIds);
  const ofInstances = await collectInstancesOf(reader, ec2, inDepth, networkInterfaces);
  const groupIds = securityGroupsOf(inDepth, networkInterfaces, ofInstances.instances);
  const securityGroups = await collectSecurityGroups(reader, ec2, groupIds);
  const listIds = prefixListsNamedBy({ securityGroups, routeTables: ofVpcs.routeTables });
  const prefixLists = await collectPrefixLists(reader, ec2, listIds);
  return { ...ofVpcs, ...ofInstances, vpcPeeringConnections, networkInterfaces, securityGroups, prefixLists };
}

function collectInterfacesOf(
  reader: PartReader,
  ec2: EC2Client,
  { groups, health, loadBalancers }: InDepth,
  peerIds: readonly string[],
): Promise<RegionSnapshot['networkInterfaces']> {
  const ofAddresses = groups.filter(({ TargetType }) => TargetType === 'ip');
  const gateways = loadBalancers.filter(({ Type }) => Type === 'gateway');
  return collectNetworkInterfaces(reader, ec2, {
    descriptions: [...loadBalancersNeededBy(groups, health)].map((arn) => `ELB ${loadBalancerName(arn)}`),
    instanceIds: targetIdsOf(groups, health, 'instance'),
    addresses: targetIdsOf(groups, health, 'ip'),
    addressVpcIds: distinct([...vpcsOf(ofAddresses, []), ...peerIds]),
    gatewayVpcIds: vpcsOf([], gateways),
  });
}

/** Targets, and whatever holds the address of one, such as a Kubernetes node. */
async function collectInstancesOf(
  reader: PartReader,
  ec2: EC2Client,
  { groups, health }: InDepth,
  interfaces: RegionSnapshot['networkInterfaces'],
): Promise<Pick<Parts, 'instances' | 'instanceStatuses'>> {
  const attached = (interfaces ?? []).map(({ Attachment }) => Attachment?.InstanceId);
  const ids = distinct([...targetIdsOf(groups, health, 'instance'), ...attached]);
  const instances = await collectInstances(reader, ec2, ids);
  const known = instances?.map(({ InstanceId }) => InstanceId) ?? ids;
  return { instances, instanceStatuses: await collectInstanceStatuses(reader, ec2, known) };
}

function securityGroupsOf(
  { loadBalancers }: InDepth,
  interfaces: RegionSnapshot['networkInterfaces'],
  instances: RegionSnapshot['instances'],
): readonly string[] {
  const held = [
    ...(interfaces ?? []).flatMap(({ Groups }) => Groups ?? []),
    ...(instances ?? []).flatMap(({ SecurityGroups }) => SecurityGroups ?? []),
  ];
  return distinct([
    ...loadBalancers.flatMap(({ SecurityGroups }) => SecurityGroups ?? []),
    ...held.map(({ GroupId }) => GroupId),
  ]);
}

type PeeringSide = NonNullable<VpcPeeringConnectionRecord['RequesterVpcInfo']>;

/** The far sides of peerings. One in another region cannot be read from here. */
function peersOf(
  ownIds: readonly string[],
  connections: readonly VpcPeeringConnectionRecord[],
): readonly PeeringSide[] {
  return connections.flatMap(({ RequesterVpcInfo, AccepterVpcInfo }) => {
    const isNear = RequesterVpcInfo?.VpcId != null && ownIds.includes(RequesterVpcInfo.VpcId);
    const [near, far] = isNear ? [RequesterVpcInfo, AccepterVpcInfo] : [AccepterVpcInfo, RequesterVpcInfo];
    const isSameRegion = far?.Region == null || near?.Region == null || far.Region === near.Region;
    return far != null && isSameRegion ? [far] : [];
  });
}

function holdsAny(side: PeeringSide, addresses: readonly string[]): boolean {
  const cidrs = distinct([
    side.CidrBlock,
    ...(side.CidrBlockSet ?? []).map(({ CidrBlock }) => CidrBlock),
    ...(side.Ipv6CidrBlockSet ?? []).map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  ]);
  return addresses.some((address) => isInside(address, cidrs));
}
