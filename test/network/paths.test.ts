import { createReachability } from '../../lib/network/reachability.ts';
import {
  ALB,
  ARN,
  acl,
  allow,
  allowAll,
  anInterface,
  breaksOf,
  type Draft,
  type Edit,
  firstTarget,
  GROUP,
  groupOf,
  interfaceOf,
  NLB,
  narrowed,
  pathOf,
  pathsOf,
  peered,
  stepOf,
  target,
} from './an-account.ts';

const ip = (id: string, port = 80, zone?: string) => target({ TargetType: 'ip' }, id, port, zone);
const behindNlb = target({ LoadBalancerArns: [NLB], Protocol: 'TCP', TargetType: 'ip' }, '10.0.10.5');
const attributes =
  (arn: string, values: Readonly<Record<string, string>>): Edit =>
  (region) => {
    const list = Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
    const store = arn === GROUP ? region.targetGroupAttributes : region.loadBalancerAttributes;
    store[arn] = list;
  };
const ingress =
  (...permissions: ReturnType<typeof allow>[]): Edit =>
  (region) => {
    groupOf(region, 'sg-app').IpPermissions = permissions;
  };
const without =
  (...ids: readonly string[]): Edit =>
  (region) => {
    region.networkInterfaces = region.networkInterfaces.filter((each) => !ids.includes(each.NetworkInterfaceId));
  };
const CROSS_ZONE = 'load_balancing.cross_zone.enabled';

describe('an Application Load Balancer', () => {
  test('is any address of its enabled subnets', () => {
    const { source } = pathOf('health-check').trace;
    expect(source.addresses).toEqual(['10.0.0.0/23']);
    expect(source.nodeAddresses).toEqual(['10.0.0.10/32', '10.0.1.10/32']);
  });

  test('without interfaces in the snapshot is reasoned about by its subnets', () => {
    expect(pathOf('health-check', without('eni-10-a', 'eni-10-b')).trace.verdict).toBe('allowed');
    const partly = pathOf('health-check', without('eni-10-a', 'eni-10-b'), ingress(allow(80, '10.0.0.0/25')));
    expect(partly.trace.verdict).toBe('partlyBlocked');
  });

  test('whose groups are not told is undetermined', () => {
    const bare: Edit = (region) => {
      for (const each of region.loadBalancers) each.SecurityGroups = [];
      for (const each of region.networkInterfaces) if (each.Description?.startsWith('ELB')) each.Groups = [];
    };
    expect(breaksOf(pathOf('health-check', bare).trace)).toEqual([
      'source-security-groups web undetermined',
      'target-security-groups sg-app undetermined',
    ]);
  });

  test('whose subnet is not in the snapshot is undetermined where addresses matter', () => {
    const gone: Edit = (region) => {
      region.subnets = region.subnets.filter(({ SubnetId }) => SubnetId !== 'subnet-lb-b');
    };
    expect(pathOf('health-check', gone).trace.verdict).toBe('undetermined');
    expect(pathOf('health-check', gone, ingress()).trace.verdict).toBe('blocked');
  });

  test('sends with cross-zone off from the node of the zone alone', () => {
    const closed: Edit = (region) => acl(region, 'acl-own', ['subnet-lb-b'], narrowed(true));
    expect(pathOf('traffic', closed).trace.verdict).toBe('partlyBlocked');
    const off = attributes(GROUP, { [CROSS_ZONE]: 'false' });
    expect(pathOf('traffic', closed, off).trace.verdict).toBe('allowed');
    expect(pathOf('traffic', closed, off, ip('10.0.11.5')).trace.verdict).toBe('blocked');
  });
});

