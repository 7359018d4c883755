/** One region: first what is there and how it is, then everything that target groups in scope need to be understood. */
import type { LoadBalancerRecord, TargetGroupRecord } from '../snapshot/load-balancing.ts';
import type { VpcPeeringConnectionRecord } from '../snapshot/networking.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { isInside } from './addresses.ts';
import type { Clients } from './clients.ts';
import { collectAlarms } from './collect-alarms.ts';
import { collectInstanceStatuses, collectInstances, collectNetworkInterfaces } from './collect-compute.ts';
import { collectLambdaPolicies } from './collect-lambda-policies.ts';
import {
  collectListeners,
  collectLoadBalancerAttributes,
  collectLoadBalancers,
  collectRules,
  collectTags,
  collectTargetGroupAttributes,
  collectTargetGroups,
  collectTargetHealth,
} from './collect-load-balancing.ts';
import { collectMetrics } from './collect-metrics.ts';
import {
  collectPeeringConnections,
  collectPrefixLists,
  collectSecurityGroups,
  collectVpcs,
  prefixListsNamedBy,
} from './collect-network.ts';
import { distinct, PartReader } from './part-reader.ts';
import { loadBalancerName, type MetricSubject, planInstanceMetrics } from './plan-metrics.ts';
import type { OnProgress } from './progress.ts';
import {
  isFailing,
  isInScope,
  isInTrouble,
  loadBalancersNeededBy,
  type Scope,
  targetIdsOf,
  targetsOf,
  vpcsOf,
} from './scope.ts';

export interface RegionOptions {
  readonly region: string;
  readonly clients: Clients;
  /** ISO time: the end of the hour of metrics. */
  readonly at: string;
  readonly scope: Scope;
  readonly onProgress: OnProgress;
}

/** What the rest is read for. */
interface InDepth {
  readonly groups: readonly TargetGroupRecord[];
  readonly health: RegionSnapshot['targetHealth'];
  /** Those that the groups need; fewer than the snapshot has. */
  readonly loadBalancers: readonly LoadBalancerRecord[];
}

export async function collectRegion(options: RegionOptions): Promise<RegionSnapshot> {
  const { region, clients, scope, onProgress } = options;
  const reader = new PartReader(region, onProgress);
  const parts = await collectParts(reader, clients, options.at, scope);
  return { region, ...withoutMissing(parts), errors: [...reader.errors] };
}

type Parts = { [Name in keyof RegionSnapshot]?: RegionSnapshot[Name] | undefined };

async function collectParts(reader: PartReader, clients: Clients, at: string, scope: Scope): Promise<Parts> {
  const all = await collectTargetGroups(reader, clients.elb);
  if (all === undefined) return {};
  const targetGroups = all.filter((group) => isInScope(scope, group));
  const arns = targetGroups.map(({ TargetGroupArn }) => TargetGroupArn);
  const targetHealth = await collectTargetHealth(reader, clients.elb, arns);
  const known = { targetGroups, targetHealth };
  const isFull = scope.cadence !== 'health';
  const groups = isFull ? targetGroups : targetGroups.filter((group) => isInTrouble(group, targetHealth));
  if (!isFull && groups.length === 0) return known;
  const alarms = isFull ? await collectAlarms(reader, clients.cloudwatch) : undefined;
  const loadBalancing = await collectLoadBalancing(reader, clients, groups, targetHealth, scope);
  const needed = loadBalancersNeededBy(groups, targetHealth);
  const loadBalancers = (loadBalancing.loadBalancers ?? []).filter((each) => needed.has(each.LoadBalancerArn));
  const inDepth: InDepth = { groups, health: targetHealth, loadBalancers };
  const network = await collectNetworkAround(reader, clients, inDepth);
  return {
    ...known,
    ...loadBalancing,
    ...network,
    alarms,
    metrics: await collectMetricsOf(reader, clients, at, inDepth, network.instances),
    lambdaPolicies: await collectLambdaPolicies(reader, clients.lambda, targetIdsOf(groups, targetHealth, 'lambda')),
  };
}

/** Every load balancer of the region where everything is in scope, else those that the groups need. */
async function collectLoadBalancing(
  reader: PartReader,
  { elb }: Clients,
  groups: readonly TargetGroupRecord[],
  health: RegionSnapshot['targetHealth'],
  { targetGroups, cadence }: Scope,
): Promise<Parts> {
  const all = await collectLoadBalancers(reader, elb);
  const needed = loadBalancersNeededBy(groups, health);
  const keepsAll = targetGroups === undefined && cadence !== 'health';
  const loadBalancers = keepsAll ? all : all?.filter(({ LoadBalancerArn }) => needed.has(LoadBalancerArn));
  // Target groups name their load balancers too, which helps where those cannot be listed.
  const arns = loadBalancers?.map(({ LoadBalancerArn }) => LoadBalancerArn) ?? [...needed];
  const groupArns = groups.map(({ TargetGroupArn }) => TargetGroupArn);
  const listeners = await collectListeners(reader, elb, arns);
  return {
    loadBalancers,
    listeners,
    rules: listeners && (await collectRules(reader, elb, distinct(listeners.map((each) => each.ListenerArn)))),
    loadBalancerAttributes: await collectLoadBalancerAttributes(reader, elb, arns),
    targetGroupAttributes: await collectTargetGroupAttributes(reader, elb, groupArns),
    tags: await collectTags(reader, elb, [...arns, ...groupArns]),
  };
}

