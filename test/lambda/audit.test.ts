import { auditBatch, type QueueRecord } from '../../lambda/audit.ts';
import type { Message } from '../../lib/notify/message.ts';
import type { PerformOptions } from '../../lib/queue/perform-message.ts';
import type { ShardMessage, SweepMessage } from '../../lib/queue/sweep-message.ts';
import { type RuntimeSettings, readRuntimeSettings } from '../../lib/settings.ts';
import { createStore } from '../../lib/store/store.ts';
import { createLog } from '../../lib/telemetry/log.ts';
import { type Answer, fakeAws, readRecording, refusal, replay } from '../support/fake-aws.ts';
import { createFakeTable } from '../support/fake-table.ts';

const START = Date.parse('2026-11-22T12:00:00Z');
const region = 'eu-west-1';
const accountId = '123456789012';
const recording = replay(readRecording());
const recordedGroups = (
  recording({ region, action: 'elasticloadbalancing:DescribeTargetGroups', input: {} }) as {
    TargetGroups: { TargetGroupArn: string }[];
  }
).TargetGroups;
const web = recordedGroups.find(({ TargetGroupArn }) => TargetGroupArn.includes('/shop-web/'))?.TargetGroupArn ?? '';

/** The recorded account with every target of one group in this state. */
const withWeb =
  (TargetHealth: object): Answer =>
  (call) => {
    const answer = recording(call);
    const isWeb = call.action === 'elasticloadbalancing:DescribeTargetHealth' && call.input.TargetGroupArn === web;
    if (!isWeb) return answer;
    const { TargetHealthDescriptions } = answer as { TargetHealthDescriptions: object[] };
    return { TargetHealthDescriptions: TargetHealthDescriptions.map((target) => ({ ...target, TargetHealth })) };
  };
