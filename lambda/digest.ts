/** Sends the daily digest. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { readEnvironment } from '../lib/environment.ts';
import { createSnsNotifier } from '../lib/notify/sns-notifier.ts';
import { type DigestOptions, sendDigest } from '../lib/sweep/send-digest.ts';
import { createLog, type Log } from '../lib/telemetry/log.ts';

export interface DigestDependencies extends Omit<DigestOptions, 'at'> {
  readonly log: Log;
}

const digestRequest = z.object({ scheduledAt: z.iso.datetime({ offset: true }) });

export const handler = (event: unknown): Promise<void> => tellTheDay(event, dependenciesOf(process.env));

/** The day ends at the schedule's time, so that a repeated invocation tells the same day. */
export async function tellTheDay(event: unknown, { log, ...options }: DigestDependencies): Promise<void> {
  const { scheduledAt } = digestRequest.parse(event);
  const { digest, isSent } = await sendDigest({ ...options, at: scheduledAt });
  const { open, openIncidents, opened, resolved, isWell } = digest;
  log(isSent ? 'digest-sent' : 'digest-not-needed', {
    scheduledAt,
    isWell,
    open,
    openIncidents: openIncidents.length,
    opened: opened.length,
    resolved: resolved.length,
  });
}

function dependenciesOf(variables: NodeJS.ProcessEnv): DigestDependencies {
  const { accountId, stackName, tableName, topicArn, settings } = readEnvironment(variables);
  return {
    client: DynamoDBDocumentClient.from(new DynamoDBClient({})),
    tableName,
    notifier: createSnsNotifier({ client: new SNSClient({}), topicArn }),
    accountId,
    isSilentWhenWell: settings.digestSilentWhenWell,
    log: createLog(stackName),
  };
}
