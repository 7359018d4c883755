/** A small account in which everything gets through; each test breaks what it is about. */
import type { Target, TargetGroup } from '../../lib/model/load-balancing.ts';
import type { Account, Region } from '../../lib/model/region.ts';
import { understand } from '../../lib/model/understand.ts';
import { type Answer, answerQuestions, parseQuestions } from '../../lib/network/questions.ts';
import { createReachability } from '../../lib/network/reachability.ts';
import type { Control, PathMode, Step, TargetPath, Trace } from '../../lib/network/trace.ts';
import type {
  IpPermissionRecord,
  NetworkAclEntryRecord,
  NetworkInterfaceRecord,
  RouteRecord,
} from '../../lib/snapshot/networking.ts';
import type { RegionSnapshot, SnapshotPart } from '../../lib/snapshot/snapshot.ts';

type Part = SnapshotPart | 'probes' | 'errors';
/** A snapshot of a region of which nothing was left out. */
export type Draft = { region: string } & { [Name in Part]: NonNullable<RegionSnapshot[Name]> };
export type Edit = (region: Draft) => void;

export const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
export const ALB = `${ARN}:loadbalancer/app/web/1111`;
export const NLB = `${ARN}:loadbalancer/net/flat/2222`;
export const GROUP = `${ARN}:targetgroup/app/3333`;

export const allow = (ports: number | string, source: string): IpPermissionRecord => {
  const [from, to = from] = String(ports).split('-').map(Number);
  return { IpProtocol: 'tcp', FromPort: from, ToPort: to, ...peer(source) };
};

export const allowAll = (source: string): IpPermissionRecord => ({ IpProtocol: '-1', ...peer(source) });

export function peer(source: string): Partial<IpPermissionRecord> {
  if (source.startsWith('sg-')) return { UserIdGroupPairs: [{ GroupId: source, UserId: '123456789012' }] };
  if (source.startsWith('pl-')) return { PrefixListIds: [{ PrefixListId: source }] };
  return source.includes(':') ? { Ipv6Ranges: [{ CidrIpv6: source }] } : { IpRanges: [{ CidrIp: source }] };
}

