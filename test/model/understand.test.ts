import type { Gathered } from '../../lib/model/gathered.ts';
import { understand, understandRegion } from '../../lib/model/understand.ts';
import { toSnapshot } from '../../lib/snapshot/read-snapshot.ts';
import type { RegionSnapshot } from '../../lib/snapshot/snapshot.ts';

function understandRegionOf(parts: object) {
  const snapshot = toSnapshot(
    {
      schema: 'snapshot/1',
      capturedAt: '2026-11-22T12:00:00Z',
      accountId: '123456789012',
      regions: [{ region: 'eu-west-1', ...parts }],
    },
    'test',
  );
  const [region] = understand(snapshot).regions;
  if (region === undefined) throw new Error('the snapshot has one region');
  return region;
}

function valueIn<T>(fact: Gathered<T>): T {
  if (!fact.known) throw new Error(`not known: ${fact.because}`);
  return fact.value;
}

describe('what was not read', () => {
  const denied = { api: 'ec2:DescribeNetworkAcls', code: 'AccessDenied', message: 'no' };

  test('a missing list is not known, an empty one is known to be empty', () => {
    expect(understandRegionOf({}).network.subnets.all).toEqual({
      known: false,
      because: 'subnets were not collected (ec2:DescribeSubnets)',
    });
    expect(valueIn(understandRegionOf({ subnets: [] }).network.subnets.all)).toEqual([]);
  });

  test('a part named in errors is not known, whatever its list says', () => {
    const region = understandRegionOf({ networkAcls: [{ NetworkAclId: 'acl-1' }], errors: [denied] });
    expect(region.network.networkAcls.find('acl-1')).toEqual({
      known: false,
      because: 'ec2:DescribeNetworkAcls: AccessDenied',
    });
  });

  test('an error about one resource leaves the others known', () => {
    const region = understandRegionOf({
      networkAcls: [{ NetworkAclId: 'acl-1' }, { NetworkAclId: 'acl-2' }],
      errors: [{ ...denied, resource: 'acl-1' }],
    });
    expect(region.network.networkAcls.find('acl-1').known).toBe(false);
    expect(region.network.networkAcls.find('acl-2').known).toBe(true);
  });

  test('an error is recognised under any spelling of the service', () => {
    const region = understandRegionOf({
      targetGroups: [],
      errors: [{ api: 'elbv2:DescribeTargetGroups', code: 'Throttling' }],
    });
    expect(region.targetGroups).toEqual({
      known: false,
      because: 'elasticloadbalancing:DescribeTargetGroups: Throttling',
    });
  });

  test('a prefix list whose entries could not be read is not known, and the call that failed is named', () => {
    const region = understandRegionOf({
      prefixLists: [],
      errors: [{ api: 'ec2:GetManagedPrefixListEntries', code: 'AccessDenied', resource: 'pl-1' }],
    });
    expect(region.network.prefixLists.find('pl-1')).toEqual({
      known: false,
      because: 'ec2:GetManagedPrefixListEntries: AccessDenied',
    });
    expect(region.network.prefixLists.all.known).toBe(true);
  });

  test('a record that is not in the snapshot is not known, which is not the same as absent', () => {
    const region = understandRegionOf({ securityGroups: [] });
    expect(region.network.securityGroups.find('sg-1')).toEqual({
      known: false,
      because: 'security group sg-1 is not in the snapshot',
    });
  });

  test('a function without a policy is told from one whose policy was not read', () => {
    const region = understandRegionOf({ lambdaPolicies: { 'arn:none': null } });
    expect(region.lambdaPolicy('arn:none')).toEqual({ known: true, value: undefined });
    expect(region.lambdaPolicy('arn:other').known).toBe(false);
  });
});

