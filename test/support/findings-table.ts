/**
 * A real findings table: dynalite in this process on a free port, or the DynamoDB that FINDINGS_TABLE_ENDPOINT names, on
 * which the end-to-end run repeats the same tests.
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { tableDefinition } from '../../lib/store/table.ts';

export interface TestTables {
  readonly client: DynamoDBDocumentClient;
  /** A new, empty table. */
  create(): Promise<string>;
  close(): Promise<void>;
}

interface Database {
  readonly endpoint: string;
  stop(): Promise<void>;
}

export async function startTables(): Promise<TestTables> {
  const { endpoint, stop } = await startDatabase();
  const low = new DynamoDBClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    client: DynamoDBDocumentClient.from(low),
    create: async () => {
      const name = `findings-${randomUUID()}`;
      await low.send(new CreateTableCommand(structuredClone(tableDefinition(name)) as never));
      return name;
    },
    close: async () => {
      low.destroy();
      await stop();
    },
  };
}

async function startDatabase(): Promise<Database> {
  const elsewhere = process.env.FINDINGS_TABLE_ENDPOINT;
  if (elsewhere !== undefined) return { endpoint: elsewhere, stop: async () => {} };
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
