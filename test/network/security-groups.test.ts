import { answerQuestions, parseQuestions } from '../../lib/network/questions.ts';
import type { IpPermissionRecord } from '../../lib/snapshot/networking.ts';
import {
  allow,
  allowAll,
  anAccount,
  anInterface,
  ask,
  breaksOf,
  type Edit,
  groupOf,
  interfaceOf,
  peer,
  peered,
  stepOf,
  WEB_TO_APP,
} from './an-account.ts';

const ingress =
  (...permissions: readonly IpPermissionRecord[]): Edit =>
  (region) => {
    groupOf(region, 'sg-app').IpPermissions = [...permissions];
  };

const egress =
  (...permissions: readonly IpPermissionRecord[]): Edit =>
  (region) => {
    groupOf(region, 'sg-lb').IpPermissionsEgress = [...permissions];
  };

const rule = (protocol: string, from: number | undefined, to: number | undefined, source = '0.0.0.0/0') => ({
  IpProtocol: protocol,
  ...(from === undefined ? {} : { FromPort: from, ToPort: to }),
  ...peer(source),
});

const REFUSED = ['target-security-groups sg-app blocked'];

describe('what a rule matches', () => {
  test.each<[string, Edit, readonly string[]]>([
    ['the port', ingress(allow(80, '10.0.0.0/16')), []],
    ['a range around the port', ingress(allow('79-81', '10.0.0.0/16')), []],
    ['a range below the port', ingress(allow('1-79', '10.0.0.0/16')), REFUSED],
    ['a range above the port', ingress(allow('81-65535', '10.0.0.0/16')), REFUSED],
    ['every port of tcp', ingress(rule('tcp', undefined, undefined)), []],
    ['another protocol', ingress(rule('udp', 80, 80)), REFUSED],
    ['the protocol as a number', ingress(rule('6', 80, 80)), []],
    ['-1, whatever its ports', ingress(rule('-1', 1, 2)), []],
    ['a protocol that has no ports', ingress(rule('47', undefined, undefined)), REFUSED],
    [
      'two rules that cover the load balancer together',
      ingress(allow(80, '10.0.0.0/24'), allow(80, '10.0.1.0/24')),
      [],
    ],
    ['no rules at all', ingress(), REFUSED],
    ['IPv6 sources of an IPv4 packet', ingress(allow(80, '::/0')), REFUSED],
    ['a single address with host bits to spare', ingress(allow(80, '10.0.77.77/16')), []],
  ])('%s', (_name, edit, breaks) => {
    expect(breaksOf(ask(WEB_TO_APP, edit))).toEqual(breaks);
  });

  test('a part of the load balancer is refused, exactly', () => {
    const step = stepOf(ask(WEB_TO_APP, ingress(allow(80, '10.0.0.0/25'))), 'target-security-groups');
    expect(step).toMatchObject({
      verdict: 'partlyBlocked',
      blocked: [{ addresses: '10.0.0.128-10.0.1.255', ports: '80' }],
    });
  });

  test('other protocols ignore ports', () => {
    const gre = { from: { ip: '10.0.11.5' }, to: { eni: 'eni-app' }, protocol: '47' };
    expect(ask(gre, ingress(rule('47', 1, 1, '10.0.0.0/16'))).verdict).toBe('allowed');
    expect(ask(gre, ingress(rule('50', 1, 1, '10.0.0.0/16'))).verdict).toBe('blocked');
  });

  test('the union over the groups of the interface decides', () => {
    const more: Edit = (region) => {
      groupOf(region, 'sg-app').IpPermissions = [];
      region.securityGroups.push({ GroupId: 'sg-more', IpPermissions: [allow(80, 'sg-lb')] });
      interfaceOf(region, 'eni-app').Groups?.push({ GroupId: 'sg-more' });
    };
    expect(ask(WEB_TO_APP, more).verdict).toBe('allowed');
  });

  test('groups of another interface do not help', () => {
    const elsewhere: Edit = (region) => {
      groupOf(region, 'sg-app').IpPermissions = [];
      region.securityGroups.push({ GroupId: 'sg-more', IpPermissions: [allow(80, 'sg-lb')] });
      interfaceOf(region, 'eni-two').Groups?.push({ GroupId: 'sg-more' });
    };
    expect(breaksOf(ask(WEB_TO_APP, elsewhere))).toEqual(REFUSED);
  });

  test('replies need no rule: no egress at the target, no ingress at the load balancer', () => {
    const silent: Edit = (region) => {
      groupOf(region, 'sg-app').IpPermissionsEgress = [];
      groupOf(region, 'sg-lb').IpPermissions = [];
    };
    expect(ask(WEB_TO_APP, silent).verdict).toBe('allowed');
  });
});

