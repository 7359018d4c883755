import { collectSurroundings } from '../../lib/collect/collect-surroundings.ts';
import { PartReader } from '../../lib/collect/part-reader.ts';
import type { InDepth, Scope } from '../../lib/collect/scope.ts';
import { type Answer, fakeAws } from '../support/fake-aws.ts';

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

const peering = (id: string, requester: object, accepter: object) => ({
  VpcPeeringConnectionId: id,
  RequesterVpcInfo: requester,
  AccepterVpcInfo: accepter,
});
const own = { VpcId: 'vpc-own', Region: 'eu-west-1', CidrBlock: '10.0.0.0/16' };
const near = { VpcId: 'vpc-near', Region: 'eu-west-1', CidrBlockSet: [{ CidrBlock: '10.1.0.0/16' }] };
const idle = { VpcId: 'vpc-idle', Region: 'eu-west-1', CidrBlock: '10.2.0.0/16' };
const abroad = { VpcId: 'vpc-abroad', Region: 'us-east-1', CidrBlock: '10.3.0.0/16' };
const PEERINGS = [peering('pcx-1', own, near), peering('pcx-2', idle, own), peering('pcx-3', own, abroad)];

const INTERFACES = [
  { NetworkInterfaceId: 'eni-lb', VpcId: 'vpc-own', Description: 'ELB app/shop/1a', Groups: [{ GroupId: 'sg-lb' }] },
  { NetworkInterfaceId: 'eni-far', VpcId: 'vpc-near', PrivateIpAddress: '10.1.0.9', Groups: [{ GroupId: 'sg-far' }] },
  {
    NetworkInterfaceId: 'eni-node',
    VpcId: 'vpc-own',
    PrivateIpAddress: '10.0.7.1',
    Ipv4Prefixes: [{ Ipv4Prefix: '10.0.9.16/28' }],
    Attachment: { InstanceId: 'i-node' },
  },
  { NetworkInterfaceId: 'eni-bystander', VpcId: 'vpc-own', PrivateIpAddress: '10.0.7.7' },
  {
    NetworkInterfaceId: 'eni-gateway',
    VpcId: 'vpc-own',
    InterfaceType: 'gateway_load_balancer',
    Description: 'who knows',
  },
];

const MEMBERS: Readonly<Record<string, (record: (typeof INTERFACES)[number]) => string | undefined>> = {
  description: ({ Description }) => Description,
  'attachment.instance-id': ({ Attachment }) => Attachment?.InstanceId,
  'vpc-id': ({ VpcId }) => VpcId,
  'interface-type': ({ InterfaceType }) => InterfaceType,
};

const answer: Answer = ({ action, input }) => {
  const filters = (input.Filters ?? []) as readonly Filter[];
  const values = filters[0]?.Values ?? [];
  switch (action) {
    case 'ec2:DescribeVpcPeeringConnections':
      return { VpcPeeringConnections: PEERINGS };
    case 'ec2:DescribeNetworkInterfaces':
      return {
        NetworkInterfaces: INTERFACES.filter((each) =>
          filters.every(({ Name, Values }) => Values.includes(MEMBERS[Name]?.(each) ?? '')),
        ),
      };
    case 'ec2:DescribeVpcs':
      return { Vpcs: values.map((VpcId) => ({ VpcId })) };
    case 'ec2:DescribeInstances':
      return { Reservations: [{ Instances: values.map((InstanceId) => ({ InstanceId })) }, {}] };
    case 'ec2:DescribeInstanceStatus':
      return { InstanceStatuses: [] };
    case 'ec2:DescribeSecurityGroups':
      return { SecurityGroups: values.map((GroupId) => ({ GroupId })) };
    default:
      return { Subnets: [], NetworkAcls: [], RouteTables: [] };
  }
};

