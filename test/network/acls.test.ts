import { acl, ask, breaksOf, type Edit, entry, narrowed, stepOf, WEB_TO_APP } from './an-account.ts';

const APP = ['subnet-app-a'];
const LB = ['subnet-lb-a', 'subnet-lb-b'];

const withAcl =
  (subnets: readonly string[], egress: boolean, ...texts: readonly string[]): Edit =>
  (region) =>
    acl(region, 'acl-own', subnets, narrowed(egress, ...texts));

const IN = 'target-acl-in acl-own';
const OUT = 'source-acl-out acl-own';
const REPLY_OUT = 'target-acl-reply acl-own';
const REPLY_IN = 'source-acl-reply acl-own';
const ALL = '100 allow -1 all 0.0.0.0/0';

/** The request is tcp/80 from 10.0.0.0/24 and 10.0.1.0/24 to 10.0.10.5; replies go to 1024–65535. */
describe('packets', () => {
  test.each<[string, Edit, readonly string[]]>([
    ['in: allowed', withAcl(APP, false, '100 allow tcp 80 10.0.0.0/16'), []],
    ['in: a default that denies', withAcl(APP, false), [`${IN} blocked`]],
    ['in: deny first', withAcl(APP, false, '90 deny tcp 80 10.0.0.0/16', ALL), [`${IN} blocked`]],
    [
      'in: the lower number first, whatever the order',
      withAcl(APP, false, ALL, '90 deny tcp 80 10.0.0.0/16'),
      [`${IN} blocked`],
    ],
    ['in: deny after the allow', withAcl(APP, false, ALL, '110 deny tcp 80 10.0.0.0/16'), []],
    ['in: a hole of one zone', withAcl(APP, false, '90 deny tcp 80 10.0.1.0/24', ALL), [`${IN} partlyBlocked`]],
    [
      'in: two allows that cover together',
      withAcl(APP, false, '1 allow tcp 80 10.0.0.0/24', '2 allow tcp 80 10.0.1.0/24'),
      [],
    ],
    ['in: another port denied', withAcl(APP, false, '90 deny tcp 81 0.0.0.0/0', ALL), []],
    ['in: udp denied', withAcl(APP, false, '90 deny udp all 0.0.0.0/0', ALL), []],
    ['in: all protocols denied ignore ports', withAcl(APP, false, '90 deny -1 443 0.0.0.0/0', ALL), [`${IN} blocked`]],
    ['in: IPv6 denied', withAcl(APP, false, '90 deny -1 all ::/0', ALL), []],
    ['in: IPv6 allowed only', withAcl(APP, false, '90 allow -1 all ::/0'), [`${IN} blocked`]],
    ['in: the protocol as a name', withAcl(APP, false, '100 allow tcp 80 0.0.0.0/0'), []],
    ['out: to the target', withAcl(LB, true, '100 allow tcp 80 10.0.10.0/24'), []],
    ['out: to another subnet', withAcl(LB, true, '100 allow tcp 80 10.0.11.0/24'), [`${OUT} blocked`]],
    ['reply out: all ephemeral ports', withAcl(APP, true, '100 allow tcp 1024-65535 10.0.0.0/16'), []],
    [
      'reply out: the request port is not enough',
      withAcl(APP, true, '100 allow tcp 80 10.0.0.0/16'),
      [`${REPLY_OUT} blocked`],
    ],
    [
      'reply out: Linux ports only',
      withAcl(APP, true, '100 allow tcp 32768-60999 0.0.0.0/0'),
      [`${REPLY_OUT} partlyBlocked`],
    ],
    ['reply in: all ephemeral ports', withAcl(LB, false, '100 allow tcp 1024-65535 10.0.10.0/24'), []],
    ['reply in: from elsewhere', withAcl(LB, false, '100 allow tcp 1024-65535 10.0.11.0/24'), [`${REPLY_IN} blocked`]],
    ['reply in: nothing', withAcl(LB, false), [`${REPLY_IN} blocked`]],
  ])('%s', (_name, edit, breaks) => {
    expect(breaksOf(ask(WEB_TO_APP, edit))).toEqual(breaks);
  });

  test.each<[string, readonly string[], object[]]>([
    ['a hole', ['90 deny tcp 32768-60999 0.0.0.0/0', ALL], [{ addresses: '10.0.0.0/23', ports: '32768-60999' }]],
    [
      'a hole for one zone',
      ['90 deny tcp 32768-60999 10.0.1.0/24', ALL],
      [{ addresses: '10.0.1.0/24', ports: '32768-60999' }],
    ],
    [
      'an allow inside a deny',
      ['80 allow tcp 40000-40009 0.0.0.0/0', '90 deny tcp 32768-60999 0.0.0.0/0', ALL],
      [
        { addresses: '10.0.0.0/23', ports: '32768-39999' },
        { addresses: '10.0.0.0/23', ports: '40010-60999' },
      ],
    ],
    [
      'overlapping denies',
      ['80 deny tcp 2000-3000 10.0.0.0/24', '90 deny tcp 2500-4000 0.0.0.0/0', ALL],
      [
        { addresses: '10.0.0.0/24', ports: '2000-4000' },
        { addresses: '10.0.1.0/24', ports: '2500-4000' },
      ],
    ],
    [
      'what no entry allows',
      ['100 allow tcp 1024-49151 0.0.0.0/0'],
      [{ addresses: '10.0.0.0/23', ports: '49152-65535' }],
    ],
  ])('replies, exactly: %s', (_name, texts, blocked) => {
    const answer = ask(WEB_TO_APP, withAcl(APP, true, ...texts));
    expect(stepOf(answer, 'target-acl-reply').blocked).toEqual(blocked);
    expect(answer.verdict).toBe('partlyBlocked');
  });

  test('only the given source ports are asked about', () => {
    const edit = withAcl(APP, true, '90 deny tcp 32768-60999 0.0.0.0/0', ALL);
    expect(ask({ ...WEB_TO_APP, sourcePorts: '1024-32767' }, edit).verdict).toBe('allowed');
    expect(ask({ ...WEB_TO_APP, sourcePorts: '40000-50000' }, edit).verdict).toBe('blocked');
  });

  test('IPv6 packets meet IPv6 entries', () => {
    const question = { from: { loadBalancer: 'web' }, to: { ip: '2600:1f18:0:a::5' }, protocol: 'tcp', port: 80 };
    expect(ask(question, withAcl(APP, false, '90 deny tcp 80 2600:1f18::/56', '91 allow -1 all ::/0')).verdict).toBe(
      'blocked',
    );
    expect(ask(question, withAcl(APP, false, '90 deny -1 all 0.0.0.0/0', '91 allow -1 all ::/0')).verdict).toBe(
      'allowed',
    );
  });
});

