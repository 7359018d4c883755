/** A VPC in two zones with a public and a private tier, and a peered VPC. */
import {
  AcceptVpcPeeringConnectionCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkAclCommand,
  CreateNetworkAclEntryCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeImagesCommand,
  DescribeNetworkAclsCommand,
  type EC2Client,
  type IpPermission,
  ReplaceNetworkAclAssociationCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';

export interface BuiltNetwork {
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  readonly peerVpcId: string;
  readonly peerSubnetId: string;
  readonly peeringConnectionId: string;
  readonly privateAclId: string;
  readonly publicRouteTableId: string;
  readonly privateRouteTableId: string;
  readonly prefixListId: string;
  readonly loadBalancerGroupId: string;
  readonly targetGroupId: string;
  /** One per private subnet, in the target group. */
  readonly instanceIds: readonly string[];
  /** Addresses of interfaces: one per private subnet and one in the peered VPC. */
  readonly addresses: readonly string[];
}

/** What AWS always answers and the SDK's types leave open. */
export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`moto answered no ${name}`);
  return value;
}

export async function buildNetwork(ec2: EC2Client, region: string): Promise<BuiltNetwork> {
  const vpcId = await createVpc(ec2, '10.20.0.0/16');
  const publicSubnetIds = [
    await createSubnet(ec2, vpcId, '10.20.0.0/24', `${region}a`),
    await createSubnet(ec2, vpcId, '10.20.1.0/24', `${region}b`),
  ];
  const privateSubnetIds = [
    await createSubnet(ec2, vpcId, '10.20.10.0/24', `${region}a`),
    await createSubnet(ec2, vpcId, '10.20.11.0/24', `${region}b`),
  ];
  const peer = await buildPeer(ec2, vpcId, region);
  const routes = await buildRoutes(ec2, vpcId, publicSubnetIds, privateSubnetIds, peer.peeringConnectionId);
  const privateAclId = await buildPrivateAcl(ec2, vpcId, privateSubnetIds);
  const groups = await buildGroups(ec2, vpcId);
  const instanceIds = await runInstances(ec2, privateSubnetIds, groups.targetGroupId);
  const addresses = [
    await createInterface(ec2, required(privateSubnetIds[0], 'subnet'), [groups.targetGroupId], '10.20.10.50'),
    await createInterface(ec2, required(privateSubnetIds[1], 'subnet'), [groups.targetGroupId], '10.20.11.50'),
    await createInterface(ec2, peer.peerSubnetId, [peer.peerGroupId], '10.30.1.50'),
  ];
  return {
    vpcId,
    publicSubnetIds,
    privateSubnetIds,
    ...peer,
    ...routes,
    privateAclId,
    ...groups,
    instanceIds,
    addresses,
  };
}

async function createVpc(ec2: EC2Client, CidrBlock: string): Promise<string> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock }));
  return required(Vpc?.VpcId, 'VPC');
}

async function createSubnet(ec2: EC2Client, VpcId: string, CidrBlock: string, AvailabilityZone: string) {
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }));
  return required(Subnet?.SubnetId, 'subnet');
}

/** An interface with one address, which it returns. */
export async function createInterface(
  ec2: EC2Client,
  SubnetId: string,
  Groups: string[],
  PrivateIpAddress?: string,
  Description?: string,
): Promise<string> {
  const { NetworkInterface } = await ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId, Groups, PrivateIpAddress, Description }),
  );
  return required(NetworkInterface?.PrivateIpAddress, 'address of an interface');
}

async function buildPeer(ec2: EC2Client, VpcId: string, region: string) {
  const peerVpcId = await createVpc(ec2, '10.30.0.0/16');
  const peerSubnetId = await createSubnet(ec2, peerVpcId, '10.30.1.0/24', `${region}a`);
  const { VpcPeeringConnection } = await ec2.send(
    new CreateVpcPeeringConnectionCommand({ VpcId, PeerVpcId: peerVpcId }),
  );
  const VpcPeeringConnectionId = required(VpcPeeringConnection?.VpcPeeringConnectionId, 'peering connection');
  await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  const peerTable = await createRouteTable(ec2, peerVpcId, [peerSubnetId]);
  await ec2.send(
    new CreateRouteCommand({ RouteTableId: peerTable, DestinationCidrBlock: '10.20.0.0/16', VpcPeeringConnectionId }),
  );
  const peerGroupId = await createGroup(ec2, peerVpcId, 'peer-targets');
  await allow(ec2, peerGroupId, { ...tcp(9000), IpRanges: [{ CidrIp: '10.20.0.0/16' }] });
  return { peerVpcId, peerSubnetId, peerGroupId, peeringConnectionId: VpcPeeringConnectionId };
}