/** `100 allow tcp 1024-65535 10.0.0.0/16`, `90 deny -1 all ::/0`. */
export function entry(egress: boolean, text: string): NetworkAclEntryRecord {
  const [number, action = 'deny', protocol = '-1', ports = 'all', cidr = '0.0.0.0/0'] = text.split(' ');
  const [from, to = from] = ports.split('-').map(Number);
  return {
    RuleNumber: Number(number),
    RuleAction: action,
    Egress: egress,
    Protocol: { tcp: '6', udp: '17', icmp: '1', icmpv6: '58' }[protocol] ?? protocol,
    ...(cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
    ...(ports === 'all' ? {} : { PortRange: { From: from, To: to } }),
  };
}

const OPEN = [false, true].flatMap((egress) => [
  entry(egress, '100 allow -1 all 0.0.0.0/0'),
  entry(egress, '101 allow -1 all ::/0'),
  entry(egress, '32767 deny -1 all 0.0.0.0/0'),
  entry(egress, '32768 deny -1 all ::/0'),
]);

/** Gives a subnet an ACL of its own. */
export function acl(
  region: Draft,
  id: string,
  subnetIds: readonly string[],
  entries: readonly NetworkAclEntryRecord[],
) {
  for (const each of region.networkAcls) {
    each.Associations = each.Associations?.filter(({ SubnetId }) => !subnetIds.includes(SubnetId ?? '')) ?? [];
  }
  const associations = subnetIds.map((SubnetId) => ({ SubnetId }));
  region.networkAcls.push({ NetworkAclId: id, VpcId: 'vpc-a', Entries: [...entries], Associations: associations });
}

/** Entries that leave one direction open and narrow the other. */
export const narrowed = (egress: boolean, ...texts: readonly string[]): readonly NetworkAclEntryRecord[] => [
  ...OPEN.filter((each) => each.Egress !== egress),
  ...texts.map((text) => entry(egress, text)),
];

/** Gives subnets a route table of their own. */
export function routes(region: Draft, id: string, subnetIds: readonly string[], list: readonly RouteRecord[]) {
  const Associations = subnetIds.map((SubnetId) => ({ SubnetId }));
  region.routeTables.push({ RouteTableId: id, VpcId: 'vpc-a', Routes: [...list], Associations });
}

export const LOCAL: RouteRecord = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active' };

export const groupOf = (region: Draft, id: string) => {
  const found = region.securityGroups.find(({ GroupId }) => GroupId === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

export const interfaceOf = (region: Draft, id: string): NetworkInterfaceRecord => {
  const found = region.networkInterfaces.find(({ NetworkInterfaceId }) => NetworkInterfaceId === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

interface InterfaceDraft {
  readonly subnet: string;
  readonly address: string;
  readonly ipv6?: string;
  readonly groups: readonly string[];
  readonly description?: string;
  readonly instance?: string;
  readonly vpc?: string;
  readonly type?: string;
}

export function anInterface(id: string, draft: InterfaceDraft): NetworkInterfaceRecord {
  return {
    NetworkInterfaceId: id,
    Description: draft.description ?? '',
    InterfaceType: draft.type ?? 'interface',
    Status: 'in-use',
    VpcId: draft.vpc ?? 'vpc-a',
    SubnetId: draft.subnet,
    PrivateIpAddress: draft.address,
    PrivateIpAddresses: [{ PrivateIpAddress: draft.address, Primary: true }],
    Ipv6Addresses: draft.ipv6 === undefined ? [] : [{ Ipv6Address: draft.ipv6 }],
    Groups: draft.groups.map((GroupId) => ({ GroupId })),
    ...(draft.instance === undefined ? {} : { Attachment: { InstanceId: draft.instance, DeviceIndex: 0 } }),
  };
}

export const aSubnet = (id: string, cidr: string, zone: string, ipv6?: string, vpc = 'vpc-a') => ({
  SubnetId: id,
  VpcId: vpc,
  CidrBlock: cidr,
  AvailabilityZone: zone,
  ...(ipv6 === undefined ? {} : { Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: ipv6 }] }),
});

/**
 * vpc-a with the load balancers `web` (ALB, sg-lb) and `flat` (NLB without groups) in subnet-lb-a and subnet-lb-b, and
 * i-app (eni-app, sg-app, 10.0.10.5) in subnet-app-a, i-two (eni-two, 10.0.11.5) in subnet-app-b.
 */
export function draftRegion(): Draft {
  return structuredClone<Draft>({
    region: 'eu-west-1',
    loadBalancers: [loadBalancer(ALB, 'web', 'application', ['sg-lb']), loadBalancer(NLB, 'flat', 'network', [])],
    loadBalancerAttributes: { [ALB]: [], [NLB]: [{ Key: 'load_balancing.cross_zone.enabled', Value: 'true' }] },
    listeners: [],
    rules: {},
    targetGroups: [
      {
        TargetGroupArn: GROUP,
        TargetGroupName: 'app',
        TargetType: 'instance',
        Protocol: 'HTTP',
        Port: 80,
        VpcId: 'vpc-a',
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: 'traffic-port',
        LoadBalancerArns: [ALB],
      },
    ],
    targetGroupAttributes: { [GROUP]: [] },
    targetHealth: { [GROUP]: [{ Target: { Id: 'i-app', Port: 80 }, HealthCheckPort: '80' }] },
    tags: {},
    instances: [],
    instanceStatuses: [],
    networkInterfaces: [
      ...nodes('app/web/1111', ['sg-lb'], 10),
      ...nodes('net/flat/2222', [], 20),
      anInterface('eni-app', {
        subnet: 'subnet-app-a',
        address: '10.0.10.5',
        ipv6: '2600:1f18:0:a::5',
        groups: ['sg-app'],
        instance: 'i-app',
      }),
      anInterface('eni-two', { subnet: 'subnet-app-b', address: '10.0.11.5', groups: ['sg-app'], instance: 'i-two' }),
    ],
    securityGroups: [
      { GroupId: 'sg-lb', VpcId: 'vpc-a', IpPermissions: [allowAll('0.0.0.0/0')], IpPermissionsEgress: egressToAll() },
      { GroupId: 'sg-app', VpcId: 'vpc-a', IpPermissions: [allow('80', 'sg-lb')], IpPermissionsEgress: egressToAll() },
    ],
    networkAcls: [{ NetworkAclId: 'acl-open', VpcId: 'vpc-a', IsDefault: true, Entries: [...OPEN], Associations: [] }],
    routeTables: [
      {
        RouteTableId: 'rtb-main',
        VpcId: 'vpc-a',
        Routes: [LOCAL, { DestinationIpv6CidrBlock: '2600:1f18::/56', GatewayId: 'local', State: 'active' }],
        Associations: [{ Main: true }],
      },
    ],
    subnets: [
      aSubnet('subnet-lb-a', '10.0.0.0/24', 'eu-west-1a', '2600:1f18:0:0::/64'),
      aSubnet('subnet-lb-b', '10.0.1.0/24', 'eu-west-1b', '2600:1f18:0:1::/64'),
      aSubnet('subnet-app-a', '10.0.10.0/24', 'eu-west-1a', '2600:1f18:0:a::/64'),
      aSubnet('subnet-app-b', '10.0.11.0/24', 'eu-west-1b'),
    ],
    vpcs: [
      { VpcId: 'vpc-a', CidrBlock: '10.0.0.0/16', Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: '2600:1f18::/56' }] },
    ],
    vpcPeeringConnections: [],
    prefixLists: [],
    alarms: [],
    metrics: [],
    lambdaPolicies: {},
    probes: [],
    errors: [],
  });
}

const egressToAll = () => [allowAll('0.0.0.0/0'), allowAll('::/0')];

function loadBalancer(arn: string, name: string, type: string, groups: readonly string[]) {
  return {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    Type: type,
    Scheme: 'internet-facing',
    VpcId: 'vpc-a',
    SecurityGroups: [...groups],
    AvailabilityZones: [
      { ZoneName: 'eu-west-1a', SubnetId: 'subnet-lb-a' },
      { ZoneName: 'eu-west-1b', SubnetId: 'subnet-lb-b' },
    ],
  };
}

function nodes(tail: string, groups: readonly string[], host: number): NetworkInterfaceRecord[] {
  return ['a', 'b'].map((zone, index) =>
    anInterface(`eni-${host}-${zone}`, {
      subnet: `subnet-lb-${zone}`,
      address: `10.0.${index}.${host}`,
      ipv6: `2600:1f18:0:${index}::${host}`,
      groups,
      description: `ELB ${tail}`,
      type: tail.startsWith('net') ? 'network_load_balancer' : 'interface',
    }),
  );
}

/**
 * Peers vpc-a with vpc-b, where subnet-far (10.9.0.0/24) holds eni-far (10.9.0.5, sg-far), which admits sg-lb by
 * reference.
 */
export const peered: Edit = (region) => {
  region.vpcs.push({ VpcId: 'vpc-b', CidrBlock: '10.9.0.0/16' });
  region.subnets.push(aSubnet('subnet-far', '10.9.0.0/24', 'eu-west-1a', undefined, 'vpc-b'));
  region.networkInterfaces.push(
    anInterface('eni-far', {
      subnet: 'subnet-far',
      address: '10.9.0.5',
      groups: ['sg-far'],
      instance: 'i-far',
      vpc: 'vpc-b',
    }),
  );
  const reference = {
    GroupId: 'sg-lb',
    UserId: '123456789012',
    VpcPeeringConnectionId: 'pcx-1',
    PeeringStatus: 'active',
  };
  region.securityGroups.push({
    GroupId: 'sg-far',
    VpcId: 'vpc-b',
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, UserIdGroupPairs: [reference] }],
    IpPermissionsEgress: egressToAll(),
  });
  region.networkAcls.push({
    NetworkAclId: 'acl-far',
    VpcId: 'vpc-b',
    IsDefault: true,
    Entries: structuredClone([...OPEN]),
  });
  region.routeTables[0]?.Routes?.push(toPeer('10.9.0.0/16'));
  region.routeTables.push({
    RouteTableId: 'rtb-far',
    VpcId: 'vpc-b',
    Routes: [{ DestinationCidrBlock: '10.9.0.0/16', GatewayId: 'local', State: 'active' }, toPeer('10.0.0.0/16')],
    Associations: [{ Main: true }],
  });
  region.vpcPeeringConnections.push({
    VpcPeeringConnectionId: 'pcx-1',
    Status: { Code: 'active' },
    RequesterVpcInfo: { VpcId: 'vpc-a', Region: 'eu-west-1', CidrBlock: '10.0.0.0/16' },
    AccepterVpcInfo: { VpcId: 'vpc-b', Region: 'eu-west-1', CidrBlock: '10.9.0.0/16' },
  });
};

