/** A synthetic account at AWS's quotas, and how long it takes to evaluate every path of it. */
import { understandRegion } from '../../lib/model/understand.ts';
import { createReachability } from '../../lib/network/reachability.ts';
import type { Trace, Verdict } from '../../lib/network/trace.ts';
import type {
  IpPermissionRecord,
  NetworkAclEntryRecord,
  NetworkInterfaceRecord,
} from '../../lib/snapshot/networking.ts';
import type { RegionSnapshot } from '../../lib/snapshot/snapshot.ts';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
const SUBNETS = 200;
const LOAD_BALANCERS = 50;
const GROUPS = 500;
const RULES = 60;
const ENTRIES = 20;
const TARGETS_EACH = 10;

const pad = (number: number) => number.toString(16).padStart(8, '0');
const subnetId = (index: number) => `subnet-${pad(index)}`;
const groupId = (index: number) => `sg-${pad(index)}`;

/** `scale` 1: 3,000 target groups of 10 targets, 500 groups of 60 rules, 200 subnets with ACLs of 40 entries. */
export function quotaAccount(scale: number): RegionSnapshot {
  const loadBalancers = range(LOAD_BALANCERS * scale).map(aLoadBalancer);
  const targetGroups = range(3000 * scale).map((index) => aTargetGroup(index, scale));
  return {
    region: 'eu-west-1',
    loadBalancers: loadBalancers.map(({ record }) => record),
    loadBalancerAttributes: Object.fromEntries(loadBalancers.map(({ record }) => [record.LoadBalancerArn, []])),
    listeners: [],
    rules: {},
    targetGroups: targetGroups.map(({ record }) => record),
    targetGroupAttributes: Object.fromEntries(targetGroups.map(({ record }) => [record.TargetGroupArn, []])),
    targetHealth: Object.fromEntries(targetGroups.map(({ record, targets }) => [record.TargetGroupArn, targets])),
    tags: {},
    instances: [],
    networkInterfaces: [...loadBalancers.flatMap(({ nodes }) => nodes), ...targetGroups.flatMap(({ nodes }) => nodes)],
    securityGroups: range(GROUPS * scale).map((index) => ({
      GroupId: groupId(index),
      VpcId: 'vpc-1',
      IpPermissions: range(RULES).map((rule) => aRule(index, rule, scale)),
      IpPermissionsEgress: range(RULES).map((rule) => anEgressRule(rule)),
    })),
    networkAcls: range(SUBNETS).map((index) => ({
      NetworkAclId: `acl-${pad(index)}`,
      VpcId: 'vpc-1',
      Entries: [false, true].flatMap((egress) => range(ENTRIES).map((entry) => anEntry(index, egress, entry))),
      Associations: [{ SubnetId: subnetId(index) }],
    })),
    routeTables: [
      {
        RouteTableId: 'rtb-1',
        VpcId: 'vpc-1',
        Routes: [{ DestinationCidrBlock: '10.0.0.0/8', GatewayId: 'local', State: 'active' }],
        Associations: [{ Main: true }],
      },
    ],
    subnets: range(SUBNETS).map((index) => ({
      SubnetId: subnetId(index),
      VpcId: 'vpc-1',
      CidrBlock: `10.${index}.0.0/16`,
      AvailabilityZone: `eu-west-1${'abc'[index % 3]}`,
    })),
    vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/8' }],
    vpcPeeringConnections: [],
    prefixLists: [],
  };
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function aLoadBalancer(index: number) {
  const subnets = [0, 1, 2].map((zone) => (index * 3 + zone) % SUBNETS);
  const type = index % 2 === 0 ? 'application' : 'network';
  const tail = `${type === 'network' ? 'net' : 'app'}/lb-${index}/${pad(index)}`;
  const record = {
    LoadBalancerArn: `${ARN}:loadbalancer/${tail}`,
    LoadBalancerName: `lb-${index}`,
    Type: type,
    VpcId: 'vpc-1',
    SecurityGroups: [groupId(index % GROUPS)],
    AvailabilityZones: subnets.map((subnet) => ({
      ZoneName: `eu-west-1${'abc'[subnet % 3]}`,
      SubnetId: subnetId(subnet),
    })),
  };
  const nodes = subnets.map((subnet, zone) =>
    anInterface(`eni-lb-${index}-${zone}`, subnet, index % 100, [groupId(index % GROUPS)], `ELB ${tail}`),
  );
  return { record, nodes };
}

function anInterface(
  id: string,
  subnet: number,
  host: number,
  groups: readonly string[],
  description: string,
  instance?: string,
): NetworkInterfaceRecord {
  const address = `10.${subnet}.${Math.floor(host / 250)}.${(host % 250) + 4}`;
  return {
    NetworkInterfaceId: id,
    Description: description,
    SubnetId: subnetId(subnet),
    VpcId: 'vpc-1',
    AvailabilityZone: `eu-west-1${'abc'[subnet % 3]}`,
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ PrivateIpAddress: address, Primary: true }],
    Groups: groups.map((GroupId) => ({ GroupId })),
    ...(instance === undefined ? {} : { Attachment: { InstanceId: instance, DeviceIndex: 0 } }),
  };
}