describe('outbound rules of the load balancer', () => {
  const KEPT = ['source-security-groups sg-lb blocked'];
  test.each<[string, Edit, readonly string[]]>([
    ['none', egress(), KEPT],
    ['to the target by address', egress(allow(80, '10.0.10.5/32')), []],
    ['to another address', egress(allow(80, '10.0.10.6/32')), KEPT],
    ['to the group of the target', egress(allow(80, 'sg-app')), []],
    ['to another group', egress(allow(80, 'sg-lb')), KEPT],
    ['on another port', egress(allow(443, '0.0.0.0/0')), KEPT],
  ])('%s', (_name, edit, breaks) => {
    expect(breaksOf(ask(WEB_TO_APP, edit))).toEqual(breaks);
  });

  test('all blockers are named, not only the first', () => {
    expect(breaksOf(ask(WEB_TO_APP, egress(), ingress()))).toEqual([...KEPT, ...REFUSED]);
  });

  test('a reference to the group of a target that has no interface is undetermined', () => {
    const gone: Edit = (region) => {
      region.networkInterfaces = region.networkInterfaces.filter(({ SubnetId }) => SubnetId !== 'subnet-app-a');
    };
    const answer = ask({ ...WEB_TO_APP, to: { ip: '10.0.10.5' } }, egress(allow(80, 'sg-app')), gone);
    expect(answer.verdict).toBe('undetermined');
    expect(stepOf(answer, 'source-security-groups').because).toContain('no network interface in the snapshot has');
  });
});

describe('ICMP', () => {
  const ping = { from: { ip: '10.0.11.5' }, to: { eni: 'eni-app' }, protocol: 'icmp' };
  test.each<[string, object, IpPermissionRecord, string]>([
    ['type and code', { icmpType: 3, icmpCode: 4 }, rule('icmp', 3, 4), 'allowed'],
    ['another code', { icmpType: 3, icmpCode: 1 }, rule('icmp', 3, 4), 'blocked'],
    ['another type', { icmpType: 8, icmpCode: 0 }, rule('icmp', 3, -1), 'blocked'],
    ['every code of a type', { icmpType: 3, icmpCode: 1 }, rule('icmp', 3, -1), 'allowed'],
    ['every type', { icmpType: 8, icmpCode: 0 }, rule('icmp', -1, -1), 'allowed'],
    ['all codes asked, one admitted', { icmpType: 3 }, rule('icmp', 3, 4), 'partlyBlocked'],
    ['ICMPv6 is another protocol', { icmpType: 8 }, rule('icmpv6', -1, -1), 'blocked'],
    ['without ports, -1', { icmpType: 8 }, rule('-1', undefined, undefined), 'allowed'],
  ])('%s', (_name, question, permission, verdict) => {
    expect(ask({ ...ping, ...question }, ingress(permission)).verdict).toBe(verdict);
  });

  test('only the way there is asked about', () => {
    expect(ask({ ...ping, icmpType: 8 }, ingress(rule('icmp', 8, -1))).steps).toHaveLength(8);
  });
});

