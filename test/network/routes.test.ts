import type { RouteRecord } from '../../lib/snapshot/networking.ts';
import {
  allow,
  ask,
  breaksOf,
  type Edit,
  groupOf,
  LOCAL,
  peered,
  routes,
  stepOf,
  toPeer,
  WEB_TO_APP,
} from './an-account.ts';

const LB = ['subnet-lb-a', 'subnet-lb-b'];
const WEB_TO_FAR = { ...WEB_TO_APP, to: { ip: '10.9.0.5' } };

const there =
  (...list: readonly RouteRecord[]): Edit =>
  (region) =>
    routes(region, 'rtb-lb', LB, list);

const back =
  (...list: readonly RouteRecord[]): Edit =>
  (region) =>
    routes(region, 'rtb-app', ['subnet-app-a'], list);

const to = (cidr: string, target: Partial<RouteRecord>, more: Partial<RouteRecord> = {}): RouteRecord => ({
  DestinationCidrBlock: cidr,
  State: 'active',
  Origin: 'CreateRoute',
  ...target,
  ...more,
});

const IGW = { GatewayId: 'igw-1' };
const DEAD = { State: 'blackhole', NetworkInterfaceId: 'eni-gone' };
const admitsAll: Edit = (region) => {
  for (const group of region.securityGroups) group.IpPermissions = [allow('0-65535', '0.0.0.0/0')];
};
const THERE = 'route-to-target rtb-lb';
const BACK = 'route-back rtb-app';

describe('which route', () => {
  test.each<[string, Edit, readonly string[]]>([
    ['local', there(LOCAL), []],
    ['none', there(), [`${THERE} blocked`]],
    ['the longest prefix, though it is a blackhole', there(LOCAL, to('10.0.10.0/24', DEAD)), [`${THERE} blocked`]],
    ['a blackhole that is less specific', there(LOCAL, to('10.0.0.0/8', DEAD)), []],
    ['a blackhole elsewhere', there(LOCAL, to('10.0.11.0/24', DEAD)), []],
    ['the way back too', back(to('10.0.0.0/24', DEAD), LOCAL), [`${BACK} partlyBlocked`]],
    ['no way back', back(to('10.7.0.0/16', { GatewayId: 'local' })), [`${BACK} blocked`]],
    [
      'IPv6 routes are apart',
      there({ DestinationIpv6CidrBlock: '::/0', GatewayId: 'local', State: 'active' }),
      [`${THERE} blocked`],
    ],
  ])('%s', (_name, edit, breaks) => {
    expect(breaksOf(ask(WEB_TO_APP, edit, admitsAll))).toEqual(breaks);
  });

  test('a CIDR route comes before a prefix list of equal length, and that before a propagated route', () => {
    const list: Edit = (region) => {
      region.prefixLists = [{ PrefixListId: 'pl-1', Entries: [{ Cidr: '10.0.10.0/24' }] }];
    };
    const byList = (target: Partial<RouteRecord>): RouteRecord => ({
      DestinationPrefixListId: 'pl-1',
      State: 'active',
      ...target,
    });
    const propagated = to('10.0.10.0/24', { GatewayId: 'vgw-1' }, { Origin: 'EnableVgwRoutePropagation' });
    const staticDead = to('10.0.10.0/24', DEAD);
    const verdict = (...list_: readonly RouteRecord[]) =>
      stepOf(ask(WEB_TO_APP, there(LOCAL, ...list_), list, admitsAll), 'route-to-target').verdict;
    expect(verdict(byList({ TransitGatewayId: 'tgw-1' }), staticDead)).toBe('blocked');
    expect(verdict(propagated, staticDead)).toBe('blocked');
    expect(verdict(propagated, byList(DEAD))).toBe('blocked');
    expect(verdict(propagated)).toBe('undetermined');
  });

  test('the main table serves subnets without one of their own', () => {
    const dead: Edit = (region) => void region.routeTables[0]?.Routes?.push(to('10.0.10.0/24', DEAD));
    expect(breaksOf(ask(WEB_TO_APP, dead))).toEqual(['route-to-target rtb-main blocked']);
  });

  test('routes do not apply within a subnet', () => {
    const neighbour = { from: { ip: '10.0.10.77' }, to: { instance: 'i-app' }, protocol: 'tcp', port: 80 };
    const step = stepOf(ask(neighbour, back(to('10.0.10.0/24', DEAD))), 'route-to-target');
    expect(step.verdict).toBe('allowed');
  });

  test('two prefix lists of one length to different targets cannot be told apart', () => {
    const lists: Edit = (region) => {
      region.prefixLists = ['pl-1', 'pl-2'].map((id) => ({ PrefixListId: id, Entries: [{ Cidr: '10.9.0.0/16' }] }));
    };
    const edit = there(
      LOCAL,
      { DestinationPrefixListId: 'pl-1', State: 'active', VpcPeeringConnectionId: 'pcx-1' },
      { DestinationPrefixListId: 'pl-2', State: 'active', TransitGatewayId: 'tgw-1' },
    );
    expect(stepOf(ask(WEB_TO_FAR, peered, edit, lists), 'route-to-target').verdict).toBe('undetermined');
  });
});

