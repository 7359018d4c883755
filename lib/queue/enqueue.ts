import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import type { SweepMessage } from './sweep-message.ts';

/** SendMessageBatch takes ten. */
const MOST_ENTRIES = 10;
/** The limit of a batch was 256 KiB before it became 1 MiB; some regions and emulators still keep the old one. */
const MOST_BYTES = 250_000;

/**
 * Puts the messages of one region's sweep on the queue, in order.
 * Their group is account and region: ELB's and EC2's request quotas are per account and region, so one worker for each
 * is as fast as AWS allows, and regions do not wait for each other. The same sweep planned twice within five minutes,
 * such as when the planning function is retried, is on the queue once.
 * @throws where SQS refused one of them
 */
export async function enqueue(sqs: SQSClient, queueUrl: string, messages: readonly SweepMessage[]): Promise<void> {
  for (const entries of batches(messages.map(toEntry))) {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: [...entries] }));
    const [refused] = Failed;
    if (refused !== undefined) {
      throw new Error(
        `sqs refused ${Failed.length} of ${entries.length} messages: ${refused.Code}: ${refused.Message}`,
      );
    }
  }
}

function toEntry(message: SweepMessage, at: number): SendMessageBatchRequestEntry {
  const { accountId, region, cadence, scheduledAt } = message;
  return {
    Id: String(at),
    MessageBody: JSON.stringify(message),
    MessageGroupId: `${accountId}#${region}`,
    MessageDeduplicationId: `${region}#${cadence}#${scheduledAt}#${at}`,
  };
}

function batches(entries: readonly SendMessageBatchRequestEntry[]): readonly SendMessageBatchRequestEntry[][] {
  const all: SendMessageBatchRequestEntry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.MessageBody ?? '');
    const current = all.at(-1);
    if (current === undefined || current.length === MOST_ENTRIES || bytes + size > MOST_BYTES) {
      all.push([entry]);
      bytes = size;
    } else {
      current.push(entry);
      bytes += size;
    }
  }
  return all;
}
