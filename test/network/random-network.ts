/** Small networks of every kind of rule, at random. */
import fc from 'fast-check';
import type { IpPermissionRecord, NetworkAclEntryRecord, RouteRecord } from '../../lib/snapshot/networking.ts';
import { acl, anInterface, aSubnet, type Draft, draftRegion, groupOf, peer, routes } from './an-account.ts';

/** Subnets of eight addresses, so that every address can be tried. */
export const FAMILIES = {
  ipv4: {
    subnets: { lbA: '10.0.0.0/29', lbB: '10.0.0.8/29', app: '10.0.0.16/29' },
    address: (host: number) => `10.0.0.${host}`,
    cidrs: [
      '10.0.0.0/29',
      '10.0.0.8/29',
      '10.0.0.0/28',
      '10.0.0.16/29',
      '10.0.0.2/31',
      '10.0.0.5/32',
      '10.0.0.17/32',
      '10.0.0.12/30',
      '0.0.0.0/0',
      '::/0',
    ],
    vpc: '10.0.0.0/16',
    length: 32,
  },
  ipv6: {
    subnets: { lbA: '2600:1f18::0/125', lbB: '2600:1f18::8/125', app: '2600:1f18::10/125' },
    address: (host: number) => `2600:1f18::${host.toString(16)}`,
    cidrs: [
      '2600:1f18::0/125',
      '2600:1f18::8/125',
      '2600:1f18::0/124',
      '2600:1f18::10/125',
      '2600:1f18::2/127',
      '2600:1f18::5/128',
      '2600:1f18::11/128',
      '2600:1f18::c/126',
      '::/0',
      '0.0.0.0/0',
    ],
    vpc: '2600:1f18::/56',
    length: 128,
  },
} as const;
export type FamilyName = keyof typeof FAMILIES;

export const PORTS = [0, 79, 80, 81, 1024, 30000, 32768, 60999, 65535];
const PROTOCOLS = [6, 17, 1, 58, 47];
const SUBNETS = ['subnet-lb-a', 'subnet-lb-b', 'subnet-app-a'];

const port = fc.constantFrom(...PORTS);
const range = fc.tuple(port, port).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const icmp = fc
  .tuple(fc.constantFrom(-1, 0, 3, 8), fc.constantFrom(-1, 0, 4))
  .map(([type, code]) => [type, type === -1 ? -1 : code] as const);
const groupId = fc.constantFrom('sg-lb', 'sg-app', 'sg-more');

const permission = (family: FamilyName): fc.Arbitrary<IpPermissionRecord> =>
  fc
    .record({
      protocol: fc.constantFrom('tcp', 'tcp', 'tcp', 'udp', '6', '-1', 'icmp', 'icmpv6', '47'),
      ports: range,
      icmp,
      source: fc.oneof(fc.constantFrom<string>(...FAMILIES[family].cidrs), groupId, fc.constant('pl-1')),
    })
    .map(({ protocol, ports, icmp: [type, code], source }) => {
      const [from, to] = protocol.startsWith('icmp') ? [type, code] : ports;
      return { IpProtocol: protocol, FromPort: from, ToPort: to, ...peer(source) };
    });

const aclEntry = (family: FamilyName): fc.Arbitrary<NetworkAclEntryRecord> =>
  fc
    .record({
      number: fc.integer({ min: 1, max: 50 }),
      egress: fc.boolean(),
      action: fc.constantFrom('allow', 'allow', 'deny'),
      protocol: fc.constantFrom('6', '6', '6', '17', '-1', '1', '58', '47', 'tcp'),
      ports: range,
      icmp,
      cidr: fc.constantFrom<string>(...FAMILIES[family].cidrs),
    })
    .map(({ number, egress, action, protocol, ports, icmp: [type, code], cidr }) => ({
      RuleNumber: number,
      Egress: egress,
      RuleAction: action,
      Protocol: protocol,
      ...(cidr.includes(':') ? { Ipv6CidrBlock: cidr } : { CidrBlock: cidr }),
      ...(['6', '17', 'tcp'].includes(protocol) ? { PortRange: { From: ports[0], To: ports[1] } } : {}),
      ...(['1', '58'].includes(protocol) ? { IcmpTypeCode: { Type: type, Code: code } } : {}),
    }));

/** Some entries of random numbers, with or without an allow for all at the end, in any order. */
const entries = (family: FamilyName) =>
  fc
    .record({
      list: fc.uniqueArray(aclEntry(family), {
        maxLength: 6,
        selector: ({ RuleNumber, Egress }) => `${RuleNumber} ${Egress}`,
      }),
      open: fc.tuple(fc.boolean(), fc.boolean()),
    })
    .chain(({ list, open }) => {
      const all = open.flatMap((isOpen, egress): NetworkAclEntryRecord[] =>
        isOpen
          ? [
              { RuleNumber: 1000, Egress: egress === 1, RuleAction: 'allow', Protocol: '-1', CidrBlock: '0.0.0.0/0' },
              { RuleNumber: 1001, Egress: egress === 1, RuleAction: 'allow', Protocol: '-1', Ipv6CidrBlock: '::/0' },
            ]
          : [],
      );
      return fc.shuffledSubarray([...list, ...all], { minLength: list.length + all.length });
    });