describe('references to a group', () => {
  const fromTwo = { from: { instance: 'i-two' }, to: { eni: 'eni-app' }, protocol: 'tcp', port: 80 };

  test('admit every address that the load balancer may take as it scales', () => {
    expect(ask(WEB_TO_APP, ingress(allow(80, 'sg-lb'))).verdict).toBe('allowed');
  });

  test('a rule for the present nodes alone does not', () => {
    const answer = ask(WEB_TO_APP, ingress(allow(80, '10.0.0.10/32'), allow(80, '10.0.1.10/32')));
    expect(answer.verdict).toBe('partlyBlocked');
  });

  test('to a group that the load balancer does not carry admit nothing', () => {
    expect(breaksOf(ask(WEB_TO_APP, ingress(allow(80, 'sg-app'))))).toEqual(REFUSED);
  });

  test('a group that refers to itself admits its own members', () => {
    expect(ask(fromTwo, ingress(allow(80, 'sg-app'))).verdict).toBe('allowed');
    expect(ask(fromTwo, ingress(allow(80, 'sg-lb'))).verdict).toBe('blocked');
  });

  test('match secondary addresses, IPv6 and delegated prefixes of a member', () => {
    const more: Edit = (region) => {
      const two = interfaceOf(region, 'eni-two');
      two.PrivateIpAddresses?.push({ PrivateIpAddress: '10.0.11.6', Primary: false });
      two.Ipv4Prefixes = [{ Ipv4Prefix: '10.0.11.32/28' }];
      two.Ipv6Addresses = [{ Ipv6Address: '2600:1f18:0:b:0::77' }];
      for (const subnet of region.subnets) {
        if (subnet.SubnetId === 'subnet-app-b')
          subnet.Ipv6CidrBlockAssociationSet = [{ Ipv6CidrBlock: '2600:1f18:0:b::/64' }];
      }
    };
    const verdictFrom = (ip: string) => ask({ ...fromTwo, from: { ip } }, ingress(allow(80, 'sg-app')), more).verdict;
    expect(verdictFrom('10.0.11.6')).toBe('allowed');
    expect(verdictFrom('10.0.11.40')).toBe('allowed');
    expect(verdictFrom('2600:1f18:0:b::77')).toBe('allowed');
    expect(verdictFrom('10.0.11.48')).toBe('undetermined');
  });

  test('from a subnet, exactly the members of the group get through', () => {
    const answer = ask({ ...fromTwo, from: { subnet: 'subnet-app-b' } }, ingress(allow(80, 'sg-app')));
    expect(stepOf(answer, 'target-security-groups').blocked).toEqual([
      { addresses: '10.0.11.0-10.0.11.4', ports: '80' },
      { addresses: '10.0.11.6-10.0.11.255', ports: '80' },
    ]);
  });

  test('from a subnet, delegated prefixes are members too, and interfaces of another VPC are not', () => {
    const more: Edit = (region) => {
      interfaceOf(region, 'eni-two').Ipv4Prefixes = [{ Ipv4Prefix: '10.0.11.128/25' }];
      region.networkInterfaces.push(
        anInterface('eni-twin', { subnet: 'subnet-z', address: '10.0.11.9', groups: ['sg-app'], vpc: 'vpc-z' }),
      );
    };
    const answer = ask({ ...fromTwo, from: { subnet: 'subnet-app-b' } }, ingress(allow(80, 'sg-app')), more);
    expect(stepOf(answer, 'target-security-groups').blocked).toEqual([
      { addresses: '10.0.11.0-10.0.11.4', ports: '80' },
      { addresses: '10.0.11.6-10.0.11.127', ports: '80' },
    ]);
  });

  test('never match public addresses', () => {
    const answer = ask({ ...WEB_TO_APP, from: { ip: '203.0.113.9' } }, ingress(allow(80, 'sg-lb')));
    expect(stepOf(answer, 'target-security-groups').verdict).toBe('blocked');
  });

  test('work between peers of one region', () => {
    expect(ask({ ...WEB_TO_APP, to: { instance: 'i-far' } }, peered).verdict).toBe('allowed');
  });

  test('are lost between regions', () => {
    const abroad: Edit = (region) => {
      for (const { AccepterVpcInfo } of region.vpcPeeringConnections)
        if (AccepterVpcInfo) AccepterVpcInfo.Region = 'us-east-1';
    };
    const answer = ask({ ...WEB_TO_APP, to: { instance: 'i-far' } }, peered, abroad);
    expect(stepOf(answer, 'target-security-groups').verdict).toBe('blocked');
  });

  test.each(['deleted', 'expired'])('that are stale (%s) admit nothing', (status) => {
    const stale: Edit = (region) => {
      for (const { UserIdGroupPairs } of groupOf(region, 'sg-far').IpPermissions ?? []) {
        for (const pair of UserIdGroupPairs ?? []) pair.PeeringStatus = status;
      }
    };
    expect(breaksOf(ask({ ...WEB_TO_APP, to: { instance: 'i-far' } }, peered, stale))).toEqual([
      'target-security-groups sg-far blocked',
    ]);
  });

  test.each<[string, object]>([
    ['an interface', { NetworkInterfaceId: 'eni-two' }],
    ['a gateway load balancer endpoint', { GatewayId: 'vpce-1' }],
  ])('are lost across a middlebox: %s', (_name, through) => {
    const middlebox: Edit = (region) => {
      region.routeTables[0]?.Routes?.push({ DestinationCidrBlock: '10.0.10.0/24', State: 'active', ...through });
    };
    const answer = ask(WEB_TO_APP, middlebox);
    expect(breaksOf(answer)).toEqual([
      'route-to-target rtb-main undetermined',
      'target-security-groups sg-app blocked',
    ]);
    expect(ask(WEB_TO_APP, middlebox, ingress(allow(80, '10.0.0.0/16'))).verdict).toBe('undetermined');
  });

  test('are lost only on the way that has the middlebox', () => {
    const account = anAccount((region) =>
      region.routeTables[0]?.Routes?.push({
        DestinationCidrBlock: '10.0.10.0/24',
        State: 'active',
        NetworkInterfaceId: 'eni-fw',
      }),
    );
    const questions = parseQuestions(
      ['i-app', 'i-two', 'i-app'].map((instance) => ({ ...WEB_TO_APP, to: { instance } })),
    );
    const verdicts = answerQuestions(account, questions).map((each) => stepOf(each, 'target-security-groups').verdict);
    expect(verdicts).toEqual(['blocked', 'allowed', 'blocked']);
  });

  test('over a transit gateway inbound ones may work, outbound ones do not', () => {
    const transit: Edit = (region) => {
      for (const { Routes } of region.routeTables) {
        for (const route of Routes ?? []) {
          if (route.VpcPeeringConnectionId != null)
            Object.assign(route, { VpcPeeringConnectionId: null, TransitGatewayId: 'tgw-1' });
        }
      }
    };
    const question = { ...WEB_TO_APP, to: { ip: '10.9.0.5' } };
    expect(stepOf(ask(question, peered, transit), 'target-security-groups').verdict).toBe('undetermined');
    const out = stepOf(ask(question, peered, transit, egress(allow(80, 'sg-far'))), 'source-security-groups');
    expect(out.verdict).toBe('blocked');
  });
});

