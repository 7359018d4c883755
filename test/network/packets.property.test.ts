import fc from 'fast-check';
import { understand } from '../../lib/model/understand.ts';
import { type Answer, answerQuestions, parseQuestions } from '../../lib/network/questions.ts';
import { CONTROLS, type Verdict } from '../../lib/network/trace.ts';
import type { IpPermissionRecord, NetworkAclEntryRecord, RouteRecord } from '../../lib/snapshot/networking.ts';
import { acl, anInterface, aSubnet, type Draft, draftRegion, groupOf, peer, routes } from './an-account.ts';
import { blockers, type Packet } from './brute-force.ts';

/** Subnets of eight addresses, so that every address can be tried. */
const FAMILIES = {
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
type FamilyName = keyof typeof FAMILIES;

const PORTS = [0, 79, 80, 81, 1024, 30000, 32768, 60999, 65535];
/** Every port at which some random range may begin or end, and its neighbours. */
const TRIED = [...new Set(PORTS.flatMap((port) => [port - 1, port, port + 1]))].filter(
  (port) => port >= 1024 && port <= 65535,
);
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

const scene = (family: FamilyName) =>
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
type Scene =
  fc.Arbitrary<unknown> extends never
    ? never
    : typeof scene extends (family: FamilyName) => fc.Arbitrary<infer T>
      ? T
      : never;

function build(family: FamilyName, drawn: Scene): Draft {
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

const hosts = (first: number) => Array.from({ length: 8 }, (_, index) => first + index);

/** Who sends what the question asks about. */
function senders(family: FamilyName, { from }: Scene): readonly Pick<Packet, 'subnet' | 'source' | 'groups'>[] {
  const { address } = FAMILIES[family];
  const every = (subnet: string, first: number, groups?: readonly string[]) =>
    hosts(first).map((host) => ({ subnet, source: address(host), groups }));
  if (from === 'loadBalancer') return [...every('subnet-lb-a', 0, ['sg-lb']), ...every('subnet-lb-b', 8, ['sg-lb'])];
  if (from === 'subnet') return every('subnet-lb-b', 8);
  if (from === 'eni') return [{ subnet: 'subnet-lb-a', source: address(5), groups: ['sg-lb', 'sg-more'] }];
  return [{ subnet: 'subnet-app-a', source: address(20), groups: ['sg-lb'] }];
}

function ask(family: FamilyName, region: Draft, drawn: Scene): Answer {
  const { address } = FAMILIES[family];
  const from = {
    loadBalancer: { loadBalancer: 'web' },
    eni: { ip: address(5) },
    subnet: { subnet: 'subnet-lb-b' },
    neighbour: { ip: address(20) },
  }[drawn.from];
  const {
    protocol,
    icmp: [icmpType, icmpCode],
  } = drawn;
  const ports = protocol === 1 || protocol === 58 ? { icmpType, icmpCode } : { port: drawn.port };
  const questions = parseQuestions([{ from, to: { ip: address(17) }, protocol, ...ports }]);
  const account = understand({
    schema: 'snapshot/1',
    capturedAt: '2026-11-22T12:00:00Z',
    accountId: '1',
    regions: [region],
  });
  const [answer] = answerQuestions(account, questions);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

const bits = (address: string): bigint =>
  address.includes(':')
    ? BigInt(`0x${address.split('::')[1] || '0'}`)
    : address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);

function isIn(ranges: Answer['steps'][number]['blocked'], address: string, at: number, length: number): boolean {
  return ranges.some(({ addresses, ports }) => {
    const [first = '', last] = addresses.split('-');
    const [base = '', prefix = String(length)] = first.split('/');
    const from = bits(base);
    const to = last === undefined ? from + (1n << BigInt(length - Number(prefix))) - 1n : bits(last);
    const [low, high = low] = ports === 'all' ? ['0', '65535'] : ports.split('-');
    const value = bits(address);
    return from <= value && value <= to && Number(low) <= at && at <= Number(high);
  });
}

function verdictOf(outcomes: readonly boolean[]): Verdict {
  if (outcomes.every((isBlocked) => !isBlocked)) return 'allowed';
  return outcomes.every((isBlocked) => isBlocked) ? 'blocked' : 'partlyBlocked';
}

/** Every packet from every address and port that can matter has the fate that the answer says. */
function compare(family: FamilyName, drawn: Scene): void {
  const region = build(family, drawn);
  const answer = ask(family, region, drawn);
  const target = region.networkInterfaces.find(({ NetworkInterfaceId }) => NetworkInterfaceId === 'eni-app');
  if (target === undefined) throw new Error('no target');
  const { protocol, port: toPort, icmp: types } = drawn;
  const at = protocol === 1 || protocol === 58 ? types[0] * 256 + types[1] : protocol === 47 ? 0 : toPort;
  const outcomes: boolean[] = [];
  for (const sender of senders(family, drawn)) {
    for (const sourcePort of TRIED) {
      const destination = FAMILIES[family].address(17);
      const packet = { ...sender, target, destination, protocol, port: toPort, sourcePort, icmp: types };
      const blocked = blockers(region, packet);
      outcomes.push(blocked.size > 0);
      for (const control of CONTROLS) {
        const steps = answer.steps.filter((step) => step.control === control);
        const isReply = control.includes('reply') || control === 'route-back';
        const claimed = steps.some((step) =>
          isIn(step.blocked, sender.source, isReply ? sourcePort : at, FAMILIES[family].length),
        );
        if (claimed !== blocked.has(control)) {
          throw new Error(`${control} ${sender.source}:${sourcePort}: claimed ${claimed}, is ${blocked.has(control)}`);
        }
      }
    }
  }
  expect(answer.verdict).toBe(verdictOf(outcomes));
}

test.each<[FamilyName, number]>([
  ['ipv4', 500],
  ['ipv6', 150],
])('%s: every step and verdict agrees with trying packet by packet', (family, numRuns) => {
  fc.assert(
    fc.property(scene(family), (drawn) => compare(family, drawn)),
    { numRuns },
  );
});
