/** Records of EC2 and VPC, exactly as their Describe* calls answer. Unknown members are kept. */
import * as z from 'zod';
import { tagRecord } from './load-balancing.ts';

const text = z.string().nullish();
const number = z.number().nullish();
const boolean = z.boolean().nullish();
const tags = z.array(tagRecord).nullish();

export const instanceRecord = z.looseObject({
  InstanceId: z.string(),
  InstanceType: text,
  State: z.looseObject({ Name: text }).nullish(),
  StateReason: z.looseObject({ Code: text, Message: text }).nullish(),
  StateTransitionReason: text,
  LaunchTime: text,
  VpcId: text,
  SubnetId: text,
  PrivateIpAddress: text,
  Placement: z.looseObject({ AvailabilityZone: text }).nullish(),
  SecurityGroups: z.array(z.looseObject({ GroupId: text, GroupName: text })).nullish(),
  NetworkInterfaces: z
    .array(
      z.looseObject({
        NetworkInterfaceId: text,
        PrivateIpAddress: text,
        Attachment: z.looseObject({ DeviceIndex: number }).nullish(),
      }),
    )
    .nullish(),
  Tags: tags,
});

const statusSummary = z.looseObject({ Status: text }).nullish();

export const instanceStatusRecord = z.looseObject({
  InstanceId: z.string(),
  InstanceState: z.looseObject({ Name: text }).nullish(),
  InstanceStatus: statusSummary,
  SystemStatus: statusSummary,
  AttachedEbsStatus: statusSummary,
});

export const networkInterfaceRecord = z.looseObject({
  NetworkInterfaceId: z.string(),
  Description: text,
  InterfaceType: text,
  Status: text,
  SubnetId: text,
  VpcId: text,
  AvailabilityZone: text,
  OwnerId: text,
  RequesterId: text,
  RequesterManaged: boolean,
  SourceDestCheck: boolean,
  PrivateIpAddress: text,
  PrivateIpAddresses: z.array(z.looseObject({ PrivateIpAddress: text, Primary: boolean })).nullish(),
  Ipv6Addresses: z.array(z.looseObject({ Ipv6Address: text, IsPrimaryIpv6: boolean })).nullish(),
  Ipv4Prefixes: z.array(z.looseObject({ Ipv4Prefix: text })).nullish(),
  Ipv6Prefixes: z.array(z.looseObject({ Ipv6Prefix: text })).nullish(),
  Groups: z.array(z.looseObject({ GroupId: text, GroupName: text })).nullish(),
  Attachment: z.looseObject({ InstanceId: text, DeviceIndex: number, Status: text, AttachTime: text }).nullish(),
  TagSet: tags,
});

export const ipPermissionRecord = z.looseObject({
  IpProtocol: text,
  FromPort: number,
  ToPort: number,
  IpRanges: z.array(z.looseObject({ CidrIp: text, Description: text })).nullish(),
  Ipv6Ranges: z.array(z.looseObject({ CidrIpv6: text, Description: text })).nullish(),
  PrefixListIds: z.array(z.looseObject({ PrefixListId: text, Description: text })).nullish(),
  UserIdGroupPairs: z
    .array(
      z.looseObject({
        GroupId: text,
        GroupName: text,
        UserId: text,
        VpcId: text,
        VpcPeeringConnectionId: text,
        PeeringStatus: text,
        Description: text,
      }),
    )
    .nullish(),
});

export const securityGroupRecord = z.looseObject({
  GroupId: z.string(),
  GroupName: text,
  Description: text,
  VpcId: text,
  OwnerId: text,
  IpPermissions: z.array(ipPermissionRecord).nullish(),
  IpPermissionsEgress: z.array(ipPermissionRecord).nullish(),
  Tags: tags,
});

export const networkAclEntryRecord = z.looseObject({
  RuleNumber: number,
  Protocol: text,
  RuleAction: text,
  Egress: boolean,
  CidrBlock: text,
  Ipv6CidrBlock: text,
  PortRange: z.looseObject({ From: number, To: number }).nullish(),
  IcmpTypeCode: z.looseObject({ Type: number, Code: number }).nullish(),
});

