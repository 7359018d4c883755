import type { Message } from '../../lib/notify/message.ts';
import { createStore, type Store } from '../../lib/store/store.ts';
import { recordSweep } from '../../lib/sweep/record-sweep.ts';
import { ACCOUNT, aGroup, anAudit, minute, REGION } from '../support/audit-result.ts';
import { startTables, type TestTables } from '../support/findings-table.ts';

let tables: TestTables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

async function aTeller() {
  const store: Store = createStore({
    client: tables.client,
    tableName: await tables.create(),
    clock: () => new Date(minute(0)),
  });
  const messages: Message[] = [];
  const notifier = { send: async (message: Message) => void messages.push(message) };
  return { store, notifier, messages };
}

test('an outage is one finding, one incident and two messages from its first to its last sight', async () => {
  const { store, notifier, messages } = await aTeller();
  const sweep = (at: string, groups: Parameters<typeof anAudit>[1]) =>
    recordSweep({ audit: anAudit(at, groups), store, notifier, at });
  const broken = aGroup({ unhealthy: ['i-0c1', 'i-0c2'] });
  const well = aGroup({ pass: ['target-ingress-blocked'] });

  expect(await sweep(minute(0), [well])).toMatchObject({ writes: 0, alertsSent: 0 });
  expect(await sweep(minute(5), [broken])).toMatchObject({ writes: 3, alertsSent: 1, incidents: { open: 1 } });
  expect(await sweep(minute(10), [broken])).toMatchObject({ writes: 0, alertsSent: 0, incidents: { open: 1 } });
  expect((await store.openRecords(ACCOUNT, REGION)).findings).toMatchObject([
    { check: 'target-ingress-blocked', firstSeenAt: minute(5), episode: 1 },
  ]);
  expect(await sweep(minute(15), [well])).toMatchObject({ alertsSent: 1, incidents: { open: 0, resolved: 1 } });
  expect(await store.openRecords(ACCOUNT, REGION)).toEqual({ findings: [], incidents: [] });
  expect(messages).toHaveLength(2);
});