describe('a Network Load Balancer', () => {
  test('without groups is the addresses of its nodes', () => {
    const { trace } = pathOf('health-check', behindNlb, ingress(allow(80, '10.0.0.20/32'), allow(80, '10.0.1.20/32')));
    expect(trace.source.addresses).toEqual(['10.0.0.20/32', '10.0.1.20/32']);
    expect(trace.verdict).toBe('allowed');
    expect(stepOf(trace, 'source-security-groups').because).toBe('flat has no security groups');
  });

  test('with fixed private addresses has those', () => {
    const fixed: Edit = (region) => {
      const zone = region.loadBalancers[1]?.AvailabilityZones?.[0];
      if (zone) zone.LoadBalancerAddresses = [{ PrivateIPv4Address: '10.0.0.99' }];
    };
    const { source } = pathOf('health-check', behindNlb, fixed, without('eni-20-a')).trace;
    expect(source.addresses).toEqual(['10.0.0.99/32', '10.0.1.20/32']);
  });

  test('whose node is not in the snapshot is one address of the subnet, nobody knows which', () => {
    const lost = [behindNlb, without('eni-20-a', 'eni-20-b')];
    expect(pathOf('health-check', ...lost, ingress(allow(80, '10.0.0.0/16'))).trace.verdict).toBe('allowed');
    expect(pathOf('health-check', ...lost, ingress(allow(80, '10.0.0.0/25'))).trace.verdict).toBe('undetermined');
    expect(pathOf('health-check', ...lost, ingress(allow(81, '10.0.0.0/16'))).trace.verdict).toBe('blocked');
    expect(pathOf('health-check', ...lost, ingress(allow(80, '10.0.0.0/25'))).trace.because).toContain(
      'no network interface of flat',
    );
  });

  test('with groups is admitted by reference, and its outbound rules apply to checks', () => {
    const grouped: Edit = (region) => {
      region.securityGroups.push({ GroupId: 'sg-nlb', IpPermissions: [], IpPermissionsEgress: [allow(80, 'sg-app')] });
      for (const each of region.loadBalancers) if (each.LoadBalancerArn === NLB) each.SecurityGroups = ['sg-nlb'];
    };
    const admits = ingress(allow(80, 'sg-nlb'));
    expect(pathOf('health-check', behindNlb, grouped, admits).trace.verdict).toBe('allowed');
    const shut: Edit = (region) => {
      groupOf(region, 'sg-nlb').IpPermissionsEgress = [];
    };
    expect(breaksOf(pathOf('health-check', behindNlb, grouped, admits, shut).trace)).toEqual([
      'source-security-groups sg-nlb blocked',
    ]);
  });

  test.each<[string, Edit[], string]>([
    ['off by default: the node of the zone', [attributes(NLB, {})], 'allowed'],
    ['on for the load balancer', [attributes(NLB, { [CROSS_ZONE]: 'true' })], 'partlyBlocked'],
    ['on for the group', [attributes(NLB, {}), attributes(GROUP, { [CROSS_ZONE]: 'true' })], 'partlyBlocked'],
    [
      'off for the group',
      [attributes(NLB, { [CROSS_ZONE]: 'true' }), attributes(GROUP, { [CROSS_ZONE]: 'false' })],
      'allowed',
    ],
    [
      'as the load balancer says',
      [
        attributes(NLB, { [CROSS_ZONE]: 'true' }),
        attributes(GROUP, { [CROSS_ZONE]: 'use_load_balancer_configuration' }),
      ],
      'partlyBlocked',
    ],
    ['not known', [(region) => void delete region.loadBalancerAttributes[NLB]], 'undetermined'],
  ])('cross-zone %s', (_name, edits, verdict) => {
    const zoneA = ingress(allow(80, '10.0.0.0/24'));
    expect(pathOf('health-check', behindNlb, zoneA, ...edits).trace.verdict).toBe(verdict);
  });

  test('cross-zone not known does not matter where both come to the same', () => {
    const unread: Edit = (region) => void delete region.loadBalancerAttributes[NLB];
    expect(pathOf('health-check', behindNlb, ingress(allow(80, '10.0.0.0/16')), unread).trace.verdict).toBe('allowed');
  });

  test('a target of all zones is reached from every node', () => {
    const all = target({ LoadBalancerArns: [NLB], Protocol: 'TCP', TargetType: 'ip' }, '10.0.10.5', 80, 'all');
    const { trace } = pathOf('health-check', all, attributes(NLB, {}), ingress(allow(80, '10.0.0.0/24')));
    expect(trace.verdict).toBe('partlyBlocked');
    expect(trace.because).not.toContain('no node');
  });

  test('that has no node in the zone of the target says so', () => {
    const elsewhere = target(
      { LoadBalancerArns: [NLB], Protocol: 'TCP', TargetType: 'ip' },
      '10.0.10.5',
      80,
      'eu-west-1c',
    );
    expect(
      pathOf('health-check', elsewhere, attributes(NLB, {}), ingress(allow(80, '10.0.0.0/16'))).trace.because,
    ).toBe('flat has no node in eu-west-1c');
  });
});