const arn = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-1:1:${rest}`;
const shop = { LoadBalancerArn: arn('loadbalancer/app/shop/1a'), VpcId: 'vpc-own', SecurityGroups: ['sg-lb'] };
const pods = {
  TargetGroupArn: arn('targetgroup/pods/2b'),
  TargetType: 'ip',
  VpcId: 'vpc-own',
  LoadBalancerArns: [shop.LoadBalancerArn],
};
const targets = (...ids: string[]) => ({ [pods.TargetGroupArn]: ids.map((Id) => ({ Target: { Id } })) });

async function collect(inDepth: InDepth, scope: Scope = {}) {
  const { clientsFor, sent } = fakeAws(answer);
  const reader = new PartReader('eu-west-1', () => {});
  const parts = await collectSurroundings(reader, clientsFor('eu-west-1').ec2, inDepth, scope);
  return {
    interfaces: parts.networkInterfaces?.map(({ NetworkInterfaceId }) => NetworkInterfaceId).sort(),
    vpcs: parts.vpcs?.map(({ VpcId }) => VpcId),
    instances: parts.instances?.map(({ InstanceId }) => InstanceId),
    groups: parts.securityGroups?.map(({ GroupId }) => GroupId).sort(),
    peerings: parts.vpcPeeringConnections?.length,
    errors: reader.errors,
    sent,
  };
}

test('an address in a peered VPC brings that VPC and its holder, and no other peer', async () => {
  const found = await collect({ groups: [pods], health: targets('10.1.0.9'), loadBalancers: [shop] });
  expect(found).toMatchObject({
    vpcs: ['vpc-own', 'vpc-near'],
    interfaces: ['eni-far', 'eni-lb'],
    groups: ['sg-far', 'sg-lb'],
    peerings: 3,
    errors: [],
  });
});

test('an address in a delegated prefix brings the node that holds it', async () => {
  const found = await collect({ groups: [pods], health: targets('10.0.9.20'), loadBalancers: [shop] });
  expect(found).toMatchObject({ vpcs: ['vpc-own'], interfaces: ['eni-lb', 'eni-node'], instances: ['i-node'] });
});

test('an address that nobody holds brings nobody', async () => {
  const found = await collect({ groups: [pods], health: targets('10.0.200.1', '192.168.0.1'), loadBalancers: [shop] });
  expect(found).toMatchObject({ interfaces: ['eni-lb'], instances: [] });
});

test('a load balancer that could not be listed still has its interfaces, and by them its groups', async () => {
  const found = await collect({ groups: [pods], health: targets(), loadBalancers: [] });
  expect(found).toMatchObject({ interfaces: ['eni-lb'], groups: ['sg-lb'] });
});

test('the interfaces of a gateway load balancer are found by their type', async () => {
  const gateway = { LoadBalancerArn: arn('loadbalancer/gwy/fence/3c'), VpcId: 'vpc-own', Type: 'gateway' };
  const found = await collect({ groups: [], health: {}, loadBalancers: [gateway] });
  expect(found.interfaces).toEqual(['eni-gateway']);
});

test('instances are not looked for among interfaces of a VPC that has no address targets', async () => {
  const web = { ...pods, TargetType: 'instance' };
  const { sent } = await collect({ groups: [web], health: targets('i-node'), loadBalancers: [shop] });
  const asked = sent.filter(({ action }) => action === 'ec2:DescribeNetworkInterfaces');
  expect(asked.map(({ input }) => (input.Filters as readonly Filter[])[0]?.Name)).toEqual([
    'description',
    'attachment.instance-id',
  ]);
});

test('the whole network is every interface of the VPC and of its peers in the region', async () => {
  const inDepth = { groups: [pods], health: targets('10.0.9.20'), loadBalancers: [shop] };
  const found = await collect(inDepth, { network: 'whole' });
  expect(found.vpcs).toEqual(['vpc-own', 'vpc-near', 'vpc-idle']);
  expect(found.interfaces).toEqual(INTERFACES.map(({ NetworkInterfaceId }) => NetworkInterfaceId).sort());
});