export const networkAclRecord = z.looseObject({
  NetworkAclId: z.string(),
  VpcId: text,
  IsDefault: boolean,
  Entries: z.array(networkAclEntryRecord).nullish(),
  Associations: z.array(z.looseObject({ NetworkAclAssociationId: text, NetworkAclId: text, SubnetId: text })).nullish(),
  Tags: tags,
});

export const routeRecord = z.looseObject({
  DestinationCidrBlock: text,
  DestinationIpv6CidrBlock: text,
  DestinationPrefixListId: text,
  GatewayId: text,
  NatGatewayId: text,
  NetworkInterfaceId: text,
  InstanceId: text,
  TransitGatewayId: text,
  VpcPeeringConnectionId: text,
  EgressOnlyInternetGatewayId: text,
  LocalGatewayId: text,
  CarrierGatewayId: text,
  CoreNetworkArn: text,
  OdbNetworkArn: text,
  IpAddress: text,
  State: text,
  Origin: text,
});

export const routeTableRecord = z.looseObject({
  RouteTableId: z.string(),
  VpcId: text,
  Routes: z.array(routeRecord).nullish(),
  Associations: z
    .array(z.looseObject({ Main: boolean, SubnetId: text, GatewayId: text, RouteTableId: text }))
    .nullish(),
  Tags: tags,
});

export const subnetRecord = z.looseObject({
  SubnetId: z.string(),
  VpcId: text,
  CidrBlock: text,
  Ipv6CidrBlockAssociationSet: z
    .array(z.looseObject({ Ipv6CidrBlock: text, Ipv6CidrBlockState: z.looseObject({ State: text }).nullish() }))
    .nullish(),
  AvailabilityZone: text,
  AvailabilityZoneId: text,
  AvailableIpAddressCount: number,
  Tags: tags,
});

export const vpcRecord = z.looseObject({
  VpcId: z.string(),
  CidrBlock: text,
  CidrBlockAssociationSet: z
    .array(z.looseObject({ CidrBlock: text, CidrBlockState: z.looseObject({ State: text }).nullish() }))
    .nullish(),
  Ipv6CidrBlockAssociationSet: z
    .array(z.looseObject({ Ipv6CidrBlock: text, Ipv6CidrBlockState: z.looseObject({ State: text }).nullish() }))
    .nullish(),
  Tags: tags,
});

const peeringSide = z
  .looseObject({
    VpcId: text,
    OwnerId: text,
    Region: text,
    CidrBlock: text,
    CidrBlockSet: z.array(z.looseObject({ CidrBlock: text })).nullish(),
    Ipv6CidrBlockSet: z.array(z.looseObject({ Ipv6CidrBlock: text })).nullish(),
  })
  .nullish();

export const vpcPeeringConnectionRecord = z.looseObject({
  VpcPeeringConnectionId: z.string(),
  Status: z.looseObject({ Code: text, Message: text }).nullish(),
  RequesterVpcInfo: peeringSide,
  AccepterVpcInfo: peeringSide,
});

export const prefixListRecord = z.looseObject({
  PrefixListId: z.string(),
  PrefixListName: text,
  AddressFamily: text,
  Entries: z.array(z.looseObject({ Cidr: text })).nullish(),
});

export type InstanceRecord = z.infer<typeof instanceRecord>;
export type InstanceStatusRecord = z.infer<typeof instanceStatusRecord>;
export type NetworkInterfaceRecord = z.infer<typeof networkInterfaceRecord>;
export type IpPermissionRecord = z.infer<typeof ipPermissionRecord>;
export type SecurityGroupRecord = z.infer<typeof securityGroupRecord>;
export type NetworkAclEntryRecord = z.infer<typeof networkAclEntryRecord>;
export type NetworkAclRecord = z.infer<typeof networkAclRecord>;
export type RouteRecord = z.infer<typeof routeRecord>;
export type RouteTableRecord = z.infer<typeof routeTableRecord>;
export type SubnetRecord = z.infer<typeof subnetRecord>;
export type VpcRecord = z.infer<typeof vpcRecord>;
export type VpcPeeringConnectionRecord = z.infer<typeof vpcPeeringConnectionRecord>;
export type PrefixListRecord = z.infer<typeof prefixListRecord>;