export const toPeer = (cidr: string): RouteRecord => ({
  DestinationCidrBlock: cidr,
  VpcPeeringConnectionId: 'pcx-1',
  State: 'active',
  Origin: 'CreateRoute',
});

export function anAccount(...edits: readonly Edit[]): Account {
  const region = draftRegion();
  for (const edit of edits) edit(region);
  return understand({
    schema: 'snapshot/1',
    capturedAt: '2026-11-22T12:00:00Z',
    accountId: '123456789012',
    regions: [region],
  });
}

export function aRegion(...edits: readonly Edit[]): Region {
  const [region] = anAccount(...edits).regions;
  if (region === undefined) throw new Error('no region');
  return region;
}

export const WEB_TO_APP = { from: { loadBalancer: 'web' }, to: { instance: 'i-app' }, protocol: 'tcp', port: 80 };

/** Answers one question about the account as edited. */
export function ask(question: object, ...edits: readonly Edit[]): Answer {
  const [answer] = answerQuestions(anAccount(...edits), parseQuestions([question]));
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

/** Only what differs from `allowed`, as `control resource verdict`. */
export const breaksOf = ({ steps }: Pick<Trace, 'steps'> | Answer): readonly string[] =>
  steps
    .filter(({ verdict }) => verdict !== 'allowed')
    .map(({ control, resource, verdict }) => `${control} ${resource} ${verdict}`);

export const stepOf = (answer: Answer | Trace, control: Control) => {
  const found = (answer.steps as readonly Step[]).find((step) => step.control === control);
  if (found === undefined) throw new Error(`no step ${control}`);
  return found;
};

/** Paths to the first target of the first target group of the account as edited. */
export function pathsOf(mode: PathMode, ...edits: readonly Edit[]): readonly TargetPath[] {
  const { region, group, target } = firstTarget(...edits);
  return createReachability(region).pathsTo(group, target, mode);
}

export function firstTarget(...edits: readonly Edit[]): { region: Region; group: TargetGroup; target: Target } {
  const region = aRegion(...edits);
  const group = region.targetGroups.known ? region.targetGroups.value[0] : undefined;
  const target = group?.targets.known ? group.targets.value[0] : undefined;
  if (group === undefined || target === undefined) throw new Error('no target');
  return { region, group, target };
}

export function pathOf(mode: PathMode, ...edits: readonly Edit[]): TargetPath {
  const [path] = pathsOf(mode, ...edits);
  if (path === undefined) throw new Error('no path');
  return path;
}

/** Edits of the one target group. */
export const target =
  (group: Partial<Draft['targetGroups'][number]>, id: string, port = 80, zone?: string): Edit =>
  (region) => {
    Object.assign(region.targetGroups[0] ?? {}, group);
    region.targetHealth[GROUP] = [
      { Target: { Id: id, Port: port, ...(zone === undefined ? {} : { AvailabilityZone: zone }) } },
    ];
  };
