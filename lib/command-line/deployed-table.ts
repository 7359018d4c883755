/** The table of the deployed auditor, found by the outputs of its stack. */

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Command } from 'commander';
import { addRegions } from './arguments.ts';
import { regionsOf } from './collect-from-account.ts';
import { UsageError } from './usage-error.ts';

export interface TableOptions {
  readonly region?: readonly string[];
  readonly profile?: string;
  readonly stack: string;
  readonly table?: string;
}

export interface DeployedTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  close(): void;
}

const STACK = 'TargetGroupAuditor';
const OUTPUT = 'TableName';

export const addTableOptions = (command: Command): Command =>
  command
    .option(
      '--region <region>',
      'where the auditor is deployed (default: as the environment or profile says)',
      addRegions,
    )
    .option('--profile <name>', 'a profile of the AWS configuration')
    .option('--stack <name>', 'the name of the deployed stack', STACK)
    .option('--table <name>', 'the name of the table; then the stack is not asked');

export async function openDeployedTable(options: TableOptions): Promise<DeployedTable> {
  const [region, another] = await regionsOf(options);
  if (region === undefined || another !== undefined) {
    throw new UsageError('--region names where the auditor is deployed: one region');
  }
  const access = { region, ...(options.profile === undefined ? {} : { profile: options.profile }) };
  const tableName = options.table ?? (await tableNameOf(options.stack, access));
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const { DynamoDBDocumentClient } = await import('@aws-sdk/lib-dynamodb');
  const client = new DynamoDBClient(access);
  return { client: DynamoDBDocumentClient.from(client), tableName, close: () => client.destroy() };
}

interface Access {
  readonly region: string;
  readonly profile?: string;
}

async function tableNameOf(stack: string, access: Access): Promise<string> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(access);
  const answer = await client.send(new DescribeStacksCommand({ StackName: stack })).catch((error: unknown) => {
    // CloudFormation says by a ValidationError that there is no such stack.
    if (!String(error).includes('does not exist')) throw error;
    return { Stacks: [] };
  });
  client.destroy();
  const outputs = answer.Stacks?.[0]?.Outputs;
  if (outputs === undefined) {
    throw new UsageError(
      `there is no stack "${stack}" in ${access.region}; deploy it with \`npx cdk deploy\`, or name another with --stack or --region`,
    );
  }
  const name = outputs.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue;
  if (name === undefined) throw new UsageError(`stack "${stack}" has no output ${OUTPUT}; name the table with --table`);
  return name;
}
