import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Message, Notifier } from './message.ts';

export interface SnsOptions {
  readonly client: Pick<SNSClient, 'send'>;
  readonly topicArn: string;
}

/** Publishes to a topic: text for people, JSON for programs. */
export function createSnsNotifier({ client, topicArn }: SnsOptions): Notifier {
  return {
    send: async (message) => {
      await client.send(new PublishCommand({ TopicArn: topicArn, ...toPublication(message) }));
    },
  };
}

export interface Publication {
  readonly Subject: string;
  readonly Message: string;
  readonly MessageStructure: 'json';
  readonly MessageAttributes: Record<string, { DataType: 'String' | 'String.Array'; StringValue: string }>;
}

/** What SNS takes of a message, in its own names. */
export function toPublication({ subject, text, json, attributes }: Message): Publication {
  const program = JSON.stringify(json);
  return {
    Subject: subject,
    Message: JSON.stringify({
      default: text,
      email: text,
      sqs: program,
      lambda: program,
      http: program,
      https: program,
    }),
    MessageStructure: 'json',
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, toAttribute(value)]),
    ),
  };
}

const toAttribute = (value: string | readonly string[]): Publication['MessageAttributes'][string] =>
  typeof value === 'string'
    ? { DataType: 'String', StringValue: value }
    : { DataType: 'String.Array', StringValue: JSON.stringify(value) };

/** SNS takes 262,144 bytes, attributes included. */
export const MOST_BYTES = 262_144;

/** As SNS counts: every protocol's copy, and attributes by name, type and value. */
export function sizeOf(message: Message): number {
  const { Message: body, MessageAttributes } = toPublication(message);
  const attributes = Object.entries(MessageAttributes).map(
    ([name, { DataType, StringValue }]) => name + DataType + StringValue,
  );
  return Buffer.byteLength(body) + Buffer.byteLength(attributes.join(''));
}
