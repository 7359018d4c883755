/** Starts a sweep: lists every region's target groups and puts them on the queue. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createClients } from '../lib/collect/clients.ts';
import { readEnvironment } from '../lib/environment.ts';
import { type PlannedRegion, type PlanOptions, planSweep } from '../lib/queue/plan-sweep.ts';
import { readPlanRequest } from '../lib/queue/sweep-message.ts';
import { createStore } from '../lib/store/store.ts';
import { createLog, type Log } from '../lib/telemetry/log.ts';

export interface PlanDependencies extends PlanOptions {
  readonly log: Log;
}

export const handler = (event: unknown): Promise<void> => startSweep(event, dependenciesOf(process.env));

/** @throws where a region could not be listed, once the others are on the queue: the schedule tries again */
export async function startSweep(event: unknown, { log, ...options }: PlanDependencies): Promise<void> {
  const request = readPlanRequest(event);
  const planned = await planSweep(request, options);
  for (const region of planned) logRegion(log, { ...request, ...region });
  const notListed = planned.flatMap((each) =>
    each.outcome === 'not-listed' ? [`${each.region}: ${each.because}`] : [],
  );
  if (notListed.length > 0) throw new Error(`regions could not be listed: ${notListed.join('; ')}`);
}

function logRegion(log: Log, { outcome, ...region }: PlannedRegion): void {
  log(`region-${outcome}`, region, outcome === 'not-listed' ? { RegionsNotListed: 1 } : {});
}

function dependenciesOf(variables: NodeJS.ProcessEnv): PlanDependencies {
  const { accountId, region, stackName, tableName, queueUrl, settings } = readEnvironment(variables);
  if (queueUrl === undefined) throw new Error('the environment variable QUEUE_URL is missing');
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  return {
    accountId,
    regions: settings.regions.length === 0 ? [region] : settings.regions,
    limits: settings,
    elbOf: (name) => createClients(name).elb,
    store: createStore({ client, tableName }),
    // The queue is in the function's own region; AWS_ENDPOINT_URL counts, not the host in the queue's URL.
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false }),
    queueUrl,
    log: createLog(stackName),
  };
}
