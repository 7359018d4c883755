/** The deployed stack with the parts of AWS played that moto leaves out: the scheduler and the event source mapping. */

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { EndToEndContext } from './context.ts';
import { STACK_NAME } from './deploy-stack.ts';
import { type DeployedFunction, type Invocation, invoke, loadFunctions } from './deployed-function.ts';

export type Row = Readonly<Record<string, unknown>>;
type Cadence = 'health' | 'full';

interface QueueRecord {
  readonly messageId: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a subscriber of the topic got. */
export interface Received {
  readonly subject: string;
  readonly body: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Names {
  readonly tableName: string;
  readonly topicArn: string;
  readonly queueUrl: string;
}

const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

export class DeployedStack {
  readonly #context: EndToEndContext;
  readonly #names: Names;
  readonly #functions: Readonly<Record<string, DeployedFunction>>;
  readonly #inbox: string;
  readonly #table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

  private constructor(
    context: EndToEndContext,
    names: Names,
    functions: Readonly<Record<string, DeployedFunction>>,
    inbox: string,
  ) {
    this.#context = context;
    this.#names = names;
    this.#functions = functions;
    this.#inbox = inbox;
  }

  static async connect(context: EndToEndContext, names: Names): Promise<DeployedStack> {
    const { endpoint, accountId, region } = context;
    const bucket = `cdk-hnb659fds-assets-${accountId}-${region}`;
    const functions = await loadFunctions(STACK_NAME, endpoint, bucket);
    await stopMapping();
    return new DeployedStack(context, names, functions, await subscribe(names.topicArn));
  }

  /** A sweep from the schedule to the last message of the queue. Gives what the functions logged of it. */
  async sweep(cadence: Cadence): Promise<Invocation['lines']> {
    const lines: Row[] = [];
    for (const message of await this.plan(cadence)) {
      const { result, lines: said } = await this.audit([message]);
      const { batchItemFailures } = result as { batchItemFailures: readonly unknown[] };
      if (batchItemFailures.length > 0) throw new Error(`a message failed: ${JSON.stringify(said)}`);
      lines.push(...said);
    }
    return lines;
  }

  /** Plans a sweep, twice, as a retried function would; what it put on the queue comes off it. */
  async plan(cadence: Cadence): Promise<readonly QueueRecord[]> {
    const event = { cadence, scheduledAt: new Date().toISOString() };
    await this.#invoke('Plan', event);
    await this.#invoke('Plan', event);
    return this.#drain();
  }

  audit(Records: readonly QueueRecord[]): Promise<Invocation> {
    return this.#invoke('Audit', { Records });
  }

  digest(): Promise<Invocation> {
    return this.#invoke('Digest', { scheduledAt: new Date().toISOString() });
  }

  async finding(targetGroup: string, check: string): Promise<Row | undefined> {
    return (await this.findings(targetGroup)).find((row) => row.check === check);
  }

  findings(targetGroup: string): Promise<readonly Row[]> {
    return this.#rows(targetGroup, 'finding#');
  }

  incidents(targetGroup: string): Promise<readonly Row[]> {
    return this.#rows(targetGroup, 'incident#');
  }

  /** What came to the subscriber since the last time it was asked. */
  async messages(): Promise<readonly Received[]> {
    const received = await takeAll(this.#inbox);
    return received.map(({ Body = '{}' }) => {
      const { Subject, Message, MessageAttributes = {} } = JSON.parse(Body);
      const attributes = Object.entries(MessageAttributes).map(([key, each]) => [
        key,
        (each as { Value: string }).Value,
      ]);
      return { subject: Subject, body: JSON.parse(Message), attributes: Object.fromEntries(attributes) };
    });
  }

  async #invoke(role: 'Plan' | 'Audit' | 'Digest', event: unknown): Promise<Invocation> {
    const fn = this.#functions[role];
    if (fn === undefined) throw new Error(`the stack has no function ${role}`);
    return invoke(fn, event, this.#context.endpoint, this.#context.region);
  }

  async #drain(): Promise<readonly QueueRecord[]> {
    const messages = await takeAll(this.#names.queueUrl);
    return messages.map(({ MessageId = '', Body = '', Attributes = {} }) => ({
      messageId: MessageId,
      body: Body,
      attributes: Attributes,
    }));
  }

  async #rows(targetGroup: string, prefix: string): Promise<readonly Row[]> {
    const { Items = [] } = await this.#table.send(
      new QueryCommand({
        TableName: this.#names.tableName,
        KeyConditionExpression: 'targetGroup = :targetGroup AND begins_with(#record, :prefix)',
        ExpressionAttributeNames: { '#record': 'record' },
        ExpressionAttributeValues: { ':targetGroup': targetGroup, ':prefix': prefix },
      }),
    );
    return Items;
  }
}

/** moto would hand the messages to a Lambda that does not run code. */
async function stopMapping(): Promise<void> {
  const lambda = new LambdaClient({});
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  if (EventSourceMappings.length !== 1) throw new Error(`${EventSourceMappings.length} mappings feed functions, not 1`);
  for (const { UUID } of EventSourceMappings)
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
}

async function subscribe(TopicArn: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await new SNSClient({}).send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
  return QueueUrl;
}

async function takeAll(QueueUrl: string): Promise<readonly Message[]> {
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, MessageSystemAttributeNames: ['All'] }),
    );
    const [message] = Messages;
    if (message === undefined) return taken;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    taken.push(message);
  }
}
