/** VPCs, subnets, ACLs, routes and peerings of a sample account. */
import type {
  NetworkAclEntryRecord,
  NetworkAclRecord,
  RouteRecord,
  RouteTableRecord,
  SubnetRecord,
  VpcRecord,
} from '../snapshot/networking.ts';
import { zoneIdOf } from './ids.ts';
import { nameTag, type SampleAccount } from './sample-account.ts';

export interface SampleVpc {
  readonly id: string;
  readonly name: string;
  readonly cidr: string;
  /** A /56 that ends in `00::`. */
  readonly ipv6: string | undefined;
  readonly record: VpcRecord;
  readonly defaultAcl: NetworkAclRecord;
  readonly mainRouteTable: RouteTableRecord;
}

export interface SampleSubnet {
  readonly id: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly ipv6: string | undefined;
  readonly zone: string;
  readonly record: SubnetRecord;
}

export interface VpcOptions {
  readonly name: string;
  readonly cidr: string;
  readonly dualStack?: boolean;
}

/** A VPC with the default ACL and the main route table that AWS makes with it. */
export function addVpc(account: SampleAccount, { name, cidr, dualStack = false }: VpcOptions): SampleVpc {
  const { ids, region, accountId } = account;
  const id = ids.resource('vpc');
  const ipv6 = dualStack ? `2a05:d018:${toGroup(ids.hex(4))}:${toGroup(`4${ids.hex(1)}00`)}::/56` : undefined;
  const record: VpcRecord = {
    VpcId: id,
    CidrBlock: cidr,
    State: 'available',
    IsDefault: false,
    OwnerId: accountId,
    DhcpOptionsId: ids.resource('dopt'),
    InstanceTenancy: 'default',
    CidrBlockAssociationSet: [
      { AssociationId: ids.resource('vpc-cidr-assoc'), CidrBlock: cidr, CidrBlockState: { State: 'associated' } },
    ],
    Ipv6CidrBlockAssociationSet: ipv6 === undefined ? [] : [ipv6Association(account, 'vpc-cidr-assoc', ipv6)],
    Tags: nameTag(name),
  };
  region.vpcs.push(record);
  const local = { GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' };
  const locals: RouteRecord[] = [
    { DestinationCidrBlock: cidr, ...local },
    ...(ipv6 === undefined ? [] : [{ DestinationIpv6CidrBlock: ipv6, ...local }]),
  ];
  const vpc = { id, name, cidr, ipv6, record };
  const defaultAcl = newAcl(account, id, { name: `${name}-default`, isDefault: true }, openEntries(ipv6 !== undefined));
  const mainRouteTable = newRouteTable(account, id, `${name}-main`, locals);
  mainRouteTable.Associations = [association(account, mainRouteTable.RouteTableId, { Main: true })];
  return { ...vpc, defaultAcl, mainRouteTable };
}

export interface SubnetOptions {
  readonly name: string;
  /** The letter of its Availability Zone. */
  readonly zone: string;
  readonly cidr: string;
  /** In a dual-stack VPC, which of its 256 /64 networks. */
  readonly ipv6Index?: number;
}

/** A subnet under the VPC's default ACL and main route table. */
export function addSubnet(account: SampleAccount, vpc: SampleVpc, options: SubnetOptions): SampleSubnet {
  const { ids, region, accountId } = account;
  const id = ids.resource('subnet');
  const zone = `${region.region}${options.zone}`;
  const ipv6 =
    vpc.ipv6 === undefined
      ? undefined
      : vpc.ipv6.replace(
          '00::/56',
          `${(options.ipv6Index ?? region.subnets.length).toString(16).padStart(2, '0')}::/64`,
        );
  const record: SubnetRecord = {
    SubnetId: id,
    SubnetArn: `arn:aws:ec2:${region.region}:${accountId}:subnet/${id}`,
    VpcId: vpc.id,
    CidrBlock: options.cidr,
    AvailabilityZone: zone,
    AvailabilityZoneId: zoneIdOf(zone),
    AvailableIpAddressCount: 2 ** (32 - Number(options.cidr.split('/')[1])) - 11,
    State: 'available',
    DefaultForAz: false,
    OwnerId: accountId,
    Ipv6CidrBlockAssociationSet: ipv6 === undefined ? [] : [ipv6Association(account, 'subnet-cidr-assoc', ipv6)],
    Tags: nameTag(options.name),
  };
  region.subnets.push(record);
  associate(account, vpc.defaultAcl, id);
  return { id, vpcId: vpc.id, cidr: options.cidr, ipv6, zone, record };
}

/** A route table with the VPC's local routes and these, associated with the subnets. */
export function addRouteTable(
  account: SampleAccount,
  vpc: SampleVpc,
  name: string,
  routes: readonly RouteRecord[],
  subnets: readonly SampleSubnet[],
): RouteTableRecord {
  const locals = (vpc.mainRouteTable.Routes ?? []).filter(({ GatewayId }) => GatewayId === 'local');
  const active = routes.map((route) => ({ Origin: 'CreateRoute', State: 'active', ...route }));
  const table = newRouteTable(account, vpc.id, name, [...locals, ...active]);
  table.Associations = subnets.map(({ id }) => association(account, table.RouteTableId, { Main: false, SubnetId: id }));
  return table;
}

/** An ACL for these subnets, in place of the default one. AWS adds the closing `*` entries. */
export function addNetworkAcl(
  account: SampleAccount,
  vpc: SampleVpc,
  name: string,
  entries: readonly NetworkAclEntryRecord[],
  subnets: readonly SampleSubnet[],
): NetworkAclRecord {
  const acl = newAcl(account, vpc.id, { name, isDefault: false }, [
    ...entries,
    ...closingEntries(vpc.ipv6 !== undefined),
  ]);
  const moved = new Set(subnets.map(({ id }) => id));
  for (const other of account.region.networkAcls) {
    other.Associations = (other.Associations ?? []).filter(({ SubnetId }) => !moved.has(SubnetId ?? ''));
  }
  for (const { id } of subnets) associate(account, acl, id);
  return acl;
}

export interface AclRule {
  readonly number: number;
  readonly egress: boolean;
  readonly action: 'allow' | 'deny';
  /** IANA number as AWS writes it, `-1` for all; TCP where it is left out. */
  readonly protocol?: string;
  readonly ports?: readonly [from: number, to: number];
  readonly cidr: string;
}

export function toAclEntry({ number, egress, action, protocol = '6', ports, cidr }: AclRule): NetworkAclEntryRecord {
  return {
    RuleNumber: number,
    Protocol: protocol,
    RuleAction: action,
    Egress: egress,
    ...(cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
    ...(ports === undefined ? {} : { PortRange: { From: ports[0], To: ports[1] } }),
  };
}

/** Peers two VPCs; the tables of each get a route to the other. */
export function addPeering(
  account: SampleAccount,
  requester: { readonly vpc: SampleVpc; readonly routeTables: readonly RouteTableRecord[] },
  accepter: { readonly vpc: SampleVpc; readonly routeTables: readonly RouteTableRecord[] },
): string {
  const id = account.ids.resource('pcx');
  const sideOf = (vpc: SampleVpc) => ({
    VpcId: vpc.id,
    OwnerId: account.accountId,
    Region: account.region.region,
    CidrBlock: vpc.cidr,
    CidrBlockSet: [{ CidrBlock: vpc.cidr }],
    PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true },
  });
  account.region.vpcPeeringConnections.push({
    VpcPeeringConnectionId: id,
    Status: { Code: 'active', Message: 'Active' },
    RequesterVpcInfo: sideOf(requester.vpc),
    AccepterVpcInfo: sideOf(accepter.vpc),
    Tags: nameTag(`${requester.vpc.name}-${accepter.vpc.name}`),
  });
  const routeTo = (vpc: SampleVpc): RouteRecord => ({
    DestinationCidrBlock: vpc.cidr,
    VpcPeeringConnectionId: id,
    Origin: 'CreateRoute',
    State: 'active',
  });
  for (const table of requester.routeTables) table.Routes?.push(routeTo(accepter.vpc));
  for (const table of accepter.routeTables) table.Routes?.push(routeTo(requester.vpc));
  return id;
}

/** A customer-managed prefix list. */
export function addPrefixList(account: SampleAccount, name: string, cidrs: readonly string[]): string {
  const id = account.ids.resource('pl');
  account.region.prefixLists.push({
    PrefixListId: id,
    PrefixListName: name,
    AddressFamily: 'IPv4',
    State: 'create-complete',
    MaxEntries: 20,
    OwnerId: account.accountId,
    Entries: cidrs.map((Cidr) => ({ Cidr, Description: '' })),
  });
  return id;
}

function newAcl(
  { ids, region, accountId }: SampleAccount,
  vpcId: string,
  { name, isDefault }: { readonly name: string; readonly isDefault: boolean },
  entries: readonly NetworkAclEntryRecord[],
): NetworkAclRecord {
  const acl: NetworkAclRecord = {
    NetworkAclId: ids.resource('acl'),
    VpcId: vpcId,
    OwnerId: accountId,
    IsDefault: isDefault,
    Entries: [...entries],
    Associations: [],
    Tags: isDefault ? [] : nameTag(name),
  };
  region.networkAcls.push(acl);
  return acl;
}

function associate({ ids }: SampleAccount, acl: NetworkAclRecord, subnetId: string): void {
  acl.Associations?.push({
    NetworkAclAssociationId: ids.resource('aclassoc'),
    NetworkAclId: acl.NetworkAclId,
    SubnetId: subnetId,
  });
}

function openEntries(dualStack: boolean): readonly NetworkAclEntryRecord[] {
  const allow = { action: 'allow', protocol: '-1' } as const;
  const open = [true, false].flatMap((egress) => [
    toAclEntry({ number: 100, egress, ...allow, cidr: '0.0.0.0/0' }),
    ...(dualStack ? [toAclEntry({ number: 101, egress, ...allow, cidr: '::/0' })] : []),
  ]);
  return [...open, ...closingEntries(dualStack)];
}

function closingEntries(dualStack: boolean): readonly NetworkAclEntryRecord[] {
  const deny = { action: 'deny', protocol: '-1' } as const;
  return [true, false].flatMap((egress) => [
    toAclEntry({ number: 32767, egress, ...deny, cidr: '0.0.0.0/0' }),
    ...(dualStack ? [toAclEntry({ number: 32768, egress, ...deny, cidr: '::/0' })] : []),
  ]);
}

function newRouteTable(
  { ids, region, accountId }: SampleAccount,
  vpcId: string,
  name: string,
  routes: readonly RouteRecord[],
): RouteTableRecord {
  const table: RouteTableRecord = {
    RouteTableId: ids.resource('rtb'),
    VpcId: vpcId,
    OwnerId: accountId,
    PropagatingVgws: [],
    Routes: routes.map((route) => ({ ...route })),
    Associations: [],
    Tags: nameTag(name),
  };
  region.routeTables.push(table);
  return table;
}

function association(
  { ids }: SampleAccount,
  routeTableId: string,
  what: { readonly Main: boolean; readonly SubnetId?: string },
) {
  return {
    RouteTableAssociationId: ids.resource('rtbassoc'),
    RouteTableId: routeTableId,
    ...what,
    AssociationState: { State: 'associated' },
  };
}

function ipv6Association({ ids }: SampleAccount, prefix: string, cidr: string) {
  return { AssociationId: ids.resource(prefix), Ipv6CidrBlock: cidr, Ipv6CidrBlockState: { State: 'associated' } };
}

/** A group of an IPv6 address as it is printed: without leading zeros. */
const toGroup = (digits: string) => Number.parseInt(digits, 16).toString(16);