describe('one subnet', () => {
  const nothing = withAcl(['subnet-app-a', 'subnet-app-b', ...LB], false);
  const neighbour = { from: { ip: '10.0.10.77' }, to: { instance: 'i-app' }, protocol: 'tcp', port: 80 };

  test('ACLs do not apply within it', () => {
    const answer = ask(neighbour, nothing);
    expect(answer.steps.filter(({ control }) => control.includes('acl')).map(({ verdict }) => verdict)).toEqual(
      Array(4).fill('allowed'),
    );
  });

  test('of a load balancer in several subnets only the node there is exempt', () => {
    const moved: Edit = (region) => {
      for (const { AvailabilityZones } of region.loadBalancers) {
        if (AvailabilityZones?.[0]) AvailabilityZones[0].SubnetId = 'subnet-app-a';
      }
    };
    const answer = ask(WEB_TO_APP, moved, nothing);
    expect(answer.verdict).toBe('partlyBlocked');
    expect(answer.steps.filter(({ control }) => control === 'target-acl-in')).toMatchObject([{ verdict: 'blocked' }]);
  });
});

describe('which ACL', () => {
  test('the default one of the VPC where none is associated', () => {
    const closed: Edit = (region) => {
      for (const each of region.networkAcls) each.Entries = [];
    };
    expect(breaksOf(ask(WEB_TO_APP, closed))).toEqual([
      'source-acl-out acl-open blocked',
      'target-acl-in acl-open blocked',
      'target-acl-reply acl-open blocked',
      'source-acl-reply acl-open blocked',
    ]);
  });

  test('each subnet of a load balancer has its own: one zone is cut off', () => {
    const answer = ask(WEB_TO_APP, withAcl(['subnet-lb-b'], true));
    expect(answer.verdict).toBe('partlyBlocked');
    expect(breaksOf(answer)).toEqual([`${OUT} blocked`]);
    expect(answer.steps.find(({ resource }) => resource === 'acl-own')?.blocked).toEqual([
      { addresses: '10.0.1.0/24', ports: '80' },
    ]);
  });

  test('one zone cut off on the way out and the other on the way back is blocked, not partly', () => {
    const both: Edit = (region) => {
      acl(region, 'acl-own', ['subnet-lb-b'], narrowed(true));
      acl(region, 'acl-back', ['subnet-lb-a'], narrowed(false));
    };
    expect(ask(WEB_TO_APP, both).verdict).toBe('blocked');
  });

  test('half of the ports lost on each of two ACLs is blocked where the halves make a whole', () => {
    const halves: Edit = (region) => {
      acl(region, 'acl-own', APP, narrowed(true, '100 allow tcp 1024-32767 0.0.0.0/0'));
      acl(region, 'acl-back', LB, narrowed(false, '100 allow tcp 32768-65535 0.0.0.0/0'));
    };
    expect(ask(WEB_TO_APP, halves).verdict).toBe('blocked');
  });
});