describe('client IP preservation', () => {
  const nlbTo = (group: Partial<Draft['targetGroups'][number]>, id = '10.0.10.5') =>
    target({ LoadBalancerArns: [NLB], Protocol: 'TCP', TargetType: 'ip', ...group }, id);
  test.each<[string, Partial<Draft['targetGroups'][number]>, string | undefined, string]>([
    ['instance, by default', { TargetType: 'instance' }, undefined, 'clients'],
    ['instance, switched off', { TargetType: 'instance' }, 'false', 'load-balancer'],
    ['ip and TCP, by default', {}, undefined, 'load-balancer'],
    ['ip and TCP, switched on', {}, 'true', 'clients'],
    ['ip and TLS, by default', { Protocol: 'TLS' }, undefined, 'load-balancer'],
    ['ip and UDP', { Protocol: 'UDP' }, undefined, 'clients'],
    ['ip and TCP_UDP, whatever the attribute', { Protocol: 'TCP_UDP' }, 'false', 'clients'],
    ['ip and QUIC', { Protocol: 'QUIC' }, undefined, 'clients'],
  ])('%s', (_name, group, attribute, sender) => {
    const set = attribute === undefined ? [] : [attributes(GROUP, { 'preserve_client_ip.enabled': attribute })];
    const id = group.TargetType === 'instance' ? 'i-app' : '10.0.10.5';
    expect(pathsOf('traffic', nlbTo(group, id), ...set).map((path) => path.sender)).toContain(sender);
    expect(pathsOf('traffic', nlbTo(group, id), ...set).every((path) => path.sender === sender)).toBe(true);
  });

  test('health checks come from the nodes all the same', () => {
    expect(pathOf('health-check', nlbTo({ TargetType: 'instance' }, 'i-app')).sender).toBe('load-balancer');
  });

  test('an Application Load Balancer keeps no addresses', () => {
    expect(pathOf('traffic').sender).toBe('load-balancer');
  });

  const instance = nlbTo({ TargetType: 'instance' }, 'i-app');

  test.each([
    ['0.0.0.0/0', 'allowed'],
    ['203.0.113.0/24', 'allowed'],
    ['10.0.0.0/16', 'blocked'],
    ['10.0.0.20/32', 'blocked'],
  ])('of an internet-facing one, a rule for %s: %s', (cidr, verdict) => {
    expect(pathOf('traffic', instance, ingress(allow(80, cidr))).trace.verdict).toBe(verdict);
  });

  test('which clients are not admitted is told exactly', () => {
    const internal: Edit = (region) => {
      for (const each of region.loadBalancers) each.Scheme = 'internal';
    };
    const { trace } = pathOf(
      'traffic',
      instance,
      internal,
      ingress(allow(80, '10.0.0.0/9'), allow(80, '172.16.0.0/12')),
    );
    expect(stepOf(trace, 'target-security-groups').blocked.map(({ addresses }) => addresses)).toEqual([
      '10.128.0.0/9',
      '100.64.0.0/10',
      '169.254.0.0/16',
      '192.168.0.0/16',
    ]);
  });

  test('that some clients are admitted is intention; that their replies are lost is not', () => {
    const office = ingress(allow(80, '203.0.113.0/24'));
    const lossy: Edit = (region) =>
      acl(
        region,
        'acl-own',
        ['subnet-app-a'],
        narrowed(true, '90 deny tcp 32768-60999 0.0.0.0/0', '100 allow -1 all 0.0.0.0/0'),
      );
    expect(pathOf('traffic', instance, office).trace.verdict).toBe('allowed');
    expect(pathOf('traffic', instance, office, lossy).trace.verdict).toBe('partlyBlocked');
  });

  test('clients of an internal one are private addresses', () => {
    const internal: Edit = (region) => {
      for (const each of region.loadBalancers) each.Scheme = 'internal';
    };
    const { source } = pathOf('traffic', instance, internal).trace;
    expect(source.addresses).toContain('10.0.0.0/8');
    expect(source.addresses).not.toContain('0.0.0.0/0');
  });

  test('a reference to the group of the load balancer admits its clients', () => {
    const grouped: Edit = (region) => {
      region.securityGroups.push({
        GroupId: 'sg-nlb',
        IpPermissions: [],
        IpPermissionsEgress: [allowAll('0.0.0.0/0')],
      });
      for (const each of region.loadBalancers) if (each.LoadBalancerArn === NLB) each.SecurityGroups = ['sg-nlb'];
    };
    expect(pathOf('traffic', instance, grouped, ingress(allow(80, 'sg-nlb'))).trace.verdict).toBe('allowed');
  });

  test('replies go back through the load balancer whatever the routes of the target say', () => {
    const { trace } = pathOf('traffic', instance, ingress(allow(80, '0.0.0.0/0')));
    expect(stepOf(trace, 'route-back').because).toBe('the reply goes back through the load balancer');
  });

  test('where the attributes could not be read, only what holds for both is certain', () => {
    const unread: Edit = (region) => void delete region.targetGroupAttributes[GROUP];
    const nodesOnly = ingress(allow(80, '10.0.0.20/32'), allow(80, '10.0.1.20/32'));
    const both = ingress(allow(80, '0.0.0.0/0'));
    expect(pathOf('traffic', nlbTo({}), unread, both).trace.verdict).toBe('allowed');
    expect(pathOf('traffic', nlbTo({}), unread, ingress()).trace.verdict).toBe('blocked');
    expect(pathOf('traffic', nlbTo({}), unread, nodesOnly).trace.verdict).toBe('undetermined');
  });
});