async function collectNetworkAround(reader: PartReader, { ec2 }: Clients, inDepth: InDepth): Promise<Parts> {
  const { groups, health, loadBalancers } = inDepth;
  const vpcIds = vpcsOf(groups, loadBalancers);
  const vpcPeeringConnections = await collectPeeringConnections(reader, ec2, vpcIds);
  const addresses = targetIdsOf(groups, health, 'ip');
  const peerIds = peersHolding(addresses, vpcPeeringConnections ?? [], vpcIds);
  const networkInterfaces = await collectInterfacesOf(reader, ec2, inDepth, peerIds);
  const ofVpcs = await collectVpcs(reader, ec2, distinct([...vpcIds, ...peerIds]));
  // Addresses may be those of instances, such as Kubernetes nodes, and instances may be stopped.
  const attached = (networkInterfaces ?? []).map(({ Attachment }) => Attachment?.InstanceId);
  const instanceIds = distinct([...targetIdsOf(groups, health, 'instance'), ...attached]);
  const instances = await collectInstances(reader, ec2, instanceIds);
  const runningIds = instances?.map(({ InstanceId }) => InstanceId) ?? instanceIds;
  const groupIds = distinct([
    ...loadBalancers.flatMap(({ SecurityGroups }) => SecurityGroups ?? []),
    ...[
      ...(networkInterfaces ?? []).map((each) => each.Groups),
      ...(instances ?? []).map((each) => each.SecurityGroups),
    ]
      .flatMap((held) => held ?? [])
      .map(({ GroupId }) => GroupId),
  ]);
  const securityGroups = await collectSecurityGroups(reader, ec2, groupIds);
  const listIds = prefixListsNamedBy({ securityGroups, routeTables: ofVpcs.routeTables });
  return {
    ...ofVpcs,
    vpcPeeringConnections,
    networkInterfaces,
    instances,
    instanceStatuses: await collectInstanceStatuses(reader, ec2, runningIds),
    securityGroups,
    prefixLists: await collectPrefixLists(reader, ec2, listIds),
  };
}

function collectInterfacesOf(
  reader: PartReader,
  ec2: Clients['ec2'],
  { groups, health, loadBalancers }: InDepth,
  peerIds: readonly string[],
): Promise<RegionSnapshot['networkInterfaces']> {
  const needed = [...loadBalancersNeededBy(groups, health)];
  const ofAddresses = groups.filter(({ TargetType }) => TargetType === 'ip');
  return collectNetworkInterfaces(reader, ec2, {
    descriptions: needed.map((arn) => `ELB ${loadBalancerName(arn)}`),
    instanceIds: targetIdsOf(groups, health, 'instance'),
    addresses: targetIdsOf(groups, health, 'ip'),
    addressVpcIds: distinct([...vpcsOf(ofAddresses, []), ...peerIds]),
    gatewayVpcIds: vpcsOf(
      [],
      loadBalancers.filter(({ Type }) => Type === 'gateway'),
    ),
  });
}

/** The far VPCs in which one of the addresses lies. A peer in another region cannot be read from here. */
function peersHolding(
  addresses: readonly string[],
  connections: readonly VpcPeeringConnectionRecord[],
  ownIds: readonly string[],
): readonly string[] {
  const sides = connections.flatMap(({ RequesterVpcInfo, AccepterVpcInfo }) => {
    const isNear = RequesterVpcInfo?.VpcId != null && ownIds.includes(RequesterVpcInfo.VpcId);
    const [near, far] = isNear ? [RequesterVpcInfo, AccepterVpcInfo] : [AccepterVpcInfo, RequesterVpcInfo];
    const isSameRegion = far?.Region == null || near?.Region == null || far.Region === near.Region;
    return far != null && isSameRegion ? [far] : [];
  });
  const holding = sides.filter((side) => {
    const cidrs = distinct([
      side.CidrBlock,
      ...(side.CidrBlockSet ?? []).map(({ CidrBlock }) => CidrBlock),
      ...(side.Ipv6CidrBlockSet ?? []).map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
    ]);
    return addresses.some((address) => isInside(address, cidrs));
  });
  return distinct(holding.map(({ VpcId }) => VpcId));
}

function collectMetricsOf(
  reader: PartReader,
  { cloudwatch }: Clients,
  at: string,
  { groups, health }: InDepth,
  instances: RegionSnapshot['instances'],
): Promise<RegionSnapshot['metrics']> {
  const subjects: readonly MetricSubject[] = groups.flatMap(({ TargetGroupArn, TargetType, LoadBalancerArns }) =>
    (LoadBalancerArns ?? []).map((loadBalancerArn) => ({
      targetGroupArn: TargetGroupArn,
      loadBalancerArn,
      targetType: TargetType ?? 'instance',
    })),
  );
  const inTrouble = groups.filter((group) => group.TargetType === 'lambda' || isInTrouble(group, health));
  const ofInstances = groups.filter(({ TargetType }) => (TargetType ?? 'instance') === 'instance');
  const failing = distinct(
    targetsOf(ofInstances, health)
      .filter(isFailing)
      .map(({ Target }) => Target.Id),
  );
  return collectMetrics(reader, cloudwatch, at, {
    subjects,
    inTrouble: new Set(inTrouble.map(({ TargetGroupArn }) => TargetGroupArn)),
    instanceQueries: planInstanceMetrics(failing, instances ?? []),
  });
}

function withoutMissing(parts: Parts): Partial<RegionSnapshot> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}
