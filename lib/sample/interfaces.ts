/** Security groups, network interfaces and instances of a sample account. */
import type {
  InstanceRecord,
  IpPermissionRecord,
  NetworkInterfaceRecord,
  SecurityGroupRecord,
} from '../snapshot/networking.ts';
import { addressIn } from './ids.ts';
import type { SampleSubnet } from './networks.ts';
import { nameTag, type SampleAccount } from './sample-account.ts';

/** The other side of a security-group rule: a CIDR of either family, a group or a prefix list. */
export type RulePeer = string;

/** A rule for TCP; peers are CIDRs, `sg-…` or `pl-…`. */
export function tcp(ports: number | readonly [from: number, to: number], ...peers: readonly RulePeer[]) {
  const [from, to] = typeof ports === 'number' ? [ports, ports] : ports;
  return permission({ IpProtocol: 'tcp', FromPort: from, ToPort: to }, peers);
}

export function udp(port: number, ...peers: readonly RulePeer[]): IpPermissionRecord {
  return permission({ IpProtocol: 'udp', FromPort: port, ToPort: port }, peers);
}

export function allTraffic(...peers: readonly RulePeer[]): IpPermissionRecord {
  return permission({ IpProtocol: '-1' }, peers);
}

function permission(what: IpPermissionRecord, peers: readonly RulePeer[]): IpPermissionRecord {
  const isGroup = (peer: string) => peer.startsWith('sg-');
  const isList = (peer: string) => peer.startsWith('pl-');
  const cidrs = peers.filter((peer) => !isGroup(peer) && !isList(peer));
  return {
    ...what,
    IpRanges: cidrs.filter((cidr) => !cidr.includes(':')).map((CidrIp) => ({ CidrIp })),
    Ipv6Ranges: cidrs.filter((cidr) => cidr.includes(':')).map((CidrIpv6) => ({ CidrIpv6 })),
    PrefixListIds: peers.filter(isList).map((PrefixListId) => ({ PrefixListId })),
    UserIdGroupPairs: peers.filter(isGroup).map((GroupId) => ({ GroupId })),
  };
}

export interface SecurityGroupOptions {
  readonly name: string;
  readonly vpcId: string;
  readonly ingress: readonly IpPermissionRecord[];
  /** All traffic to anywhere where it is left out, as AWS makes it. */
  readonly egress?: readonly IpPermissionRecord[];
}

export function addSecurityGroup(account: SampleAccount, options: SecurityGroupOptions): SecurityGroupRecord {
  const group: SecurityGroupRecord = {
    GroupId: account.ids.resource('sg'),
    GroupName: options.name,
    Description: options.name,
    VpcId: options.vpcId,
    OwnerId: account.accountId,
    IpPermissions: options.ingress.map((rule) => withOwner(account, rule)),
    IpPermissionsEgress: (options.egress ?? [allTraffic('0.0.0.0/0', '::/0')]).map((rule) => withOwner(account, rule)),
    Tags: nameTag(options.name),
  };
  account.region.securityGroups.push(group);
  return group;
}

function withOwner({ accountId }: SampleAccount, rule: IpPermissionRecord): IpPermissionRecord {
  return { ...rule, UserIdGroupPairs: (rule.UserIdGroupPairs ?? []).map((pair) => ({ UserId: accountId, ...pair })) };
}

export interface InterfaceOptions {
  readonly description: string;
  readonly groups: readonly string[];
  /** `interface` where it is left out. */
  readonly type?: string;
  /** The AWS service that owns it. */
  readonly requesterId?: string;
  readonly dualStack?: boolean;
  readonly secondaryAddresses?: number;
  readonly prefixes?: readonly string[];
  readonly attachment?: { readonly instanceId: string; readonly deviceIndex: number };
  readonly tags?: Readonly<Record<string, string>>;
}

export interface SampleInterface {
  readonly id: string;
  /** The primary private address. */
  readonly address: string;
  /** The primary address and the secondary ones. */
  readonly addresses: readonly string[];
  readonly ipv6: string | undefined;
  readonly record: NetworkInterfaceRecord;
}