describe('a Gateway Load Balancer', () => {
  const GWLB = `${ARN}:loadbalancer/gwy/inspect/4444`;
  const gateway: Edit = (region) => {
    region.loadBalancers.push({
      LoadBalancerArn: GWLB,
      LoadBalancerName: 'inspect',
      Type: 'gateway',
      VpcId: 'vpc-a',
      AvailabilityZones: [{ ZoneName: 'eu-west-1a', SubnetId: 'subnet-lb-a' }],
    });
    region.loadBalancerAttributes[GWLB] = [];
    region.networkInterfaces.push(
      anInterface('eni-gw', {
        subnet: 'subnet-lb-a',
        address: '10.0.0.40',
        groups: [],
        description: 'ELB gwy/inspect/4444',
        type: 'gateway_load_balancer',
      }),
    );
    target({ LoadBalancerArns: [GWLB], Protocol: 'GENEVE', Port: 6081, HealthCheckPort: '80' }, 'i-app', 6081)(region);
  };
  const udp = { IpProtocol: 'udp', FromPort: 6081, ToPort: 6081, IpRanges: [{ CidrIp: '10.0.0.40/32' }] };

  test('checks by TCP and sends GENEVE to udp/6081', () => {
    expect(pathOf('health-check', gateway, ingress(allow(80, '10.0.0.40/32'))).trace).toMatchObject({
      protocol: 6,
      port: 80,
      verdict: 'allowed',
    });
    expect(pathOf('traffic', gateway, ingress(udp)).trace).toMatchObject({
      protocol: 17,
      port: 6081,
      verdict: 'allowed',
    });
  });

  test('a healthy appliance may be closed to GENEVE', () => {
    expect(pathOf('traffic', gateway, ingress(allow(80, '10.0.0.40/32'))).trace.verdict).toBe('blocked');
  });
});