/** Ten targets in three subnets, of two sets of five groups, checked on another port than the traffic's. */
function aTargetGroup(index: number, scale: number) {
  const port = 8000 + (index % (1000 * scale));
  const record = {
    TargetGroupArn: `${ARN}:targetgroup/tg-${index}/${pad(index)}`,
    TargetGroupName: `tg-${index}`,
    TargetType: 'instance',
    Protocol: 'HTTP',
    Port: port,
    VpcId: 'vpc-1',
    HealthCheckPort: String(port + 1),
    HealthCheckProtocol: 'HTTP',
    LoadBalancerArns: [aLoadBalancer(index % (LOAD_BALANCERS * scale)).record.LoadBalancerArn],
  };
  const members = range(TARGETS_EACH).map((target) => ({
    id: `i-${pad(index * TARGETS_EACH + target)}`,
    subnet: (index + target) % 3 === 0 ? (index * 7) % SUBNETS : (index * 7 + (target % 3)) % SUBNETS,
    host: 200 + ((index * TARGETS_EACH + target) % 30000) + Math.floor((index * TARGETS_EACH + target) / 30000) * 30000,
    groups: range(5).map((nth) => groupId((index + nth * 10 + (target % 2) * 50) % (GROUPS * scale))),
  }));
  return {
    record,
    targets: members.map(({ id }) => ({ Target: { Id: id, Port: port } })),
    nodes: members.map(({ id, subnet, host, groups }) => anInterface(`eni-${id}`, subnet, host, groups, '', id)),
  };
}