describe('what a route leads to', () => {
  test.each<[string, Partial<RouteRecord>, string, string]>([
    [
      'an internet gateway drops private destinations',
      IGW,
      'blocked',
      'an internet gateway drops private destinations',
    ],
    ['a transit gateway', { TransitGatewayId: 'tgw-1' }, 'undetermined', 'transit gateway cannot be seen'],
    ['a VPN', { GatewayId: 'vgw-1' }, 'undetermined', 'VPN or Direct Connect cannot be seen'],
    ['a NAT gateway', { NatGatewayId: 'nat-1' }, 'undetermined', 'NAT gateway'],
    ['an appliance', { NetworkInterfaceId: 'eni-fw' }, 'undetermined', 'middlebox'],
    ['a gateway load balancer endpoint', { GatewayId: 'vpce-1' }, 'undetermined', 'middlebox'],
    ['a carrier gateway', { CarrierGatewayId: 'cagw-1' }, 'undetermined', 'cannot be seen'],
  ])('%s', (_name, target, verdict, because) => {
    const step = stepOf(ask(WEB_TO_FAR, there(LOCAL, to('0.0.0.0/0', target))), 'route-to-target');
    expect(step).toMatchObject({ verdict, because: expect.stringContaining(because) });
  });

  test('beyond a route that cannot be seen nothing is called allowed', () => {
    expect(
      ask(WEB_TO_FAR, peered, admitsAll, there(LOCAL, to('10.9.0.0/16', { TransitGatewayId: 'tgw-1' }))).verdict,
    ).toBe('undetermined');
  });

  test('a state that AWS added later is undetermined', () => {
    expect(ask(WEB_TO_APP, there(to('10.0.0.0/16', { GatewayId: 'local' }, { State: 'sleeping' }))).verdict).toBe(
      'undetermined',
    );
  });
});

