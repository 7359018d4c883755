import type { SendMessageBatchCommandInput, SendMessageBatchCommandOutput, SQSClient } from '@aws-sdk/client-sqs';
import { enqueue } from '../../lib/queue/enqueue.ts';
import type { ShardMessage } from '../../lib/queue/sweep-message.ts';

type Sent = SendMessageBatchCommandInput;

/** A client that keeps what it is sent. */
function queueThatAnswers(answer: Partial<SendMessageBatchCommandOutput> = {}) {
  const sent: Sent[] = [];
  const send = async ({ input }: { readonly input: Sent }) => {
    sent.push(input);
    return answer;
  };
  return { sqs: { send } as unknown as SQSClient, sent };
}

const shard = (at: number, groups = 1): ShardMessage => ({
  kind: 'shard',
  accountId: '123456789012',
  region: 'eu-west-1',
  cadence: 'health',
  depth: 'health',
  part: 'health/health/vpc-1/0',
  scheduledAt: '2026-11-22T12:00:00Z',
  validUntil: '2026-11-22T12:15:00Z',
  targetGroups: Array.from({ length: groups }, (_, each) => `arn:${at}:${each}:${'x'.repeat(120)}`),
});

test('messages go out in order, ten at a time, in one message group per account and region', async () => {
  const { sqs, sent } = queueThatAnswers();
  const messages = Array.from({ length: 23 }, (_, at) => shard(at));
  await enqueue(sqs, 'https://queue', messages);
  expect(sent.map(({ Entries }) => Entries?.length)).toEqual([10, 10, 3]);
  const entries = sent.flatMap(({ Entries = [] }) => Entries);
  expect(entries.map(({ MessageBody = '' }) => JSON.parse(MessageBody))).toEqual(messages);
  expect(new Set(entries.map(({ MessageGroupId }) => MessageGroupId))).toEqual(new Set(['123456789012#eu-west-1']));
});

test('the same sweep enqueued again has the same deduplication ids, another sweep has others', async () => {
  const idsOf = async (messages: readonly ShardMessage[]) => {
    const { sqs, sent } = queueThatAnswers();
    await enqueue(sqs, 'https://queue', messages);
    return sent.flatMap(({ Entries = [] }) => Entries.map(({ MessageDeduplicationId }) => MessageDeduplicationId));
  };
  const messages = [shard(0), shard(1)];
  const first = await idsOf(messages);
  expect(new Set(first).size).toBe(2);
  expect(await idsOf(messages)).toEqual(first);
  for (const other of [
    { scheduledAt: '2026-11-22T12:05:00Z' },
    { cadence: 'full' as const },
    { region: 'eu-central-1' },
  ]) {
    const ids = await idsOf(messages.map((message) => ({ ...message, ...other })));
    expect(ids.filter((id) => first.includes(id))).toEqual([]);
  }
});

test('a batch stays below what SQS takes', async () => {
  const { sqs, sent } = queueThatAnswers();
  await enqueue(
    sqs,
    'https://queue',
    Array.from({ length: 10 }, (_, at) => shard(at, 500)),
  );
  expect(sent.length).toBeGreaterThan(1);
  for (const { Entries = [] } of sent) {
    const bytes = Entries.reduce((sum, { MessageBody = '' }) => sum + Buffer.byteLength(MessageBody), 0);
    expect(bytes).toBeLessThan(262_144);
  }
});

test('a message that SQS refuses is an error, not a hole in the sweep', async () => {
  const Failed = [{ Id: '0', SenderFault: false, Code: 'InternalError', Message: 'try again' }];
  const { sqs } = queueThatAnswers({ Failed });
  await expect(enqueue(sqs, 'https://queue', [shard(0)])).rejects.toThrow('refused 1 of 1 messages: InternalError');
});