describe('deciding rules are quoted', () => {
  test.each<[string, Edit, string]>([
    ['an entry', withAcl(APP, false, '90 deny tcp 80 10.0.0.0/16', ALL), '90 deny tcp 80 from 10.0.0.0/16'],
    ['the closing rule', withAcl(APP, false, '32767 deny -1 all 0.0.0.0/0'), 'the closing * denies'],
    ['no rule at all', withAcl(APP, false), 'the closing * denies'],
  ])('%s', (_name, edit, because) => {
    expect(stepOf(ask(WEB_TO_APP, edit), 'target-acl-in').because).toBe(because);
  });
});

describe('ICMP', () => {
  const ping = { from: { ip: '10.0.11.5' }, to: { eni: 'eni-app' }, protocol: 'icmp', icmpType: 8, icmpCode: 0 };
  const openGroup: Edit = (region) => {
    for (const group of region.securityGroups)
      group.IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  };
  const typed =
    (type: number, code: number, action: string, protocol = 'icmp'): Edit =>
    (region) =>
      acl(region, 'acl-own', APP, [
        ...narrowed(false, ALL),
        { ...entry(false, `90 ${action} ${protocol} all 0.0.0.0/0`), IcmpTypeCode: { Type: type, Code: code } },
      ]);
  test.each<[string, Edit, string]>([
    ['the type denied', typed(8, -1, 'deny'), 'blocked'],
    ['another type denied', typed(3, 4, 'deny'), 'allowed'],
    ['every type denied', typed(-1, -1, 'deny'), 'blocked'],
    ['ICMPv6 with an IPv4 CIDR means all of ICMP', typed(128, 0, 'deny', 'icmpv6'), 'blocked'],
  ])('%s', (_name, edit, verdict) => {
    expect(ask(ping, openGroup, edit).verdict).toBe(verdict);
  });
});

describe('what cannot be understood', () => {
  test.each<[string, readonly string[], string]>([
    ['a garbled allow before the end', ['90 allow tcp 80 10.0.0.0/99'], 'undetermined'],
    ['a garbled deny before an allow', ['90 deny tcp 80 x', ALL], 'undetermined'],
    ['a garbled allow before an allow', ['90 allow tcp 80 x', ALL], 'allowed'],
    ['a garbled deny before a deny', ['90 deny tcp 80 x', '95 deny -1 all 0.0.0.0/0'], 'blocked'],
    ['a garbled deny after an allow', [ALL, '110 deny tcp 80 x'], 'allowed'],
    ['a garbled deny of another port', ['90 deny tcp 81 x', ALL], 'allowed'],
    ['ports the wrong way round', ['90 deny tcp 90-70 0.0.0.0/0', ALL], 'undetermined'],
    ['an unknown protocol', ['90 deny pigeon all 0.0.0.0/0', ALL], 'undetermined'],
  ])('%s', (_name, texts, verdict) => {
    expect(ask(WEB_TO_APP, withAcl(APP, false, ...texts)).verdict).toBe(verdict);
  });

  test('an IPv6 CIDR in the place of an IPv4 one', () => {
    const misplaced: Edit = (region) =>
      acl(region, 'acl-own', APP, [
        ...narrowed(false, ALL),
        { RuleNumber: 90, Egress: false, RuleAction: 'deny', Protocol: '-1', CidrBlock: '::/0' },
      ]);
    expect(ask(WEB_TO_APP, misplaced).verdict).toBe('undetermined');
  });

  test('ACLs that could not be read leave four steps undetermined and name the permission', () => {
    const answer = ask(
      WEB_TO_APP,
      (region) => void region.errors.push({ api: 'ec2:DescribeNetworkAcls', code: 'AccessDenied' }),
    );
    expect(answer.verdict).toBe('undetermined');
    expect(stepOf(answer, 'target-acl-in')).toMatchObject({
      verdict: 'undetermined',
      because: 'ec2:DescribeNetworkAcls: AccessDenied',
    });
  });
});
