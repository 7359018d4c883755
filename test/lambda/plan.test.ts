import type { SQSClient } from '@aws-sdk/client-sqs';
import { startSweep } from '../../lambda/plan.ts';
import { type PlannedRegion, planSweep } from '../../lib/queue/plan-sweep.ts';
import { readSweepMessage, type SweepMessage } from '../../lib/queue/sweep-message.ts';
import { createLog } from '../../lib/telemetry/log.ts';
import { type Answer, fakeAws, refusal } from '../support/fake-aws.ts';

const request = { cadence: 'health', scheduledAt: '2026-11-22T12:00:00Z' } as const;
const arn = (name: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/0123456789abcdef`;
const listing: Answer = () => ({
  TargetGroups: [
    { TargetGroupArn: arn('orders'), VpcId: 'vpc-1', LoadBalancerArns: ['lb-1'] },
    { TargetGroupArn: arn('fn'), TargetType: 'lambda' },
  ],
});

type Records = Readonly<Record<'findings' | 'incidents' | 'watches' | 'owed' | 'swept', readonly string[]>>;
const NO_RECORDS: Records = { findings: [], incidents: [], watches: [], owed: [], swept: [] };

/** Where sweeps are planned without AWS: what is put on the queue and logged is kept. */
function planningDesk(answer: Answer, records: Partial<Records> = {}) {
  const queued: SweepMessage[] = [];
  const lines: Record<string, unknown>[] = [];
  const { findings, incidents, watches, owed, swept } = { ...NO_RECORDS, ...records };
  const about = (targetGroups: readonly string[]) => targetGroups.map((targetGroup) => ({ targetGroup })) as never[];
  const send = async ({ input }: { readonly input: { readonly Entries: readonly { MessageBody: string }[] } }) => {
    queued.push(...input.Entries.map(({ MessageBody }) => readSweepMessage(MessageBody)));
    return {};
  };
  const { clientsFor } = fakeAws(answer);
  const options = {
    accountId: '123456789012',
    regions: ['eu-west-1', 'eu-central-1'],
    limits: { shardSize: 200, healthSweepMinutes: 5, fullSweepMinutes: 360 },
    elbOf: (region: string) => clientsFor(region).elb,
    store: {
      openRecords: async () => ({ findings: about(findings), incidents: about(incidents) }),
      pendingRecords: async () => ({ watches: about(watches), incidents: about(owed) }),
      readRegions: async () => swept.map((region) => ({ region })) as never[],
    },
    sqs: { send } as unknown as SQSClient,
    queueUrl: 'https://queue',
    log: createLog('Auditor', { write: (line) => lines.push(JSON.parse(line)) }),
  };
  return { options, queued, lines };
}

const inRegion = (queued: readonly SweepMessage[], region: string) =>
  queued.filter((message) => message.region === region).map(({ kind }) => kind);

test('every region is listed and put on the queue, its closing message last', async () => {
  const { options, queued, lines } = planningDesk(listing);
  await startSweep(request, options);
  for (const region of options.regions) expect(inRegion(queued, region)).toEqual(['shard', 'shard', 'closing']);
  expect(lines).toMatchObject([
    { event: 'region-planned', region: 'eu-west-1', targetGroups: 2, shards: 2, gone: 0 },
    { event: 'region-planned', region: 'eu-central-1', targetGroups: 2, shards: 2, gone: 0 },
  ]);
});

test('a region that cannot be listed has nothing on the queue, the others do, and the sweep fails for the schedule to repeat', async () => {
  const { options, queued, lines } = planningDesk((call) =>
    call.region === 'eu-west-1' ? refusal('AccessDenied') : listing(call),
  );
  await expect(startSweep(request, options)).rejects.toThrow(
    /eu-west-1: elasticloadbalancing:DescribeTargetGroups: AccessDenied/,
  );
  expect(inRegion(queued, 'eu-west-1')).toEqual([]);
  expect(inRegion(queued, 'eu-central-1')).toEqual(['shard', 'shard', 'closing']);
  expect(lines).toContainEqual(expect.objectContaining({ event: 'region-not-listed', RegionsNotListed: 1 }));
});

test.each(['findings', 'incidents', 'watches', 'owed'] as const)(
  'a target group with %s that is no longer listed is closed',
  async (kind) => {
    const { options, queued } = planningDesk(listing, { [kind]: [arn('orders'), arn('deleted')] });
    await planSweep(request, { ...options, regions: ['eu-west-1'] });
    expect(queued.at(-1)).toMatchObject({ kind: 'closing', gone: [arn('deleted')] });
  },
);

test('target groups with an open incident are looked at in full, those with findings alone are not', async () => {
  const { options, queued } = planningDesk(listing, { incidents: [arn('orders')], findings: [arn('fn')] });
  await planSweep(request, { ...options, regions: ['eu-west-1'] });
  expect(queued).toMatchObject([
    { depth: 'full', targetGroups: [arn('orders')] },
    { depth: 'health', targetGroups: [arn('fn')] },
    { kind: 'closing' },
  ]);
});

test('a region that was swept and is not set any more is retired', async () => {
  const { options, queued } = planningDesk(listing, { swept: ['us-east-1', 'eu-west-1', 'us-east-1'] });
  const planned: readonly PlannedRegion[] = await planSweep(request, options);
  expect(planned.at(-1)).toEqual({ outcome: 'retired', region: 'us-east-1' });
  expect(queued.filter(({ kind }) => kind === 'retired')).toHaveLength(1);
});

test.each([
  undefined,
  {},
  { cadence: 'often', scheduledAt: request.scheduledAt },
  { cadence: 'full', scheduledAt: 'now' },
])('an event that no schedule of ours sends is refused: %j', async (event) => {
  const { options, queued } = planningDesk(listing);
  await expect(startSweep(event, options)).rejects.toThrow();
  expect(queued).toEqual([]);
});