const well = withWeb({ State: 'healthy' });
const broken = withWeb({ State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' });

/** The function with a clock that can be set, an account that answers from a recording, and a table in memory. */
function auditor(settings: Partial<RuntimeSettings> = {}) {
  const state = { answer: well, now: START };
  const { clientsFor, sent } = fakeAws((call) => state.answer(call));
  const table = createFakeTable();
  const lines: Record<string, unknown>[] = [];
  const mailed: Message[] = [];
  const clock = () => new Date(state.now);
  const options: PerformOptions = {
    settings: { ...readRuntimeSettings('{}'), ...settings },
    clientsFor,
    store: createStore({ client: table.client, tableName: 'findings', clock }),
    notifier: { send: async (message) => void mailed.push(message) },
    log: createLog('Auditor', { clock, write: (line) => lines.push(JSON.parse(line)) }),
    clock,
  };
  const deliver = (...messages: readonly SweepMessage[]) => auditBatch({ Records: messages.map(toRecord) }, options);
  return { state, sent, table, lines, mailed, options, deliver };
}

const toRecord = (message: SweepMessage, at: number): QueueRecord => ({
  messageId: `m${at}`,
  body: JSON.stringify(message),
  attributes: { MessageGroupId: `${message.accountId}#${message.region}` },
});

const sweep = {
  accountId,
  region,
  cadence: 'health',
  scheduledAt: '2026-11-22T11:59:58Z',
  validUntil: '2026-11-22T13:00:00Z',
} as const;
const shard = (depth: ShardMessage['depth'], targetGroups = recordedGroups.map((each) => each.TargetGroupArn)) =>
  ({ kind: 'shard', ...sweep, depth, part: `${depth}/0`, targetGroups }) as const;
const closing = (...gone: readonly string[]) => ({ kind: 'closing', ...sweep, gone }) as const;

test('a shard in full is recorded, and its line tells counts, reasons and metrics', async () => {
  const { deliver, lines, table } = auditor();
  expect(await deliver(shard('full'))).toEqual({ batchItemFailures: [] });
  expect(lines).toHaveLength(1);
  const [line] = lines;
  expect(line).toMatchObject({
    event: 'shard-audited',
    region,
    part: 'full/0',
    targetGroups: recordedGroups.length,
    outcomes: { pass: expect.any(Number), unknown: expect.any(Number) },
    unread: [],
    crashes: [],
    Stack: 'Auditor',
    ShardsAudited: 1,
    TargetGroupsAudited: recordedGroups.length,
    ChecksCrashed: 0,
  });
  const counted = line?.outcomes as Record<'pass' | 'fail' | 'unknown', number> | undefined;
  const looked = Number(counted?.pass) + Number(counted?.fail) + Number(counted?.unknown);
  expect(line).toMatchObject({ Outcomes: looked, UnknownOutcomes: counted?.unknown });
  expect(table.all().length).toBeGreaterThan(0);
});

test('a quiet health sweep says nothing about unknowns: nobody looked', async () => {
  const { deliver, lines } = auditor();
  const inUse = recordedGroups.map((each) => each.TargetGroupArn).filter((arn) => !arn.includes('/shop-spare/'));
  await deliver(shard('health', inUse));
  expect(lines[0]).toMatchObject({ event: 'shard-audited', targetGroups: inUse.length });
  expect(lines[0]).not.toHaveProperty('Outcomes');
});

test('health that cannot be read counts as unknown in a health sweep too', async () => {
  const { deliver, lines, state } = auditor();
  state.answer = (call) =>
    call.action === 'elasticloadbalancing:DescribeTargetHealth' ? refusal('AccessDenied') : well(call);
  await deliver(shard('health'));
  expect(lines[0]).toMatchObject({ unread: ['elasticloadbalancing:DescribeTargetHealth: AccessDenied'] });
  expect(Number(lines[0]?.UnknownOutcomes)).toBeGreaterThan(0);
});

test('a fault is alerted once, and its repair too', async () => {
  const { deliver, mailed, state } = auditor({ calmMinutes: 5 });
  state.answer = broken;
  await deliver(shard('health'));
  state.now += 300_000;
  await deliver(shard('full', [web]));
  expect(mailed.map(({ attributes }) => attributes.event)).toEqual(['opened']);
  state.answer = well;
  state.now += 300_000;
  await deliver(shard('full', [web]));
  expect(mailed.map(({ attributes }) => attributes.event)).toEqual(['opened', 'resolved']);
});

test('a target group that was there when the sweep was planned and is not now has its records closed', async () => {
  const { deliver, mailed, state, table } = auditor();
  state.answer = broken;
  await deliver(shard('health'));
  state.now += 60_000;
  state.answer = (call) =>
    call.action === 'elasticloadbalancing:DescribeTargetGroups'
      ? { TargetGroups: recordedGroups.filter((each) => each.TargetGroupArn !== web) }
      : well(call);
  await deliver(shard('health'));
  expect(mailed.map(({ attributes }) => attributes.event)).toEqual(['opened', 'resolved']);
  const left = table.all().filter(({ targetGroup, status }) => targetGroup === web && status === 'open');
  expect(left).toEqual([]);
});

test('a shard says nothing about target groups of other shards', async () => {
  const { deliver, state, table } = auditor();
  state.answer = broken;
  await deliver(shard('health', [web]));
  const open = () => table.all().filter(({ status }) => status === 'open').length;
  const before = open();
  expect(before).toBeGreaterThan(0);
  state.now += 60_000;
  await deliver(
    shard(
      'health',
      recordedGroups.map((each) => each.TargetGroupArn).filter((arn) => arn !== web),
    ),
  );
  expect(open()).toBeGreaterThanOrEqual(before);
});

test('the closing message closes what is gone, and says that the region was swept', async () => {
  const { deliver, lines, state, table, sent } = auditor();
  state.answer = broken;
  await deliver(shard('health', [web]));
  const calls = sent.length;
  const later = { scheduledAt: '2026-11-22T12:05:00Z' };
  await deliver({ ...closing(web), ...later });
  expect(sent).toHaveLength(calls);
  expect(lines.at(-1)).toMatchObject({ event: 'region-swept', gone: 1, RegionsSwept: 1 });
  expect(table.all().filter(({ status }) => status === 'open')).toEqual([]);
});

test('what was recorded after the listing stays open', async () => {
  const { deliver, state, table } = auditor();
  state.answer = broken;
  await deliver(shard('health', [web]), closing(web));
  expect(table.all().filter(({ status }) => status === 'open').length).toBeGreaterThan(0);
});

test('a region that is not audited any more has its records closed with that as the reason', async () => {
  const { deliver, state, table } = auditor();
  state.answer = broken;
  await deliver(shard('health', [web]), { kind: 'retired', ...sweep, scheduledAt: '2026-11-22T12:05:00Z' });
  const closed = table.all().filter(({ resolvedBecause }) => resolvedBecause !== undefined);
  expect(closed.length).toBeGreaterThan(0);
  for (const { resolvedBecause } of closed) expect(resolvedBecause).toContain('no longer audited');
});

test('a message that is too old is dropped and counted, and AWS is not asked', async () => {
  const { deliver, lines, sent } = auditor();
  expect(await deliver({ ...shard('full'), validUntil: '2026-11-22T12:00:00Z' })).toEqual({ batchItemFailures: [] });
  expect(lines).toMatchObject([{ event: 'message-expired', MessagesExpired: 1 }]);
  expect(sent).toEqual([]);
});

test('a shard whose target groups cannot be listed is handed back, and its records are left alone', async () => {
  const { deliver, lines, state, table } = auditor();
  state.answer = broken;
  await deliver(shard('health', [web]));
  const open = () => table.all().filter(({ status }) => status === 'open').length;
  const before = open();
  state.now += 60_000;
  state.answer = () => refusal('ThrottlingException');
  expect(await deliver(shard('health', [web]))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(lines.at(-1)).toMatchObject({ event: 'message-failed', MessagesFailed: 1 });
  expect(String(lines.at(-1)?.error)).toContain('ThrottlingException');
  expect(open()).toBe(before);
});

test('an alert that cannot be sent hands the shard back, and the next sweep sends it', async () => {
  const { options, mailed, state } = auditor();
  state.answer = broken;
  const silent = { ...options, notifier: { send: async () => Promise.reject(new Error('SNS is down')) } };
  const batch = { Records: [toRecord(shard('health', [web]), 0)] };
  expect((await auditBatch(batch, silent)).batchItemFailures).toHaveLength(1);
  state.now += 300_000;
  expect((await auditBatch(batch, options)).batchItemFailures).toEqual([]);
  expect(mailed.map(({ attributes }) => attributes.event)).toEqual(['opened']);
});

describe('a message that fails', () => {
  const bad = (messageId: string, MessageGroupId: string): QueueRecord => ({
    messageId,
    body: '{"kind":"shard"}',
    attributes: { MessageGroupId },
  });
  const good = (messageId: string, MessageGroupId: string): QueueRecord => ({
    ...toRecord(closing(), 0),
    messageId,
    attributes: { MessageGroupId },
  });

  test.each([
    ['holds back the later ones of its region', [bad('1', 'a'), good('2', 'a')], ['1', '2']],
    ['does not touch what was done before it', [good('1', 'a'), bad('2', 'a')], ['2']],
    ['does not hold back other regions', [bad('1', 'a'), good('2', 'b'), good('3', 'a')], ['1', '3']],
  ])('%s', async (_, Records, failed) => {
    const { options } = auditor();
    const { batchItemFailures } = await auditBatch({ Records }, options);
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(failed);
  });

  test('is logged with its error and itself', async () => {
    const { options, lines } = auditor();
    await auditBatch({ Records: [bad('1', 'a')] }, options);
    expect(lines).toMatchObject([{ event: 'message-failed', messageId: '1', body: '{"kind":"shard"}' }]);
  });
});
