/** Does what the queue says: audits shards, records what they show, and closes a region's sweep. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Clients, createClients } from '../lib/collect/clients.ts';
import { readEnvironment } from '../lib/environment.ts';
import { createSnsNotifier } from '../lib/notify/sns-notifier.ts';
import { type PerformOptions, performMessage } from '../lib/queue/perform-message.ts';
import { createStore } from '../lib/store/store.ts';
import { createLog } from '../lib/telemetry/log.ts';

/** What Lambda hands over of an SQS batch. */
export interface QueueBatch {
  readonly Records: readonly QueueRecord[];
}
export interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: { readonly MessageGroupId?: string };
}
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export const handler = (batch: QueueBatch): Promise<BatchAnswer> => auditBatch(batch, dependenciesOf(process.env));

/** One message that fails neither repeats nor stops those of other regions; those of its own have to wait behind it. */
export async function auditBatch({ Records }: QueueBatch, options: PerformOptions): Promise<BatchAnswer> {
  const failed: QueueRecord[] = [];
  for (const record of Records) {
    const isBehindFailed = failed.some(
      ({ attributes }) => attributes.MessageGroupId === record.attributes.MessageGroupId,
    );
    if (isBehindFailed || !(await succeeds(record, options))) failed.push(record);
  }
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function succeeds({ messageId, body }: QueueRecord, options: PerformOptions): Promise<boolean> {
  const [attempt] = await Promise.allSettled([performMessage(body, options)]);
  if (attempt.status === 'fulfilled') return true;
  const error = attempt.reason instanceof Error ? attempt.reason : new Error(String(attempt.reason));
  options.log('message-failed', { messageId, error: error.message, stack: error.stack, body }, { MessagesFailed: 1 });
  return false;
}

/** Kept from invocation to invocation, since the pace at which ELB is asked lives in them. */
const clientsByRegion = new Map<string, Clients>();

function clientsFor(region: string): Clients {
  const clients = clientsByRegion.get(region) ?? createClients(region);
  clientsByRegion.set(region, clients);
  return clients;
}

function dependenciesOf(variables: NodeJS.ProcessEnv): PerformOptions {
  const { stackName, tableName, topicArn, settings } = readEnvironment(variables);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  return {
    settings,
    clientsFor,
    store: createStore({ client, tableName }),
    notifier: createSnsNotifier({ client: new SNSClient({}), topicArn }),
    log: createLog(stackName),
    clock: () => new Date(),
  };
}