describe('peering', () => {
  const connection =
    (change: object): Edit =>
    (region) =>
      void Object.assign(region.vpcPeeringConnections[0] ?? {}, change);

  test('both sides have routes', () => {
    expect(breaksOf(ask(WEB_TO_FAR, peered))).toEqual([]);
  });

  test.each(['pending-acceptance', 'deleted', 'expired', 'failed', 'rejected'])('%s is not active', (Code) => {
    const step = stepOf(ask(WEB_TO_FAR, peered, connection({ Status: { Code } })), 'route-to-target');
    expect(step).toMatchObject({ verdict: 'blocked', because: expect.stringContaining(`is ${Code}, not active`) });
  });

  test('without a route on the other side the reply is lost', () => {
    const oneSided: Edit = (region) => {
      for (const table of region.routeTables) if (table.RouteTableId === 'rtb-far') table.Routes?.pop();
    };
    expect(breaksOf(ask(WEB_TO_FAR, peered, oneSided))).toEqual(['route-back rtb-far blocked']);
  });

  test('with a route back for one zone the other is lost', () => {
    const narrow: Edit = (region) => {
      for (const table of region.routeTables) {
        if (table.RouteTableId === 'rtb-far')
          table.Routes = [...(table.Routes?.slice(0, 1) ?? []), toPeer('10.0.1.0/24')];
      }
    };
    const answer = ask(WEB_TO_FAR, peered, narrow);
    expect(answer.verdict).toBe('partlyBlocked');
    expect(stepOf(answer, 'route-back').blocked).toEqual([{ addresses: '10.0.0.0/24', ports: '1024-65535' }]);
  });

  test('is not transitive', () => {
    const onward = there(LOCAL, toPeer('10.8.0.0/16'));
    const step = stepOf(ask({ ...WEB_TO_APP, to: { ip: '10.8.0.5' } }, peered, onward), 'route-to-target');
    expect(step).toMatchObject({ verdict: 'blocked', because: expect.stringContaining('peering leads no further') });
  });

  test('a connection that is not in the snapshot is undetermined', () => {
    const unread: Edit = (region) => {
      region.vpcPeeringConnections = [];
    };
    expect(stepOf(ask(WEB_TO_FAR, peered, unread), 'route-to-target').verdict).toBe('undetermined');
  });

  test('into another region the rest cannot be seen', () => {
    const abroad = connection({ AccepterVpcInfo: { VpcId: 'vpc-x', Region: 'us-east-1', CidrBlock: '10.9.0.0/16' } });
    const answer = ask(WEB_TO_FAR, peered, abroad);
    expect(stepOf(answer, 'route-to-target').verdict).toBe('allowed');
    expect(answer.verdict).toBe('undetermined');
  });

  /** vpc-c has the range of vpc-b; each is peered with vpc-a. */
  const overlapping: Edit = (region) => {
    region.vpcs.push({ VpcId: 'vpc-c', CidrBlock: '10.9.0.0/16' });
    region.subnets.push({ SubnetId: 'subnet-twin', VpcId: 'vpc-c', CidrBlock: '10.9.0.0/24' });
    region.vpcPeeringConnections.push({
      VpcPeeringConnectionId: 'pcx-2',
      Status: { Code: 'active' },
      RequesterVpcInfo: { VpcId: 'vpc-a', CidrBlock: '10.0.0.0/16' },
      AccepterVpcInfo: { VpcId: 'vpc-c', CidrBlock: '10.9.0.0/16' },
    });
  };

  test('of two peers with one range, the route says which is meant', () => {
    expect(ask(WEB_TO_FAR, peered, overlapping).verdict).toBe('allowed');
    const toTwin = there(LOCAL, { ...toPeer('10.9.0.0/16'), VpcPeeringConnectionId: 'pcx-2' });
    const answer = ask(WEB_TO_FAR, peered, overlapping, toTwin);
    expect(answer.verdict).toBe('undetermined');
    const known = ask({ ...WEB_TO_APP, to: { eni: 'eni-far' } }, peered, overlapping, toTwin);
    expect(stepOf(known, 'route-to-target')).toMatchObject({
      verdict: 'blocked',
      because: expect.stringContaining('leads to vpc-c'),
    });
  });

  test('a reply that comes out in another VPC of the same range is lost', () => {
    const astray: Edit = (region) => {
      region.vpcs.push({ VpcId: 'vpc-d', CidrBlock: '10.0.0.0/16' });
      region.vpcPeeringConnections.push({
        VpcPeeringConnectionId: 'pcx-3',
        Status: { Code: 'active' },
        RequesterVpcInfo: { VpcId: 'vpc-b', CidrBlock: '10.9.0.0/16' },
        AccepterVpcInfo: { VpcId: 'vpc-d', CidrBlock: '10.0.0.0/16' },
      });
      for (const table of region.routeTables) {
        if (table.RouteTableId === 'rtb-far')
          table.Routes?.push({ ...toPeer('10.0.0.0/23'), VpcPeeringConnectionId: 'pcx-3' });
      }
    };
    const step = stepOf(ask(WEB_TO_FAR, peered, astray), 'route-back');
    expect(step).toMatchObject({
      verdict: 'blocked',
      because: expect.stringContaining('leads to vpc-d, not back to vpc-a'),
    });
  });
});

