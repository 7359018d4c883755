import { type DigestDependencies, tellTheDay } from '../../lambda/digest.ts';
import type { Message } from '../../lib/notify/message.ts';
import { createStore } from '../../lib/store/store.ts';
import { createLog } from '../../lib/telemetry/log.ts';
import { startTables, type TestTables } from '../support/findings-table.ts';

const event = { scheduledAt: '2026-11-22T07:00:00Z' };
const clock = () => new Date('2026-11-22T07:00:01Z');
let tables: TestTables;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

/** A table that a sweep of a well region has been recorded in. */
async function quietDay(isSilentWhenWell: boolean, parts: readonly string[] = ['full/full/vpc-1/0']) {
  const tableName = await tables.create();
  const { client } = tables;
  const swept = { targetGroups: 3, targets: 7, unknownOutcomes: 0, unread: [], expiresAt: 1_900_000_000 };
  const at = { accountId: '123456789012', region: 'eu-west-1', sweptAt: '2026-11-22T06:55:00.000Z' };
  const store = createStore({ client, tableName, clock });
  for (const part of parts) await store.putRegion({ ...at, ...swept, part });
  const mailed: Message[] = [];
  const lines: unknown[] = [];
  const options: DigestDependencies = {
    client,
    tableName,
    accountId: at.accountId,
    isSilentWhenWell,
    notifier: { send: async (message) => void mailed.push(message) },
    clock,
    log: createLog('Auditor', { clock, write: (line) => lines.push(JSON.parse(line)) }),
  };
  return { options, mailed, lines };
}

test('a quiet day is told as such', async () => {
  const { options, mailed, lines } = await quietDay(false);
  await tellTheDay(event, options);
  expect(mailed.map(({ attributes }) => attributes.event)).toEqual(['digest']);
  expect(lines).toMatchObject([{ event: 'digest-sent', isWell: true, openIncidents: 0 }]);
});

test('a quiet day is not told where silence is set', async () => {
  const { options, mailed, lines } = await quietDay(true);
  await tellTheDay(event, options);
  expect(mailed).toEqual([]);
  expect(lines).toMatchObject([{ event: 'digest-not-needed' }]);
});

test('parts of a region add up, and its health sweeps do not count its target groups again', async () => {
  const parts = ['full/full/vpc-1/0', 'full/full/vpc-2/0', 'health/health/vpc-1/0', 'health/full/vpc-1/0'];
  const { options, mailed } = await quietDay(false, parts);
  await tellTheDay(event, options);
  expect(mailed[0]?.subject).toContain('6 target groups, 14 targets');
});

test('an event that no schedule of ours sends is refused', async () => {
  const { options, mailed } = await quietDay(false);
  await expect(tellTheDay({}, options)).rejects.toThrow('scheduledAt');
  expect(mailed).toEqual([]);
});