export function addInterface(account: SampleAccount, subnet: SampleSubnet, options: InterfaceOptions): SampleInterface {
  const { ids, region, accountId } = account;
  const host = takeHosts(account, subnet, 1 + (options.secondaryAddresses ?? 0));
  const addresses = Array.from({ length: 1 + (options.secondaryAddresses ?? 0) }, (_, n) =>
    addressIn(subnet.cidr, host + n),
  );
  const [address = ''] = addresses;
  const ipv6 = options.dualStack === true && subnet.ipv6 !== undefined ? addressIn(subnet.ipv6, host) : undefined;
  const record: NetworkInterfaceRecord = {
    NetworkInterfaceId: ids.resource('eni'),
    Description: options.description,
    InterfaceType: options.type ?? 'interface',
    Status: 'in-use',
    SubnetId: subnet.id,
    VpcId: subnet.vpcId,
    AvailabilityZone: subnet.zone,
    OwnerId: accountId,
    ...(options.requesterId === undefined ? {} : { RequesterId: options.requesterId }),
    RequesterManaged: options.requesterId !== undefined,
    SourceDestCheck: true,
    PrivateIpAddress: address,
    PrivateIpAddresses: addresses.map((PrivateIpAddress, n) => ({ Primary: n === 0, PrivateIpAddress })),
    Ipv6Addresses: ipv6 === undefined ? [] : [{ Ipv6Address: ipv6, IsPrimaryIpv6: options.attachment !== undefined }],
    ...(options.prefixes === undefined ? {} : { Ipv4Prefixes: options.prefixes.map((Ipv4Prefix) => ({ Ipv4Prefix })) }),
    Groups: options.groups.map((GroupId) => ({ GroupId, GroupName: groupName(account, GroupId) })),
    Attachment: {
      AttachmentId: ids.resource('eni-attach'),
      DeleteOnTermination: true,
      DeviceIndex: options.attachment?.deviceIndex ?? 1,
      ...(options.attachment === undefined ? {} : { InstanceId: options.attachment.instanceId }),
      InstanceOwnerId: options.attachment === undefined ? (options.requesterId ?? 'amazon-aws') : accountId,
      Status: 'attached',
    },
    TagSet: Object.entries(options.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  };
  region.networkInterfaces.push(record);
  return { id: record.NetworkInterfaceId, address, addresses, ipv6, record };
}

/** Delegates a /28 of the subnet, as the VPC CNI does with prefix delegation; answers the prefix. */
export function takePrefix(account: SampleAccount, subnet: SampleSubnet): string {
  const next = account.nextHosts.get(subnet.id) ?? 10;
  const start = Math.ceil(next / 16) * 16;
  account.nextHosts.set(subnet.id, start + 16);
  return `${addressIn(subnet.cidr, start)}/28`;
}

export interface InstanceOptions {
  readonly name: string;
  readonly groups: readonly string[];
  readonly instanceType?: string;
  readonly dualStack?: boolean;
  readonly secondaryAddresses?: number;
  readonly prefixes?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}

export interface SampleInstance {
  readonly id: string;
  readonly address: string;
  readonly interface: SampleInterface;
  readonly subnet: SampleSubnet;
  readonly record: InstanceRecord;
}

/** A running instance with its primary interface and passed status checks. */
export function addInstance(account: SampleAccount, subnet: SampleSubnet, options: InstanceOptions): SampleInstance {
  const { ids, region } = account;
  const id = ids.resource('i');
  const { name, groups, instanceType, tags, ...addressing } = options;
  const attached = { instanceId: id, deviceIndex: 0 };
  const eni = addInterface(account, subnet, { description: '', groups, attachment: attached, ...addressing });
  const { Description, VpcId, SubnetId, PrivateIpAddresses, Ipv6Addresses, Groups, Attachment } = eni.record;
  const record: InstanceRecord = {
    InstanceId: id,
    ImageId: ids.resource('ami'),
    InstanceType: instanceType ?? 'm7g.large',
    State: { Code: 16, Name: 'running' },
    StateTransitionReason: '',
    LaunchTime: '2026-11-03T07:42:10Z',
    Architecture: 'arm64',
    VpcId: subnet.vpcId,
    SubnetId: subnet.id,
    PrivateIpAddress: eni.address,
    PrivateDnsName: `ip-${eni.address.replaceAll('.', '-')}.${region.region}.compute.internal`,
    Placement: { AvailabilityZone: subnet.zone, Tenancy: 'default' },
    SourceDestCheck: true,
    SecurityGroups: Groups ?? [],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: eni.id,
        Description,
        VpcId,
        SubnetId,
        PrivateIpAddress: eni.address,
        PrivateIpAddresses,
        Ipv6Addresses,
        Groups,
        Attachment: { ...Attachment, DeviceIndex: 0 },
        InterfaceType: 'interface',
        Status: 'in-use',
      },
    ],
    Tags: [...nameTag(name), ...Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }))],
  };
  region.instances.push(record);
  const passed = { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] };
  region.instanceStatuses.push({
    InstanceId: id,
    AvailabilityZone: subnet.zone,
    InstanceState: { Code: 16, Name: 'running' },
    InstanceStatus: passed,
    SystemStatus: passed,
    AttachedEbsStatus: passed,
  });
  return { id, address: eni.address, interface: eni, subnet, record };
}

/** AWS keeps the first four addresses of a subnet and its last. */
function takeHosts({ nextHosts }: SampleAccount, subnet: SampleSubnet, count: number): number {
  const host = nextHosts.get(subnet.id) ?? 10;
  nextHosts.set(subnet.id, host + count);
  return host;
}

function groupName({ region }: SampleAccount, groupId: string): string {
  return region.securityGroups.find(({ GroupId }) => GroupId === groupId)?.GroupName ?? groupId;
}