describe('a security group', () => {
  const permissions = [
    {
      IpProtocol: 'tcp',
      FromPort: 80,
      ToPort: 81,
      IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '192.168.0.0/16' }],
      Ipv6Ranges: [{ CidrIpv6: 'fd00::/8' }],
      PrefixListIds: [{ PrefixListId: 'pl-1' }],
      UserIdGroupPairs: [{ GroupId: 'sg-2', UserId: '123456789012' }],
    },
  ];

  test('has one rule per protocol, ports and peer', () => {
    const group = valueIn(
      understandRegionOf({
        securityGroups: [{ GroupId: 'sg-1', IpPermissions: permissions }],
      }).network.securityGroups.find('sg-1'),
    );
    expect(group.ingress.map(({ peer }) => peer)).toEqual([
      { kind: 'cidr', cidr: '10.0.0.0/8', family: 'ipv4' },
      { kind: 'cidr', cidr: '192.168.0.0/16', family: 'ipv4' },
      { kind: 'cidr', cidr: 'fd00::/8', family: 'ipv6' },
      { kind: 'prefix-list', id: 'pl-1' },
      { kind: 'security-group', groupId: 'sg-2', ownerId: '123456789012' },
    ]);
    expect(new Set(group.ingress.map(({ ports }) => ports))).toEqual(new Set([{ from: 80, to: 81 }]));
  });

  test.each([
    ['tcp', 6, { from: 80, to: 81 }],
    ['6', 6, { from: 80, to: 81 }],
    ['UDP', 17, { from: 80, to: 81 }],
    ['-1', 'all', 'all'],
    ['47', 47, 'all'],
  ])('understands protocol %s as %s with ports %j', (IpProtocol, protocol, ports) => {
    const record = {
      GroupId: 'sg-1',
      IpPermissions: [{ IpProtocol, FromPort: 80, ToPort: 81, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    };
    const [rule] = valueIn(
      understandRegionOf({ securityGroups: [record] }).network.securityGroups.find('sg-1'),
    ).ingress;
    expect(rule).toMatchObject({ protocol, ports });
  });

  test('keeps ICMP type and code apart from ports', () => {
    const record = {
      GroupId: 'sg-1',
      IpPermissions: [{ IpProtocol: 'icmp', FromPort: 3, ToPort: 4, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    };
    const [rule] = valueIn(
      understandRegionOf({ securityGroups: [record] }).network.securityGroups.find('sg-1'),
    ).ingress;
    expect(rule).toMatchObject({ protocol: 1, ports: 'all', icmp: { type: 3, code: 4 } });
  });

  test('is understood once for all snapshots that share its record', () => {
    const record = { GroupId: 'sg-1', IpPermissions: permissions };
    const region = { region: 'eu-west-1', securityGroups: [record] };
    const groupOf = (part: RegionSnapshot) =>
      valueIn(understandRegion(part, '123456789012', '2026-11-22T12:00:00Z').network.securityGroups.find('sg-1'));
    expect(groupOf({ ...region, securityGroups: [record] })).toBe(groupOf(region));
    expect(groupOf({ ...region, securityGroups: [{ ...record, IpPermissions: [] }] }).ingress).toEqual([]);
  });

  test('says which rules it does not understand', () => {
    const record = { GroupId: 'sg-1', IpPermissions: [{ IpProtocol: 'quux', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] };
    const group = valueIn(understandRegionOf({ securityGroups: [record] }).network.securityGroups.find('sg-1'));
    expect(group).toMatchObject({ ingress: [], unreadable: ['a rule with protocol "quux"'] });
  });
});

describe('the ACL and the route table of a subnet', () => {
  const region = understandRegionOf({
    subnets: [
      { SubnetId: 'subnet-1', VpcId: 'vpc-1' },
      { SubnetId: 'subnet-2', VpcId: 'vpc-1' },
      { SubnetId: 'subnet-3', VpcId: 'vpc-2' },
    ],
    networkAcls: [
      { NetworkAclId: 'acl-default', VpcId: 'vpc-1', IsDefault: true },
      { NetworkAclId: 'acl-own', VpcId: 'vpc-1', Associations: [{ SubnetId: 'subnet-1' }] },
    ],
    routeTables: [
      { RouteTableId: 'rtb-main', VpcId: 'vpc-1', Associations: [{ Main: true }] },
      { RouteTableId: 'rtb-own', VpcId: 'vpc-1', Associations: [{ Main: false, SubnetId: 'subnet-1' }] },
    ],
  });

  test('are the associated ones', () => {
    expect(valueIn(region.network.aclOfSubnet('subnet-1')).id).toBe('acl-own');
    expect(valueIn(region.network.routeTableOfSubnet('subnet-1')).id).toBe('rtb-own');
  });

  test('are the VPC’s default and main ones where nothing is associated', () => {
    expect(valueIn(region.network.aclOfSubnet('subnet-2')).id).toBe('acl-default');
    expect(valueIn(region.network.routeTableOfSubnet('subnet-2')).id).toBe('rtb-main');
  });

  test('are not known where the snapshot holds none for the VPC, or not the subnet', () => {
    expect(region.network.aclOfSubnet('subnet-3')).toEqual({
      known: false,
      because: 'the network ACL of subnet subnet-3 is not in the snapshot',
    });
    expect(region.network.routeTableOfSubnet('subnet-9')).toEqual({
      known: false,
      because: 'subnet subnet-9 is not in the snapshot',
    });
  });
});

describe('an ACL', () => {
  test('says which entries it does not understand', () => {
    const Entries = [
      {
        RuleNumber: 100,
        Protocol: '6',
        RuleAction: 'allow',
        Egress: false,
        CidrBlock: '0.0.0.0/0',
        PortRange: { From: 80, To: 80 },
      },
      { RuleNumber: 110, Protocol: 'quux', RuleAction: 'deny', Egress: false, CidrBlock: '0.0.0.0/0' },
    ];
    const acl = valueIn(
      understandRegionOf({ networkAcls: [{ NetworkAclId: 'acl-1', Entries }] }).network.networkAcls.find('acl-1'),
    );
    expect(acl).toMatchObject({
      entries: [{ ruleNumber: 100, ports: { from: 80, to: 80 } }],
      unreadable: ['entry 110'],
    });
  });
});

describe('a target', () => {
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders/0123';
  const targetOf = (group: object, health: object) => {
    const region = understandRegionOf({
      targetGroups: [{ TargetGroupArn: arn, TargetType: 'instance', Port: 8080, ...group }],
      targetHealth: { [arn]: [health] },
    });
    const [targetGroup] = valueIn(region.targetGroups);
    return targetGroup === undefined ? undefined : valueIn(targetGroup.targets)[0];
  };

  test.each([
    [
      'the port ELB answers',
      { HealthCheckPort: '9000' },
      { Target: { Id: 'i-1', Port: 80 }, HealthCheckPort: '9090' },
      9090,
    ],
    ['the group’s own', { HealthCheckPort: '9000' }, { Target: { Id: 'i-1', Port: 80 } }, 9000],
    ['the target’s own for traffic-port', { HealthCheckPort: 'traffic-port' }, { Target: { Id: 'i-1', Port: 81 } }, 81],
    [
      'the group’s port where the target names none',
      { HealthCheckPort: 'traffic-port' },
      { Target: { Id: 'i-1' } },
      8080,
    ],
  ])('is checked on %s', (_, group, health, port) => {
    expect(targetOf(group, health)?.healthCheckPort).toBe(port);
  });

  test('keeps a reason code that is new to us and reads a new state as unknown', () => {
    const target = targetOf({}, { Target: { Id: 'i-1' }, TargetHealth: { State: 'resting', Reason: 'Target.Novel' } });
    expect(target).toMatchObject({ state: 'unknown', reason: 'Target.Novel' });
  });

  test('of a target group without a name is known by the name in its ARN', () => {
    const region = understandRegionOf({ targetGroups: [{ TargetGroupArn: arn }], targetHealth: {} });
    expect(valueIn(region.targetGroups)[0]).toMatchObject({ name: 'orders', targets: { known: false } });
  });
});

describe('a forward', () => {
  test('to several groups keeps their weights, 0 included, and one left out is 1', () => {
    const loadBalancer = 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/shop/1';
    const listener = 'arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/shop/1/2';
    const region = understandRegionOf({
      loadBalancers: [{ LoadBalancerArn: loadBalancer }],
      listeners: [
        {
          ListenerArn: listener,
          DefaultActions: [
            {
              Type: 'forward',
              ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'a', Weight: 0 }, { TargetGroupArn: 'b' }] },
            },
          ],
        },
      ],
    });
    const listeners = valueIn(valueIn(region.loadBalancers.find(loadBalancer)).listeners);
    expect(listeners[0]?.defaultActions).toEqual([
      {
        type: 'forward',
        targetGroups: [
          { arn: 'a', weight: 0 },
          { arn: 'b', weight: 1 },
        ],
      },
    ]);
    expect(listeners[0]?.rules.known).toBe(false);
  });
});
