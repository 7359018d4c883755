import { canonical, isInside, networkOf, toPrefix } from '../../lib/collect/addresses.ts';
import { holdersOf } from '../../lib/collect/collect-compute.ts';
import { toFunctionName } from '../../lib/collect/collect-lambda-policies.ts';
import { collectByFilter, collectSecurityGroups, prefixListsNamedBy } from '../../lib/collect/collect-network.ts';
import { PartReader } from '../../lib/collect/part-reader.ts';
import { fakeAws } from '../support/fake-aws.ts';

describe('the interface that holds an address', () => {
  const interfaces = [
    { NetworkInterfaceId: 'eni-primary', PrivateIpAddress: '10.0.1.5', PrivateIpAddresses: [] },
    {
      NetworkInterfaceId: 'eni-secondary',
      PrivateIpAddress: '10.0.1.6',
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.1.6', Primary: true }, { PrivateIpAddress: '10.0.1.7' }],
    },
    { NetworkInterfaceId: 'eni-ipv6', Ipv6Addresses: [{ Ipv6Address: '2001:db8:0:1::a' }] },
    { NetworkInterfaceId: 'eni-prefix', PrivateIpAddress: '10.0.2.1', Ipv4Prefixes: [{ Ipv4Prefix: '10.0.9.32/28' }] },
    { NetworkInterfaceId: 'eni-prefix6', Ipv6Prefixes: [{ Ipv6Prefix: '2001:db8:0:2:ab::/80' }] },
    { NetworkInterfaceId: 'eni-other', PrivateIpAddress: '10.0.3.1' },
  ];

  test.each([
    ['10.0.1.5', ['eni-primary']],
    ['10.0.1.7', ['eni-secondary']],
    ['2001:db8:0:1:0:0:0:a', ['eni-ipv6']],
    ['10.0.9.32', ['eni-prefix']],
    ['10.0.9.47', ['eni-prefix']],
    ['10.0.9.48', []],
    ['2001:db8:0:2:ab:1:2:3', ['eni-prefix6']],
    ['2001:db8:0:2:ac::1', []],
    ['not-an-address', []],
  ])('%s', (address, expected) => {
    expect(holdersOf([address], interfaces).map(({ NetworkInterfaceId }) => NetworkInterfaceId)).toEqual(expected);
  });

  test('thousands of addresses and prefixes are sifted at once', () => {
    const many = Array.from({ length: 5000 }, (_, at) => ({
      NetworkInterfaceId: `eni-${at}`,
      Ipv4Prefixes: [{ Ipv4Prefix: `10.${at >> 8}.${at & 255}.16/28` }],
    }));
    const addresses = Array.from({ length: 3000 }, (_, at) => `10.${at >> 8}.${at & 255}.17`);
    const started = performance.now();
    expect(holdersOf(addresses, many)).toHaveLength(3000);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('addresses', () => {
  test.each([
    ['10.30.1.50', ['10.30.0.0/16'], true],
    ['10.31.1.50', ['10.30.0.0/16'], false],
    ['2001:db8::1', ['10.0.0.0/8', '2001:db8::/56'], true],
    ['10.0.0.1', ['2001:db8::/56', 'rubbish'], false],
    ['rubbish', ['10.0.0.0/8'], false],
  ])('%s inside %j: %s', (address, cidrs, expected) => {
    expect(isInside(address, cidrs)).toBe(expected);
  });

  test('have one spelling', () => {
    expect(canonical('2001:DB8:0:0:0:0:0:1')).toBe(canonical('2001:db8::1'));
    expect(canonical('i-0abc')).toBe('i-0abc');
  });

  test('have no network of more bits than they have', () => {
    expect(networkOf('10.0.0.1', 80)).toBeUndefined();
    expect(toPrefix('rubbish')).toBeUndefined();
  });
});

describe('filters', () => {
  test('take 200 values each', async () => {
    const values = Array.from({ length: 450 }, (_, at) => `sg-${at}`);
    const asked: number[] = [];
    const found = await collectByFilter('group-id', values, async ([filter]) => {
      asked.push(filter?.Values?.length ?? 0);
      return filter?.Values ?? [];
    });
    expect(asked).toEqual([200, 200, 50]);
    expect(found).toEqual(values);
  });

  test('without values ask nothing, for AWS would answer everything', async () => {
    const found = await collectByFilter('group-id', [], async () => {
      throw new Error('asked');
    });
    expect(found).toEqual([]);
  });
});

describe('security groups', () => {
  const group = (GroupId: string, named: readonly string[]) => ({
    GroupId,
    IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: named.map((id) => ({ GroupId: id })) }],
    IpPermissionsEgress: [],
  });
  const all = [group('sg-a', ['sg-b', 'sg-a']), group('sg-b', ['sg-c']), group('sg-c', [])];

  test('come with those that their rules name, each once', async () => {
    const { clientsFor, sent } = fakeAws(({ input }) => {
      const [filter] = input.Filters as readonly { readonly Values: readonly string[] }[];
      return { SecurityGroups: all.filter(({ GroupId }) => filter?.Values.includes(GroupId)) };
    });
    const reader = new PartReader('eu-west-1', () => {});
    const found = await collectSecurityGroups(reader, clientsFor('eu-west-1').ec2, ['sg-a', 'sg-gone']);
    expect(found?.map(({ GroupId }) => GroupId)).toEqual(['sg-a', 'sg-b']);
    expect(sent).toHaveLength(2);
  });

  test('and routes name prefix lists, AWS-managed ones too', () => {
    const securityGroups = [
      { GroupId: 'sg-a', IpPermissions: [{ PrefixListIds: [{ PrefixListId: 'pl-1' }, { PrefixListId: 'pl-1' }] }] },
      { GroupId: 'sg-b', IpPermissionsEgress: [{ PrefixListIds: [{ PrefixListId: 'pl-2' }] }] },
    ];
    const routeTables = [{ RouteTableId: 'rtb-1', Routes: [{ DestinationPrefixListId: 'pl-s3' }, { GatewayId: 'x' }] }];
    expect(prefixListsNamedBy({ securityGroups, routeTables })).toEqual(['pl-1', 'pl-2', 'pl-s3']);
    expect(prefixListsNamedBy({})).toEqual([]);
  });
});

describe('functions', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:shop';

  test.each([
    [arn, { FunctionName: arn }],
    [`${arn}:live`, { FunctionName: arn, Qualifier: 'live' }],
    [`${arn}:7`, { FunctionName: arn, Qualifier: '7' }],
    [`${arn}:$LATEST`, { FunctionName: arn, Qualifier: '$LATEST' }],
    ['arn:aws-us-gov:lambda:us-gov-west-1:1:function:f:x', expect.objectContaining({ Qualifier: 'x' })],
  ])('%s', (asRegistered, expected) => {
    expect(toFunctionName(asRegistered)).toEqual(expected);
  });
});