const route = (family: FamilyName): fc.Arbitrary<RouteRecord> =>
  fc
    .record({
      cidr: fc.constantFrom<string>(...FAMILIES[family].cidrs.filter((cidr) => !cidr.endsWith('/0'))),
      dead: fc.boolean(),
    })
    .map(({ cidr, dead }) => ({
      ...(cidr.includes(':') ? { DestinationIpv6CidrBlock: cidr } : { DestinationCidrBlock: cidr }),
      ...(dead ? { NetworkInterfaceId: 'eni-gone', State: 'blackhole' } : { GatewayId: 'local', State: 'active' }),
    }));

const routeTable = (family: FamilyName) =>
  fc.uniqueArray(route(family), {
    maxLength: 2,
    selector: ({ DestinationCidrBlock, DestinationIpv6CidrBlock }) => DestinationCidrBlock ?? DestinationIpv6CidrBlock,
  });

export const scene = (family: FamilyName) =>
  fc.record({
    ingress: fc.array(permission(family), { maxLength: 5 }),
    egress: fc.array(permission(family), { maxLength: 3 }),
    openGroups: fc.tuple(fc.boolean(), fc.boolean()),
    acls: fc.array(fc.option(entries(family)), { minLength: 3, maxLength: 3 }),
    tables: fc.array(fc.option(routeTable(family), { freq: 2 }), { minLength: 3, maxLength: 3 }),
    list: fc.subarray(FAMILIES[family].cidrs.slice(0, 6)),
    targetGroups: fc.subarray(['sg-app', 'sg-more'], { minLength: 1 }),
    from: fc.constantFrom('loadBalancer', 'eni', 'subnet', 'neighbour'),
    protocol: fc.constantFrom(6, 6, 6, 6, ...PROTOCOLS),
    port: fc.constantFrom(79, 80, 81),
    icmp: fc.tuple(fc.constantFrom(0, 3, 8), fc.constantFrom(0, 4)),
  });
export type Scene =
  fc.Arbitrary<unknown> extends never
    ? never
    : typeof scene extends (family: FamilyName) => fc.Arbitrary<infer T>
      ? T
      : never;

export function build(family: FamilyName, drawn: Scene): Draft {
  const { subnets, address, vpc } = FAMILIES[family];
  const region = draftRegion();
  const cidrs = FAMILIES.ipv4.subnets;
  const own = (name: keyof typeof subnets) => (family === 'ipv6' ? subnets[name] : undefined);
  region.subnets = [
    aSubnet('subnet-lb-a', cidrs.lbA, 'eu-west-1a', own('lbA')),
    aSubnet('subnet-lb-b', cidrs.lbB, 'eu-west-1b', own('lbB')),
    aSubnet('subnet-app-a', cidrs.app, 'eu-west-1a', own('app')),
  ];
  const holder = (id: string, subnet: string, host: number, groups: readonly string[], description = '') =>
    anInterface(id, {
      subnet,
      address: FAMILIES.ipv4.address(host),
      groups,
      description,
      ...(family === 'ipv6' ? { ipv6: address(host) } : {}),
    });
  region.networkInterfaces = [
    holder('eni-node-a', 'subnet-lb-a', 4, ['sg-lb'], 'ELB app/web/1111'),
    holder('eni-node-b', 'subnet-lb-b', 12, ['sg-lb'], 'ELB app/web/1111'),
    holder('eni-client', 'subnet-lb-a', 5, ['sg-lb', 'sg-more']),
    holder('eni-neighbour', 'subnet-app-a', 20, ['sg-lb']),
    holder('eni-app', 'subnet-app-a', 17, drawn.targetGroups),
    holder('eni-twin', 'subnet-app-a', 19, drawn.targetGroups),
  ];
  region.prefixLists = [{ PrefixListId: 'pl-1', Entries: drawn.list.map((Cidr) => ({ Cidr })) }];
  const toAll = (isOpen: boolean): IpPermissionRecord[] =>
    isOpen ? [{ IpProtocol: '-1', ...peer(family === 'ipv4' ? '0.0.0.0/0' : '::/0') }] : [];
  groupOf(region, 'sg-lb').IpPermissionsEgress = [...drawn.egress, ...toAll(drawn.openGroups[0])];
  groupOf(region, 'sg-app').IpPermissions = [...drawn.ingress.slice(0, 3), ...toAll(drawn.openGroups[1])];
  region.securityGroups.push({ GroupId: 'sg-more', IpPermissions: drawn.ingress.slice(3), IpPermissionsEgress: [] });
  drawn.acls.forEach((list, index) => {
    if (list !== null) acl(region, `acl-${index}`, [SUBNETS[index] ?? ''], list);
  });
  const local: RouteRecord = {
    ...(family === 'ipv6' ? { DestinationIpv6CidrBlock: vpc } : { DestinationCidrBlock: vpc }),
    GatewayId: 'local',
    State: 'active',
  };
  drawn.tables.forEach((list, index) => {
    if (list !== null) routes(region, `rtb-${index}`, [SUBNETS[index] ?? ''], [...list, local]);
  });
  return region;
}
