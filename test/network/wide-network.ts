/** Three VPCs, two peered and one that overlaps, at random: whatever may differ between ends of one class does. */
import fc from 'fast-check';
import type { IpPermissionRecord, NetworkAclEntryRecord, RouteRecord } from '../../lib/snapshot/networking.ts';
import {
  ARN,
  acl,
  allowAll,
  anInterface,
  aSubnet,
  type Draft,
  draftRegion,
  entry,
  groupOf,
  LOCAL,
  NLB,
  peer,
  peered,
} from './an-account.ts';

const FLAT_GROUP = `${ARN}:targetgroup/flat/4444`;
const ROUTES_THERE = [
  '10.0.0.64/26',
  '10.9.0.0/16',
  '10.9.0.0/25',
  '10.9.0.128/25',
  '10.9.1.0/24',
  '10.9.1.0/25',
  '10.44.0.0/16',
];
const ROUTES_BACK = ['10.0.0.0/16', '10.0.0.0/24', '10.0.0.0/28', '10.0.1.0/24', '10.0.0.16/28'];
const ENTRIES = [
  '10.0.0.0/24',
  '10.0.0.0/28',
  '10.0.1.0/24',
  '10.9.0.0/25',
  '10.9.0.0/16',
  '10.0.10.0/25',
  '0.0.0.0/0',
];
const PORTS = ['79-80', '80-80', '81-81', '80-82', '1024-40000', '32768-60999', '1024-65535', 'all'];

const target = fc.constantFrom<Partial<RouteRecord>>(
  { VpcPeeringConnectionId: 'pcx-1', State: 'active' },
  { VpcPeeringConnectionId: 'pcx-1', State: 'active' },
  { TransitGatewayId: 'tgw-1', State: 'active' },
  { NatGatewayId: 'nat-1', State: 'active' },
  { NetworkInterfaceId: 'eni-gone', State: 'blackhole' },
);

const routeList = (cidrs: readonly string[]): fc.Arbitrary<readonly RouteRecord[]> =>
  fc
    .uniqueArray(fc.record({ cidr: fc.constantFrom(...cidrs), target }), { maxLength: 4, selector: ({ cidr }) => cidr })
    .map((list) => list.map(({ cidr, target: to }) => ({ DestinationCidrBlock: cidr, ...to })));

const permission = (peers: readonly string[]): fc.Arbitrary<IpPermissionRecord> =>
  fc
    .record({
      protocol: fc.constantFrom('tcp', 'tcp', 'udp', '-1', 'icmp'),
      ports: fc.constantFrom([79, 80], [80, 80], [81, 82], [0, 65535]),
      from: fc.constantFrom(...peers),
      status: fc.constantFrom(undefined, 'active', 'deleted'),
    })
    .map(({ protocol, ports: [FromPort, ToPort], from, status }) => {
      const isPeered = from.startsWith('sg-') && status !== undefined;
      const reference = { GroupId: from, VpcPeeringConnectionId: 'pcx-1', PeeringStatus: status };
      const range = protocol === 'icmp' ? { FromPort: -1, ToPort: -1 } : { FromPort, ToPort };
      return { IpProtocol: protocol, ...range, ...(isPeered ? { UserIdGroupPairs: [reference] } : peer(from)) };
    });

const aclEntries = fc.array(
  fc
    .record({
      number: fc.integer({ min: 1, max: 90 }),
      egress: fc.boolean(),
      action: fc.constantFrom('allow', 'deny'),
      protocol: fc.constantFrom('tcp', 'tcp', 'udp', '-1'),
      ports: fc.constantFrom(...PORTS),
      cidr: fc.constantFrom(...ENTRIES),
    })
    .map(({ number, egress, action, protocol, ports, cidr }) =>
      entry(egress, `${number} ${action} ${protocol} ${protocol === '-1' ? 'all' : ports} ${cidr}`),
    ),
  { maxLength: 4 },
);

export const wideScene = fc.record({
  there: fc.tuple(routeList(ROUTES_THERE), routeList(ROUTES_THERE)),
  back: fc.tuple(routeList(ROUTES_BACK), routeList(ROUTES_BACK)),
  egress: fc.array(permission(['sg-far', 'sg-app', 'sg-lb', '10.9.0.0/25', '10.0.10.0/24', '0.0.0.0/0']), {
    maxLength: 4,
  }),
  far: fc.array(permission(['sg-lb', 'sg-far', '10.0.0.0/24', '10.0.0.10/32', '10.0.0.0/16']), { maxLength: 4 }),
  near: fc.array(permission(['sg-lb', 'sg-app', '10.0.1.0/24', '0.0.0.0/0']), { maxLength: 4 }),
  acls: fc.array(fc.option(aclEntries), { minLength: 6, maxLength: 6 }),
  isOpen: fc.boolean(),
  crossesZones: fc.boolean(),
  keepsClients: fc.boolean(),
});
export type WideScene = typeof wideScene extends fc.Arbitrary<infer T> ? T : never;

const SUBNETS = ['subnet-lb-a', 'subnet-lb-b', 'subnet-app-a', 'subnet-app-b', 'subnet-far', 'subnet-far-b'];
const OPEN_END: readonly NetworkAclEntryRecord[] = [false, true].map((egress) =>
  entry(egress, '900 allow -1 all 0.0.0.0/0'),
);

