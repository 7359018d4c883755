/** A real findings table, in process: dynalite on a free port. */
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

export async function startTables(): Promise<TestTables> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const low = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  let tables = 0;
  return {
    client: DynamoDBDocumentClient.from(low),
    create: async () => {
      tables += 1;
      const name = `findings-${tables}`;
      await low.send(new CreateTableCommand(structuredClone(tableDefinition(name)) as never));
      return name;
    },
    close: async () => {
      low.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