describe('an Application Load Balancer as target', () => {
  const inner = target({ TargetType: 'alb', Protocol: 'TCP', LoadBalancerArns: [NLB], HealthCheckPort: '80' }, ALB);
  const lbIngress =
    (...permissions: ReturnType<typeof allow>[]): Edit =>
    (region) => {
      groupOf(region, 'sg-lb').IpPermissions = permissions;
    };

  test('is reached at its nodes and admitted by its groups', () => {
    const { trace } = pathOf('health-check', inner, lbIngress(allow(80, '10.0.0.0/16')));
    expect(trace.verdict).toBe('allowed');
    expect(trace.destination).toMatchObject({
      label: 'web',
      interfaceIds: ['eni-10-a', 'eni-10-b'],
      securityGroupIds: ['sg-lb'],
    });
  });

  test('that does not admit the listener port is blocked', () => {
    expect(breaksOf(pathOf('health-check', inner, lbIngress(allow(443, '10.0.0.0/16'))).trace)).toEqual([
      'target-security-groups sg-lb blocked',
    ]);
  });

  test('whose nodes are not in the snapshot is judged by its subnets and groups', () => {
    const { trace } = pathOf(
      'health-check',
      inner,
      without('eni-10-a', 'eni-10-b'),
      lbIngress(allow(443, '10.0.0.0/16')),
    );
    expect(trace.verdict).toBe('blocked');
  });

  test('that is not in the snapshot is undetermined', () => {
    expect(
      pathOf('health-check', target({ TargetType: 'alb', LoadBalancerArns: [NLB] }, `${ALB}x`)).trace.verdict,
    ).toBe('undetermined');
  });
});

describe('protocols of traffic', () => {
  test.each([
    ['HTTP', [6]],
    ['TLS', [6]],
    ['UDP', [17]],
    ['TCP_UDP', [6, 17]],
    ['QUIC', [17]],
    ['TCP_QUIC', [6, 17]],
  ])('%s', (Protocol, numbers) => {
    const group = target({ Protocol, LoadBalancerArns: [NLB], TargetType: 'ip' }, '10.0.10.5');
    expect(pathsOf('traffic', group).map(({ trace }) => trace.protocol)).toEqual(numbers);
    expect(pathsOf('health-check', group).map(({ trace }) => trace.protocol)).toEqual([6]);
  });

  test('a Lambda function has no paths', () => {
    expect(pathsOf('traffic', target({ TargetType: 'lambda' }, 'arn:aws:lambda:eu-west-1:1:function:f'))).toEqual([]);
  });
});

describe('dual stack', () => {
  const v6 = target({ TargetType: 'instance', IpAddressType: 'ipv6' }, 'i-app');
  const ipv6Egress: Edit = (region) => {
    groupOf(region, 'sg-lb').IpPermissionsEgress = [allowAll('::/0')];
  };

  test('targets of an IPv6 group are reached from IPv6 addresses', () => {
    const { trace } = pathOf('health-check', v6, ipv6Egress);
    expect(trace.verdict).toBe('allowed');
    expect(trace.source.addresses).toEqual(['2600:1f18::/63']);
    expect(trace.destination.addresses).toEqual(['2600:1f18:0:a::5/128']);
  });

  test('IPv4 rules do not admit them', () => {
    expect(pathOf('health-check', v6, ipv6Egress, ingress(allow(80, '0.0.0.0/0'))).trace.verdict).toBe('blocked');
  });

  test('an instance without an IPv6 address is undetermined', () => {
    const none: Edit = (region) => {
      interfaceOf(region, 'eni-app').Ipv6Addresses = [];
    };
    expect(pathOf('health-check', v6, none).trace).toMatchObject({
      verdict: 'undetermined',
      because: 'eni-app has no IPv6 address',
    });
  });
});

