/**
 * Records what AWS's APIs answer about the built account, for the tests that replay it:
 * npx tsx test/e2e/moto/record-account.ts && npm run format
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createClients } from '../../../lib/collect/clients.ts';
import { collectSnapshot } from '../../../lib/collect/collect-snapshot.ts';
import { buildAccount } from './build-account.ts';
import { motoEnvironment, startMoto } from './start-moto.ts';

const REGION = 'eu-west-1';
const FIXTURE = fileURLToPath(new URL('../../fixtures/collect/recorded-account.json', import.meta.url));

interface Call {
  readonly command: string;
  readonly input: unknown;
  readonly output: unknown;
}

const moto = await startMoto();
try {
  Object.assign(process.env, motoEnvironment(moto.endpoint, REGION));
  const { network, loadBalancing } = await buildAccount(moto.endpoint, REGION);
  const [id = ''] = network.instanceIds;
  const timeout = { state: 'unhealthy', reason: 'Target.Timeout', description: 'Request timed out' };
  await moto.injectHealth([{ targetGroupArn: loadBalancing.targetGroups.web, id, port: 8080, ...timeout }]);
  const calls: Call[] = [];
  await collectSnapshot({
    regions: [REGION],
    at: new Date().toISOString(),
    clientsFor: (region) => recording(createClients(region), calls),
  });
  await writeFile(FIXTURE, `${JSON.stringify(calls)}\n`);
} finally {
  await moto.stop();
}

function recording(clients: ReturnType<typeof createClients>, calls: Call[]): ReturnType<typeof createClients> {
  for (const client of Object.values(clients)) {
    client.middlewareStack.add(
      (next: (request: unknown) => Promise<{ output: object }>, context: { commandName?: string }) =>
        async (request: { input: unknown }) => {
          const answer = await next(request);
          const { $metadata, ...output } = answer.output as { $metadata?: unknown };
          calls.push({ command: (context.commandName ?? '').replace(/Command$/, ''), input: request.input, output });
          return answer;
        },
      { step: 'initialize' },
    );
  }
  return clients;
}