export function buildWide(drawn: WideScene): Draft {
  const region = draftRegion();
  peered(region);
  addEnds(region);
  region.routeTables = [
    { RouteTableId: 'rtb-main', VpcId: 'vpc-a', Routes: [LOCAL, ...drawn.there[0]], Associations: [{ Main: true }] },
    table('rtb-b', 'vpc-a', 'subnet-lb-b', [LOCAL, ...drawn.there[1]]),
    table('rtb-far', 'vpc-b', 'subnet-far', [localIn('10.9.0.0/16'), ...drawn.back[0]]),
    table('rtb-far-b', 'vpc-b', 'subnet-far-b', [localIn('10.9.0.0/16'), ...drawn.back[1]]),
    table('rtb-c', 'vpc-c', 'subnet-other', [localIn('10.9.0.0/16')]),
  ];
  const open = drawn.isOpen ? [allowAll('0.0.0.0/0')] : [];
  groupOf(region, 'sg-lb').IpPermissionsEgress = [...drawn.egress, ...open];
  groupOf(region, 'sg-far').IpPermissions = [...drawn.far];
  groupOf(region, 'sg-app').IpPermissions = [...drawn.near];
  drawn.acls.forEach((list, index) => {
    if (list !== null) acl(region, `acl-${index}`, [SUBNETS[index] ?? ''], [...list, ...OPEN_END]);
  });
  addFlatGroup(region, drawn);
  region.loadBalancerAttributes[NLB] = [
    { Key: 'load_balancing.cross_zone.enabled', Value: String(drawn.crossesZones) },
  ];
  return region;
}

/** Ends that share a subnet and groups but not a half of it, a subnet but no groups, an address but no VPC. */
function addEnds(region: Draft) {
  region.subnets.push(aSubnet('subnet-far-b', '10.9.1.0/24', 'eu-west-1b', undefined, 'vpc-b'));
  region.vpcs.push({ VpcId: 'vpc-c', CidrBlock: '10.9.0.0/16' });
  region.subnets.push(aSubnet('subnet-other', '10.9.0.0/24', 'eu-west-1a', undefined, 'vpc-c'));
  const far = (id: string, subnet: string, address: string, groups: readonly string[], vpc = 'vpc-b') =>
    anInterface(id, { subnet, address, groups, vpc, instance: `i-${id.slice(4)}` });
  const groupless = (id: string, address: string) =>
    anInterface(id, { subnet: 'subnet-far', address, groups: [], vpc: 'vpc-b', type: 'network_load_balancer' });
  region.networkInterfaces.push(
    far('eni-far-high', 'subnet-far', '10.9.0.200', ['sg-far']),
    far('eni-far-other', 'subnet-far', '10.9.0.6', ['sg-far', 'sg-extra']),
    far('eni-far-b', 'subnet-far-b', '10.9.1.5', ['sg-far']),
    far('eni-far-b-high', 'subnet-far-b', '10.9.1.200', ['sg-far']),
    far('eni-other', 'subnet-other', '10.9.0.5', ['sg-far'], 'vpc-c'),
    groupless('eni-flat-one', '10.9.0.30'),
    groupless('eni-flat-two', '10.9.0.31'),
    anInterface('eni-app-high', {
      subnet: 'subnet-app-a',
      address: '10.0.10.200',
      groups: ['sg-app'],
      instance: 'i-high',
    }),
    anInterface('eni-beside', { subnet: 'subnet-lb-a', address: '10.0.0.5', groups: ['sg-app'], instance: 'i-beside' }),
    anInterface('eni-beside-too', {
      subnet: 'subnet-lb-a',
      address: '10.0.0.77',
      groups: ['sg-app'],
      instance: 'i-beside-too',
    }),
  );
  region.securityGroups.push({ GroupId: 'sg-extra', VpcId: 'vpc-b', IpPermissions: [], IpPermissionsEgress: [] });
}

/** Targets of both zones behind the Network Load Balancer. */
function addFlatGroup(region: Draft, { keepsClients }: WideScene) {
  region.targetGroups.push({
    TargetGroupArn: FLAT_GROUP,
    TargetGroupName: 'flat',
    TargetType: 'instance',
    Protocol: 'TCP',
    Port: 80,
    VpcId: 'vpc-a',
    HealthCheckProtocol: 'TCP',
    HealthCheckPort: '81',
    LoadBalancerArns: [NLB],
  });
  region.targetGroupAttributes[FLAT_GROUP] = [{ Key: 'preserve_client_ip.enabled', Value: String(keepsClients) }];
  region.targetHealth[FLAT_GROUP] = ['i-app', 'i-high', 'i-two', 'i-beside', 'i-beside-too'].flatMap((Id) =>
    [80, 82].map((Port) => ({ Target: { Id, Port }, HealthCheckPort: '81' })),
  );
}

const localIn = (cidr: string): RouteRecord => ({ DestinationCidrBlock: cidr, GatewayId: 'local', State: 'active' });

const table = (RouteTableId: string, VpcId: string, SubnetId: string, Routes: readonly RouteRecord[]) => ({
  RouteTableId,
  VpcId,
  Routes: [...Routes],
  Associations: [{ SubnetId }],
});
