/** What the stack tells the functions. */
import * as z from 'zod';
import { type RuntimeSettings, readRuntimeSettings } from './settings.ts';

/** Names of environment variables; QUEUE_URL is for `plan` alone. */
export interface FunctionVariables {
  readonly ACCOUNT_ID: string;
  readonly STACK_NAME: string;
  readonly TABLE_NAME: string;
  readonly TOPIC_ARN: string;
  readonly SETTINGS: string;
}

export interface FunctionEnvironment {
  readonly accountId: string;
  /** The region the function runs in. */
  readonly region: string;
  readonly stackName: string;
  readonly tableName: string;
  readonly topicArn: string;
  readonly queueUrl: string | undefined;
  readonly settings: RuntimeSettings;
}

const variables = z.object({
  ACCOUNT_ID: z.string().min(1),
  AWS_REGION: z.string().min(1),
  STACK_NAME: z.string().min(1),
  TABLE_NAME: z.string().min(1),
  TOPIC_ARN: z.string().min(1),
  QUEUE_URL: z.string().min(1).optional(),
  SETTINGS: z.string().min(1),
});

/** @throws where one of the variables is missing, or a setting is not allowed */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): FunctionEnvironment {
  const read = variables.parse(environment);
  return {
    accountId: read.ACCOUNT_ID,
    region: read.AWS_REGION,
    stackName: read.STACK_NAME,
    tableName: read.TABLE_NAME,
    topicArn: read.TOPIC_ARN,
    queueUrl: read.QUEUE_URL,
    settings: readRuntimeSettings(read.SETTINGS),
  };
}