describe('prefix lists', () => {
  const list =
    (...cidrs: readonly string[]): Edit =>
    (region) => {
      region.prefixLists = [{ PrefixListId: 'pl-1', Entries: cidrs.map((Cidr) => ({ Cidr })) }];
    };
  const admitsList = ingress(allow(80, 'pl-1'));
  test.each<[string, readonly Edit[], string]>([
    ['that holds the load balancer', [admitsList, list('10.0.0.0/24', '10.0.1.0/24')], 'allowed'],
    ['that holds one zone of it', [admitsList, list('10.0.0.0/24')], 'partlyBlocked'],
    ['that is empty', [admitsList, list()], 'blocked'],
    ['that is not in the snapshot', [admitsList], 'undetermined'],
    [
      'that is not in the snapshot, beside a rule that admits all',
      [ingress(allow(80, 'pl-1'), allow(80, 'sg-lb'))],
      'allowed',
    ],
    ['that is not in the snapshot, on another port', [ingress(allow(81, 'pl-1'))], 'blocked'],
    ['with an entry that is no CIDR', [admitsList, list('10.0.0.0/99')], 'undetermined'],
  ])('%s', (_name, edits, verdict) => {
    expect(ask(WEB_TO_APP, ...edits).verdict).toBe(verdict);
  });
});

describe('what is not in the snapshot', () => {
  const alsoCarries: Edit = (region) => void interfaceOf(region, 'eni-app').Groups?.push({ GroupId: 'sg-unseen' });

  test('a group of the target that is not there is undetermined, not empty', () => {
    const answer = ask(WEB_TO_APP, ingress(), alsoCarries);
    expect(answer.verdict).toBe('undetermined');
    expect(stepOf(answer, 'target-security-groups').because).toBe('security group sg-unseen is not in the snapshot');
  });

  test('it does not matter where another group admits everything', () => {
    expect(ask(WEB_TO_APP, alsoCarries).verdict).toBe('allowed');
  });

  test('it cannot help where another control blocks everything', () => {
    expect(ask(WEB_TO_APP, ingress(), alsoCarries, egress()).verdict).toBe('blocked');
  });

  test('a rule whose protocol is not understood may admit anything', () => {
    expect(ask(WEB_TO_APP, ingress(rule('carrier-pigeon', 80, 80))).verdict).toBe('undetermined');
    expect(ask(WEB_TO_APP, ingress(rule('carrier-pigeon', 80, 80), allowAll('0.0.0.0/0'))).verdict).toBe('allowed');
  });

  test.each(['10.0.0.0/99', 'x', '10.0.0/8', '::/0'])('a rule with the CIDR %p admits nobody knows whom', (cidr) => {
    const garbled = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: cidr }] };
    expect(ask(WEB_TO_APP, ingress(garbled)).verdict).toBe('undetermined');
  });

  test('a rule with its ports the wrong way round admits nobody knows what', () => {
    expect(ask(WEB_TO_APP, ingress(rule('tcp', 90, 70))).verdict).toBe('undetermined');
  });

  test('security groups that could not be read leave both ends undetermined', () => {
    const denied: Edit = (region) =>
      void region.errors.push({ api: 'ec2:DescribeSecurityGroups', code: 'UnauthorizedOperation' });
    expect(breaksOf(ask(WEB_TO_APP, denied))).toEqual([
      'source-security-groups sg-lb undetermined',
      'target-security-groups sg-app undetermined',
    ]);
  });

  test('an interface of an ordinary kind without groups is undetermined, a load balancer node is not', () => {
    const bare: Edit = (region) => {
      region.networkInterfaces.push(
        anInterface('eni-bare', { subnet: 'subnet-app-a', address: '10.0.10.9', groups: [] }),
      );
    };
    expect(ask({ ...WEB_TO_APP, to: { eni: 'eni-bare' } }, bare).verdict).toBe('undetermined');
    expect(ask({ ...WEB_TO_APP, to: { eni: 'eni-20-a' } }).verdict).toBe('allowed');
  });
});