describe('where a target is', () => {
  test('an instance is its primary interface', () => {
    const second: Edit = (region) => {
      region.networkInterfaces.unshift({
        ...anInterface('eni-second', { subnet: 'subnet-app-b', address: '10.0.11.99', groups: ['sg-shut'] }),
        Attachment: { InstanceId: 'i-app', DeviceIndex: 1 },
      });
    };
    expect(pathOf('health-check', second).trace.destination).toMatchObject({
      addresses: ['10.0.10.5/32'],
      interfaceIds: ['eni-app'],
    });
  });

  test('at the primary private address of that', () => {
    const several: Edit = (region) => {
      interfaceOf(region, 'eni-app').PrivateIpAddresses = [
        { PrivateIpAddress: '10.0.10.6', Primary: false },
        { PrivateIpAddress: '10.0.10.5', Primary: true },
      ];
    };
    expect(pathOf('health-check', several).trace.destination.addresses).toEqual(['10.0.10.5/32']);
  });

  test('without interface records the record of the instance tells', () => {
    const byRecord: Edit = (region) => {
      region.instances = [
        {
          InstanceId: 'i-app',
          PrivateIpAddress: '10.0.10.5',
          SubnetId: 'subnet-app-a',
          VpcId: 'vpc-a',
          SecurityGroups: [{ GroupId: 'sg-app' }],
        },
      ];
    };
    expect(pathOf('health-check', without('eni-app'), byRecord).trace.verdict).toBe('allowed');
  });

  test('an instance of which nothing is known is undetermined', () => {
    expect(pathOf('health-check', without('eni-app')).trace).toMatchObject({
      verdict: 'undetermined',
      because: 'instance i-app is not in the snapshot',
    });
  });

  test('a terminated instance has no address', () => {
    const terminated: Edit = (region) => {
      region.instances = [{ InstanceId: 'i-app', State: { Name: 'terminated' } }];
    };
    expect(pathOf('health-check', without('eni-app'), terminated).trace.because).toBe(
      'no private address of i-app (terminated) is in the snapshot',
    );
  });

  test.each<[string, Edit, string]>([
    [
      'a secondary address',
      (region) => void interfaceOf(region, 'eni-app').PrivateIpAddresses?.push({ PrivateIpAddress: '10.0.10.6' }),
      '10.0.10.6',
    ],
    ['an IPv6 address in another spelling', () => undefined, '2600:1f18:0:a:0:0:0:5'],
    [
      'an address of a delegated prefix',
      (region) =>
        void Object.assign(interfaceOf(region, 'eni-app'), { Ipv4Prefixes: [{ Ipv4Prefix: '10.0.10.32/28' }] }),
      '10.0.10.40',
    ],
    [
      'an address of a delegated IPv6 prefix',
      (region) =>
        void Object.assign(interfaceOf(region, 'eni-app'), { Ipv6Prefixes: [{ Ipv6Prefix: '2600:1f18:0:a:1::/80' }] }),
      '2600:1f18:0:a:1::7',
    ],
  ])('%s belongs to its interface', (_name, edit, address) => {
    expect(pathOf('health-check', edit, ip(address)).trace.destination.interfaceIds).toEqual(['eni-app']);
  });

  test('the same address in another VPC is somebody else', () => {
    const twin: Edit = (region) => {
      region.vpcs.push({ VpcId: 'vpc-z', CidrBlock: '10.0.0.0/16' });
      region.networkInterfaces.unshift(
        anInterface('eni-twin', { subnet: 'subnet-z', address: '10.0.10.5', groups: ['sg-z'], vpc: 'vpc-z' }),
      );
    };
    expect(pathOf('health-check', twin, ip('10.0.10.5')).trace.destination.interfaceIds).toEqual(['eni-app']);
  });

  test('an address in a peered VPC is found there', () => {
    const { trace } = pathOf('health-check', peered, ip('10.9.0.5'));
    expect(trace.destination).toMatchObject({ vpcId: 'vpc-b', interfaceIds: ['eni-far'] });
    expect(trace.verdict).toBe('allowed');
  });

  test('an address that no interface has is undetermined, though subnets tell the rest', () => {
    const { trace } = pathOf('health-check', ip('10.0.10.99'));
    expect(trace).toMatchObject({
      verdict: 'undetermined',
      because: 'no network interface in the snapshot has 10.0.10.99, which lies in subnet-app-a',
    });
    expect(breaksOf(trace)).toEqual(['target-security-groups subnet-app-a undetermined']);
  });

  test('interfaces that were not collected are another reason', () => {
    const denied: Edit = (region) =>
      void region.errors.push({ api: 'ec2:DescribeNetworkInterfaces', code: 'AccessDenied' });
    expect(pathOf('health-check', denied, ip('10.0.10.5')).trace.because).toBe(
      'ec2:DescribeNetworkInterfaces: AccessDenied',
    );
  });

  test('an address in the VPC but in none of its subnets', () => {
    expect(pathOf('health-check', ip('10.0.200.5')).trace).toMatchObject({
      verdict: 'undetermined',
      because: '10.0.200.5 lies in vpc-a but in none of its subnets in the snapshot',
    });
  });

  test('an address outside every network is blocked without a route', () => {
    const { trace } = pathOf('health-check', ip('172.16.5.5'));
    expect(trace.verdict).toBe('blocked');
    expect(stepOf(trace, 'route-to-target')).toMatchObject({
      deciding: { kind: 'no-route', destination: '172.16.5.5' },
    });
    expect(trace.because).toContain('172.16.5.5 is outside every network in the snapshot');
  });

  test('two interfaces that claim one address are undetermined', () => {
    const twice: Edit = (region) =>
      void region.networkInterfaces.push(
        anInterface('eni-copy', { subnet: 'subnet-app-a', address: '10.0.10.5', groups: ['sg-app'] }),
      );
    expect(pathOf('health-check', twice, ip('10.0.10.5')).trace.because).toBe(
      'eni-app and eni-copy both claim 10.0.10.5',
    );
  });

  test('what is no address is undetermined', () => {
    expect(pathOf('health-check', ip('not-an-address')).trace.because).toBe('"not-an-address" is not an address');
  });
});

