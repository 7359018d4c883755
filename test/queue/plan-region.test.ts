import fc from 'fast-check';
import { type ListedTargetGroup, planRegion, type RegionToSweep } from '../../lib/queue/plan-region.ts';
import { type PlanRequest, readSweepMessage, type ShardMessage } from '../../lib/queue/sweep-message.ts';

const full: PlanRequest = { cadence: 'full', scheduledAt: '2026-11-22T12:00:00Z' };
const health: PlanRequest = { ...full, cadence: 'health' };
const limits = { shardSize: 3, healthSweepMinutes: 10, fullSweepMinutes: 120 };

const group = (arn: string, vpcId?: string, ...loadBalancerArns: string[]): ListedTargetGroup => ({
  arn,
  vpcId,
  loadBalancerArns,
});
const region = (targetGroups: readonly ListedTargetGroup[], records: Partial<RegionToSweep> = {}): RegionToSweep => ({
  accountId: '123456789012',
  region: 'eu-west-1',
  targetGroups,
  withOpenRecords: new Set(),
  withOpenIncident: new Set(),
  ...records,
});
const shardsOf = (messages: ReturnType<typeof planRegion>): readonly ShardMessage[] =>
  messages.flatMap((message) => (message.kind === 'shard' ? [message] : []));

test('a shard holds target groups of one VPC, and those of one load balancer next to each other', () => {
  const listed = [
    group('a', 'vpc-2', 'lb-2'),
    group('b', 'vpc-1'),
    group('c', 'vpc-2', 'lb-1'),
    group('d'),
    group('e', 'vpc-2', 'lb-2'),
  ];
  const shards = shardsOf(planRegion(region(listed), full, limits));
  expect(shards.map(({ targetGroups }) => targetGroups)).toEqual([['d'], ['b'], ['c', 'a', 'e']]);
});

test('a VPC with more target groups than a shard takes is split evenly', () => {
  const listed = Array.from({ length: 7 }, (_, at) => group(`g${at}`, 'vpc-1'));
  const shards = shardsOf(planRegion(region(listed), full, limits));
  expect(shards.map(({ targetGroups }) => targetGroups.length)).toEqual([3, 3, 1]);
});

test('the parts of a region are named the same from sweep to sweep, and each otherwise', () => {
  const listed = Array.from({ length: 7 }, (_, at) => group(`g${at}`, at < 5 ? 'vpc-1' : undefined));
  const partsAt = (scheduledAt: string) =>
    shardsOf(planRegion(region(listed), { ...full, scheduledAt }, limits)).map(({ part }) => part);
  const parts = partsAt('2026-11-22T12:00:00Z');
  expect(new Set(parts).size).toBe(3);
  expect(partsAt('2026-11-22T18:00:00Z')).toEqual(parts);
});

test('a region with nothing in it still has its closing message', () => {
  expect(planRegion(region([]), health, limits)).toEqual([
    {
      kind: 'closing',
      accountId: '123456789012',
      region: 'eu-west-1',
      cadence: 'health',
      scheduledAt: '2026-11-22T12:00:00Z',
      validUntil: '2026-11-22T12:30:00.000Z',
      gone: [],
    },
  ]);
});

test('target groups with open records that are no longer there are named by the closing message', () => {
  const messages = planRegion(region([group('a')], { withOpenRecords: new Set(['z', 'a', 'y']) }), full, limits);
  expect(messages.at(-1)).toMatchObject({ kind: 'closing', gone: ['y', 'z'] });
});

test('a health sweep looks in full, and first, at target groups with an open incident', () => {
  const open = { withOpenRecords: new Set(['a', 'b']), withOpenIncident: new Set(['b']) };
  const messages = planRegion(region([group('a', 'v'), group('b', 'v')], open), health, limits);
  expect(shardsOf(messages).map(({ depth, targetGroups }) => [depth, targetGroups])).toEqual([
    ['full', ['b']],
    ['health', ['a']],
  ]);
});

test.each([
  [health, 10, '2026-11-22T12:30:00.000Z'],
  [health, 1, '2026-11-22T12:15:00.000Z'],
  [full, 10, '2026-11-22T14:00:00.000Z'],
])('%j every %i minutes is valid until %s', (request, healthSweepMinutes, expected) => {
  const messages = planRegion(region([group('a')]), request, { ...limits, healthSweepMinutes });
  expect(new Set(messages.map(({ validUntil }) => validUntil))).toEqual(new Set([expected]));
});

test('whatever is listed is in exactly one shard, no shard is empty or too large, and all can be read back', () => {
  const listed = fc.uniqueArray(
    fc.record({
      arn: fc.integer({ min: 0, max: 999 }).map((id) => `tg-${id}`),
      vpcId: fc.constantFrom(undefined, 'vpc-1', 'vpc-2', 'vpc-3'),
      loadBalancerArns: fc.array(fc.constantFrom('lb-1', 'lb-2'), { maxLength: 2 }),
    }),
    { selector: ({ arn }) => arn, maxLength: 60 },
  );
  fc.assert(
    fc.property(
      listed,
      fc.integer({ min: 1, max: 10 }),
      fc.constantFrom(health, full),
      fc.func(fc.boolean()),
      (groups, shardSize, request, isOpen) => {
        const withOpenIncident = new Set(groups.map(({ arn }) => arn).filter((arn) => isOpen(arn)));
        const messages = planRegion(region(groups, { withOpenIncident }), request, { ...limits, shardSize });
        const shards = shardsOf(messages);
        const planned = shards.flatMap(({ targetGroups }) => targetGroups);
        expect([...planned].sort()).toEqual(groups.map(({ arn }) => arn).sort());
        for (const { targetGroups } of shards) {
          expect(targetGroups.length).toBeGreaterThan(0);
          expect(targetGroups.length).toBeLessThanOrEqual(shardSize);
          const vpcs = groups.filter(({ arn }) => targetGroups.includes(arn)).map(({ vpcId }) => vpcId);
          expect(new Set(vpcs).size).toBe(1);
        }
        for (const message of messages) expect(readSweepMessage(JSON.stringify(message))).toEqual(message);
      },
    ),
  );
});