/** Many narrow rules, and at their end, in nine groups of ten, the wide one that matters. */
function aRule(group: number, rule: number, scale: number): IpPermissionRecord {
  if (rule === RULES - 1 && group % 10 !== 0) {
    return { IpProtocol: 'tcp', FromPort: 8000, ToPort: 12000, IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
  }
  const from = 8000 + ((group * 13 + rule * 17) % (1000 * scale));
  const ports = { IpProtocol: 'tcp', FromPort: from, ToPort: from + (rule % 4) * 40 };
  if (rule % 3 === 0) return { ...ports, UserIdGroupPairs: [{ GroupId: groupId((group + rule) % (GROUPS * scale)) }] };
  return { ...ports, IpRanges: [{ CidrIp: `10.${(group * 3 + rule * 5) % SUBNETS}.0.0/${rule % 2 === 0 ? 14 : 18}` }] };
}

function anEgressRule(rule: number): IpPermissionRecord {
  if (rule === RULES - 1)
    return { IpProtocol: 'tcp', FromPort: 1024, ToPort: 65535, IpRanges: [{ CidrIp: '10.0.0.0/8' }] };
  return { IpProtocol: 'tcp', FromPort: rule * 10, ToPort: rule * 10 + 5, IpRanges: [{ CidrIp: `10.${rule}.0.0/16` }] };
}

/** Denies and allows of many ports, an allow for the rest; one ACL in ten has a hole in the ephemeral ports. */
function anEntry(acl: number, egress: boolean, entry: number): NetworkAclEntryRecord {
  const isLast = entry === ENTRIES - 1;
  const from = acl % 10 === 0 && entry === 3 ? 40000 : entry * 50;
  return {
    RuleNumber: 1000 - entry * 10 + (isLast ? 5000 : 0),
    Egress: egress,
    RuleAction: isLast || entry % 3 !== 0 ? 'allow' : 'deny',
    Protocol: isLast ? '-1' : '6',
    CidrBlock: isLast ? '0.0.0.0/0' : `10.${entry * 8}.0.0/${entry % 2 === 0 ? 13 : 9}`,
    ...(isLast ? {} : { PortRange: { From: from, To: from + 40 } }),
  };
}

export interface NetworkFigures {
  readonly targetGroups: number;
  readonly paths: number;
  readonly steps: number;
  readonly classes: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly understandMillis: number;
  readonly pathsMillis: number;
  /** Of all threads of the process: what a busy machine takes away does not count. */
  readonly cpuMillis: number;
  readonly heapMegabytes: number;
  /** The most that the process ever had, the snapshot and whatever ran before included. */
  readonly residentMegabytes: number;
}

export function measureNetwork(scale: number): NetworkFigures {
  const snapshot = quotaAccount(scale);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  const region = understandRegion(snapshot, '123456789012', '2026-11-22T12:00:00Z');
  const understood = performance.now();
  const used = process.cpuUsage();
  const reachability = createReachability(region);
  const groups = region.targetGroups.known ? region.targetGroups.value : [];
  const traces: Trace[] = [];
  for (const group of groups) {
    for (const target of group.targets.known ? group.targets.value : []) {
      for (const { trace } of reachability.pathsTo(group, target, 'health-check')) traces.push(trace);
      for (const { trace } of reachability.pathsTo(group, target, 'traffic')) traces.push(trace);
    }
  }
  const end = performance.now();
  const { user, system } = process.cpuUsage(used);
  collectGarbage();
  const verdicts = { allowed: 0, partlyBlocked: 0, blocked: 0, undetermined: 0 };
  for (const { verdict } of traces) verdicts[verdict] += 1;
  return {
    targetGroups: groups.length,
    paths: traces.length,
    steps: traces.reduce((sum, { steps }) => sum + steps.length, 0),
    classes: new Set(traces.map(({ steps }) => steps)).size,
    verdicts,
    understandMillis: Math.round(understood - start),
    pathsMillis: Math.round(end - understood),
    cpuMillis: Math.round((user + system) / 1000),
    heapMegabytes: Math.round((process.memoryUsage().heapUsed - before) / 1024 / 1024),
    residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

/** Node offers it only under --expose-gc; the figure is an upper bound without. */
function collectGarbage(): void {
  if (typeof globalThis.gc === 'function') globalThis.gc();
}

export function bench(): readonly string[] {
  measureNetwork(0.05);
  const once = measureNetwork(1);
  const twice = measureNetwork(2);
  const ratio = (twice.cpuMillis / once.cpuMillis).toFixed(2);
  return [
    `at quota   ${describe(once)}`,
    `twice that ${describe(twice)}`,
    `twice the account takes ${ratio} times the time (at most 2.2 allowed)`,
  ];
}

const describe = (figures: NetworkFigures): string =>
  `${figures.targetGroups} target groups, ${figures.paths} paths, ${figures.steps} steps in ${figures.classes} classes: ` +
  `${figures.pathsMillis} ms, ${figures.cpuMillis} ms of processor (model ${figures.understandMillis} ms), ${figures.heapMegabytes} MB heap, ${figures.residentMegabytes} MB resident; ` +
  Object.entries(figures.verdicts)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