describe('ports', () => {
  test('a target may override the port of its group', () => {
    expect(pathOf('traffic', target({}, 'i-app', 8081)).trace).toMatchObject({ port: 8081, verdict: 'blocked' });
  });

  test('a check on another port than the traffic', () => {
    const managed = target({ HealthCheckPort: '9100' }, 'i-app');
    expect(pathOf('health-check', managed).trace).toMatchObject({ port: 9100, verdict: 'blocked' });
    expect(pathOf('traffic', managed).trace).toMatchObject({ port: 80, verdict: 'allowed' });
  });

  test('healthy and yet unreachable', () => {
    const managed = target({ HealthCheckPort: '9100' }, 'i-app');
    const edit = ingress(allow(9100, 'sg-lb'));
    expect(pathOf('health-check', managed, edit).trace.verdict).toBe('allowed');
    expect(pathOf('traffic', managed, edit).trace.verdict).toBe('blocked');
  });
});

test('every path has its steps in the order of the packet', () => {
  const { trace } = pathOf('health-check');
  expect(trace.steps.map(({ control }) => control)).toEqual([
    'source-security-groups',
    'source-acl-out',
    'route-to-target',
    'target-acl-in',
    'target-security-groups',
    'target-acl-reply',
    'route-back',
    'source-acl-reply',
  ]);
});

test('equal classes of flows share their steps', () => {
  const twoTargets: Edit = (region) => {
    region.networkInterfaces.push(
      anInterface('eni-2', { subnet: 'subnet-app-a', address: '10.0.10.6', groups: ['sg-app'], instance: 'i-2' }),
    );
    region.targetHealth[GROUP] = ['i-app', 'i-2'].map((Id) => ({ Target: { Id, Port: 80 } }));
  };
  const { region, group } = firstTarget(twoTargets);
  const reachability = createReachability(region);
  const traces = (group.targets.known ? group.targets.value : []).map(
    (each) => reachability.pathsTo(group, each, 'health-check')[0]?.trace,
  );
  expect(traces[0]?.steps).toBe(traces[1]?.steps);
  expect(traces.map((trace) => trace?.destination.addresses)).toEqual([['10.0.10.5/32'], ['10.0.10.6/32']]);
});

test('a target group behind several load balancers has a path from each', () => {
  const both = target({ LoadBalancerArns: [ALB, NLB, `${ALB}gone`] }, 'i-app');
  expect(pathsOf('health-check', both).map(({ loadBalancer }) => loadBalancer.name)).toEqual(['web', 'flat']);
});