async function createRouteTable(ec2: EC2Client, VpcId: string, subnetIds: readonly string[]): Promise<string> {
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  const RouteTableId = required(RouteTable?.RouteTableId, 'route table');
  for (const SubnetId of subnetIds) await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  return RouteTableId;
}

async function buildRoutes(
  ec2: EC2Client,
  VpcId: string,
  publicSubnetIds: readonly string[],
  privateSubnetIds: readonly string[],
  VpcPeeringConnectionId: string,
) {
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const GatewayId = required(InternetGateway?.InternetGatewayId, 'internet gateway');
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId }));
  const publicRouteTableId = await createRouteTable(ec2, VpcId, publicSubnetIds);
  const privateRouteTableId = await createRouteTable(ec2, VpcId, privateSubnetIds);
  const toAnywhere = { RouteTableId: publicRouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId };
  await ec2.send(new CreateRouteCommand(toAnywhere));
  for (const RouteTableId of [publicRouteTableId, privateRouteTableId]) {
    const toPeer = { RouteTableId, DestinationCidrBlock: '10.30.0.0/16', VpcPeeringConnectionId };
    await ec2.send(new CreateRouteCommand(toPeer));
  }
  return { publicRouteTableId, privateRouteTableId };
}

/** Lets everything through within the two VPCs, and nothing else. */
async function buildPrivateAcl(ec2: EC2Client, VpcId: string, subnetIds: readonly string[]): Promise<string> {
  const { NetworkAcl } = await ec2.send(new CreateNetworkAclCommand({ VpcId }));
  const NetworkAclId = required(NetworkAcl?.NetworkAclId, 'network ACL');
  for (const Egress of [true, false]) {
    const entry = { NetworkAclId, Egress, RuleNumber: 100, RuleAction: 'allow', Protocol: '-1' } as const;
    await ec2.send(new CreateNetworkAclEntryCommand({ ...entry, CidrBlock: '10.0.0.0/8' }));
  }
  const { NetworkAcls } = await ec2.send(new DescribeNetworkAclsCommand({}));
  const associations = (NetworkAcls ?? []).flatMap(({ Associations }) => Associations ?? []);
  for (const { NetworkAclAssociationId: AssociationId, SubnetId } of associations) {
    if (SubnetId === undefined || !subnetIds.includes(SubnetId)) continue;
    await ec2.send(new ReplaceNetworkAclAssociationCommand({ AssociationId, NetworkAclId }));
  }
  return NetworkAclId;
}

async function buildGroups(ec2: EC2Client, vpcId: string) {
  const loadBalancerGroupId = await createGroup(ec2, vpcId, 'load-balancers');
  await allow(ec2, loadBalancerGroupId, { ...tcp(80), IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
  await allow(ec2, loadBalancerGroupId, { ...tcp(443), IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
  const { PrefixList } = await ec2.send(
    new CreateManagedPrefixListCommand({
      PrefixListName: 'load-balancer-subnets',
      AddressFamily: 'IPv4',
      MaxEntries: 5,
      Entries: [{ Cidr: '10.20.0.0/24' }, { Cidr: '10.20.1.0/24' }],
    }),
  );
  const prefixListId = required(PrefixList?.PrefixListId, 'prefix list');
  const targetGroupId = await createGroup(ec2, vpcId, 'targets');
  await allow(ec2, targetGroupId, { ...tcp(8080), UserIdGroupPairs: [{ GroupId: loadBalancerGroupId }] });
  await allow(ec2, targetGroupId, { ...tcp(9000), PrefixListIds: [{ PrefixListId: prefixListId }] });
  await allow(ec2, targetGroupId, { ...tcp(8443, 8444), UserIdGroupPairs: [{ GroupId: loadBalancerGroupId }] });
  return { loadBalancerGroupId, targetGroupId, prefixListId };
}

const tcp = (FromPort: number, ToPort = FromPort) => ({ IpProtocol: 'tcp', FromPort, ToPort });

async function createGroup(ec2: EC2Client, VpcId: string, GroupName: string): Promise<string> {
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }));
  return required(GroupId, 'security group');
}

async function allow(ec2: EC2Client, GroupId: string, permission: IpPermission): Promise<void> {
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }));
}

async function runInstances(ec2: EC2Client, subnetIds: readonly string[], groupId: string): Promise<readonly string[]> {
  const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }));
  const ids: string[] = [];
  for (const SubnetId of subnetIds) {
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: required(Images?.[0]?.ImageId, 'image'),
        InstanceType: 't4g.micro',
        MinCount: 1,
        MaxCount: 1,
        SubnetId,
        SecurityGroupIds: [groupId],
      }),
    );
    ids.push(required(Instances?.[0]?.InstanceId, 'instance'));
  }
  return ids;
}