describe('what could not be read', () => {
  const byList = (target: Partial<RouteRecord>) =>
    there(LOCAL, { DestinationPrefixListId: 'pl-unread', State: 'active', ...target });

  test.each<[string, Partial<RouteRecord>, string]>([
    ['of a gateway endpoint holds public addresses', { GatewayId: 'vpce-s3' }, 'allowed'],
    ['of a transit gateway cannot lie inside the VPC', { TransitGatewayId: 'tgw-1' }, 'allowed'],
    ['of an appliance can', { NetworkInterfaceId: 'eni-fw' }, 'undetermined'],
  ])('a prefix list %s', (_name, target, verdict) => {
    expect(stepOf(ask(WEB_TO_APP, byList(target)), 'route-to-target').verdict).toBe(verdict);
  });

  test('a prefix list of a gateway endpoint does not hold the way to a peer either', () => {
    const edit = there(LOCAL, toPeer('10.9.0.0/16'), {
      DestinationPrefixListId: 'pl-unread',
      State: 'active',
      GatewayId: 'vpce-s3',
    });
    expect(ask(WEB_TO_FAR, peered, edit).verdict).toBe('allowed');
  });

  test('a prefix list may hold the way out of the VPC', () => {
    expect(stepOf(ask(WEB_TO_FAR, byList({ TransitGatewayId: 'tgw-1' })), 'route-to-target').verdict).toBe(
      'undetermined',
    );
  });

  test.each(['10.0.0.0/99', 'x', '::/0'])('a route to %s may be the one', (cidr) => {
    const edit = there(LOCAL, to(cidr, { NetworkInterfaceId: 'eni-fw' }));
    expect(stepOf(ask(WEB_TO_APP, edit), 'route-to-target').verdict).toBe('undetermined');
  });

  test('route tables that could not be read', () => {
    const denied: Edit = (region) => void region.errors.push({ api: 'ec2:DescribeRouteTables', code: 'AccessDenied' });
    expect(breaksOf(ask(WEB_TO_APP, denied))).toEqual([
      'route-to-target subnet-lb-a undetermined',
      'route-to-target subnet-lb-b undetermined',
      'route-back subnet-app-a undetermined',
    ]);
  });

  test('a table without a main one beside it', () => {
    const none: Edit = (region) => {
      region.routeTables = [];
    };
    expect(ask(WEB_TO_APP, none).verdict).toBe('undetermined');
  });
});

test('the deciding route is quoted', () => {
  expect(stepOf(ask(WEB_TO_APP), 'route-to-target').because).toBe('10.0.0.0/16 local');
  expect(stepOf(ask(WEB_TO_FAR, peered), 'route-to-target').because).toBe('10.9.0.0/16 to pcx-1');
  expect(stepOf(ask(WEB_TO_APP, there()), 'route-to-target').because).toBe('no route to 10.0.10.0/24');
});

test('a group that only a peer carries is not in this VPC', () => {
  const edit: Edit = (region) => {
    groupOf(region, 'sg-app').IpPermissions = [allow(80, 'sg-far')];
  };
  expect(
    ask({ from: { eni: 'eni-far' }, to: { eni: 'eni-app' }, protocol: 'tcp', port: 80 }, peered, edit).verdict,
  ).toBe('allowed');
  expect(ask(WEB_TO_APP, peered, edit).verdict).toBe('blocked');
});
