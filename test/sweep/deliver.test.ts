import type { IncidentRecord } from '../../lib/audit/incident-record.ts';
import type { Message } from '../../lib/notify/message.ts';
import { createStore, type Store } from '../../lib/store/store.ts';
import { deliver } from '../../lib/sweep/deliver.ts';
import { recordRegionGone, recordTargetGroupsGone } from '../../lib/sweep/record-gone.ts';
import { recordSweep } from '../../lib/sweep/record-sweep.ts';
import { sendDigest } from '../../lib/sweep/send-digest.ts';
import { ACCOUNT, aGroup, anAudit, minute, REGION, targetGroupArn } from '../support/audit-result.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { startTables, type TestTables } from '../support/findings-table.ts';
import { aBlockedGroup, incidentAfter } from '../support/incidents.ts';
import { sentOf } from './simulation.ts';

let tables: TestTables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

interface Desk {
  readonly store: Store;
  readonly messages: Message[];
  readonly notifier: { send(message: Message): Promise<void> };
  /** Moves the clock. */
  at(minutes: number): void;
}

function aDesk(client = createFakeTable().client, tableName = 'findings'): Desk {
  let now = minute(0);
  const messages: Message[] = [];
  return {
    store: createStore({ client, tableName, clock: () => new Date(now) }),
    messages,
    notifier: { send: async (message) => void messages.push(message) },
    at: (minutes) => {
      now = minute(minutes);
    },
  };
}

const deliverAs = (desk: Desk, holder: string, incidents: readonly IncidentRecord[], notifier = desk.notifier) =>
  deliver(incidents, { store: desk.store, notifier, holder, leaseSeconds: 120, docsBaseUrl: 'docs', calmMinutes: 30 });

async function owing(desk: Desk, names: readonly string[]): Promise<readonly IncidentRecord[]> {
  const incidents = names.map((name) => incidentAfter([[0, aBlockedGroup(['i-1'], name)]]));
  for (const incident of incidents) await desk.store.putIncident(incident, undefined);
  return incidents;
}

const broken = { send: () => Promise.reject(new Error('KMSThrottling')) };

test('what one sweep has claimed another leaves alone, until the lease is over', async () => {
  const desk = aDesk();
  const incidents = await owing(desk, ['a', 'b']);
  expect((await deliverAs(desk, 'one', incidents, broken)).failed).toHaveLength(1);
  desk.at(1);
  expect(await deliverAs(desk, 'two', incidents)).toEqual({ done: [0], failed: [] });
  desk.at(2);
  expect(await deliverAs(desk, 'three', incidents)).toEqual({ done: [1], failed: [] });
  expect(sentOf(desk.messages)).toHaveLength(2);
  expect(desk.messages).toHaveLength(1);
});

test('a message that was sent and not confirmed is confirmed by the next, and not sent again', async () => {
  const desk = aDesk();
  const [incident] = await owing(desk, ['a']);
  const failing: Store = {
    ...desk.store,
    putIncident: () => Promise.reject(new Error('ProvisionedThroughputExceeded')),
  };
  const first = await deliverAs({ ...desk, store: failing }, 'one', incident ? [incident] : []);
  expect(first.failed).toHaveLength(1);
  expect(desk.messages).toHaveLength(1);
  expect((await deliverAs(desk, 'two', incident ? [incident] : [])).done).toEqual([0]);
  expect(desk.messages).toHaveLength(1);
  expect(await desk.store.readIncidents(incident ? [incident] : [])).toMatchObject([{ owed: [] }]);
});

test('a sweep whose lease is over before it sends does not send', async () => {
  const desk = aDesk();
  const incidents = await owing(desk, ['a']);
  const slow: Store = {
    ...desk.store,
    readIncidents: async (which) => {
      desk.at(5);
      return desk.store.readIncidents(which);
    },
  };
  expect(await deliverAs({ ...desk, store: slow }, 'one', incidents)).toEqual({ done: [0], failed: [] });
  expect(desk.messages).toEqual([]);
  expect((await deliverAs(desk, 'two', incidents)).done).toEqual([1]);
});

test('an alert that fails keeps no other from being sent', async () => {
  const desk = aDesk();
  const incidents = await owing(desk, ['a']);
  const other = incidentAfter([[0, aGroup({ name: 'b', unhealthy: ['i-1'], causes: [{ resource: 'sg-other' }] })]]);
  await desk.store.putIncident(other, undefined);
  const picky = {
    send: (message: Message) => (message.subject.includes(' b:') ? broken.send() : desk.notifier.send(message)),
  };
  const { done, failed } = await deliverAs(desk, 'one', [...incidents, other], picky);
  expect({ done, failed: failed.length }).toEqual({ done: [1], failed: 1 });
});

test('of several messages one at a time is on its way and not yet marked as sent, so that a crash repeats one at most', async () => {
  const desk = aDesk();
  const names = ['a', 'b', 'c', 'd'];
  const incidents = names.map((name) =>
    incidentAfter([[0, aGroup({ name, unhealthy: ['i-1'], causes: [{ resource: `sg-${name}` }] })]]),
  );
  for (const incident of incidents) await desk.store.putIncident(incident, undefined);
  let unmarked = 0;
  const seen: number[] = [];
  const store: Store = {
    ...desk.store,
    putClaim: async (claim, before) => {
      const isWritten = await desk.store.putClaim(claim, before);
      if (claim.sent !== undefined) unmarked -= 1;
      return isWritten;
    },
  };
  const notifier = {
    send: async (message: Message) => {
      unmarked += 1;
      seen.push(unmarked);
      await desk.notifier.send(message);
    },
  };
  await deliverAs({ ...desk, store }, 'one', incidents, notifier);
  expect(seen).toEqual([1, 1, 1, 1]);
});

test('what an incident owes is told in order, though nobody was told for long', async () => {
  const desk = aDesk();
  let incident = incidentAfter([[0, aBlockedGroup(['i-1'])]]);
  const end = incidentAfter([
    [0, aBlockedGroup(['i-1'])],
    [5, aGroup()],
  ]);
  incident = { ...end, owed: [...incident.owed, ...end.owed] };
  await desk.store.putIncident(incident, undefined);
  await deliverAs(desk, 'one', [incident]);
  expect(sentOf(desk.messages).map(({ event }) => event)).toEqual(['opened', 'resolved']);
});

test('on a real table, fifty overlapping sweeps of four groups with one cause send one alert', async () => {
  const desk = aDesk(tables.client, await tables.create());
  const names = Array.from({ length: 4 }, (_, at) => `group-${at}`);
  const audit = anAudit(
    minute(0),
    names.map((name) => aBlockedGroup(['i-1'], name)),
  );
  const sweep = () => recordSweep({ audit, store: desk.store, notifier: desk.notifier, at: minute(0) });
  await Promise.all(Array.from({ length: 50 }, sweep));
  expect(desk.messages).toHaveLength(1);
  expect(sentOf(desk.messages)).toHaveLength(4);
  const { findings, incidents } = await desk.store.openRecords(ACCOUNT, REGION);
  expect([findings.length, incidents.length]).toEqual([4, 4]);
  expect(incidents.filter(({ owed }) => owed.length > 0)).toEqual([]);
}, 30_000);

describe('what is not there any more', () => {
  async function withTwo() {
    const desk = aDesk();
    const groups = ['a', 'b'].map((name) => aBlockedGroup(['i-1'], name));
    await recordSweep({ audit: anAudit(minute(0), groups), ...desk, at: minute(0) });
    desk.messages.splice(0);
    return desk;
  }
  const openNames = async ({ store }: Desk) =>
    (await store.openRecords(ACCOUNT, REGION)).findings.map(({ targetGroupName }) => targetGroupName);

  test('a sweep of part of a region leaves the rest alone', async () => {
    const desk = await withTwo();
    const scope = [targetGroupArn('a')];
    await recordSweep({ audit: anAudit(minute(5), []), ...desk, at: minute(5), scope });
    expect(await openNames(desk)).toEqual(['b']);
    expect(desk.messages.map(({ subject }) => subject)).toEqual([
      '[resolved] a: over after 5 min (the target group was deleted)',
    ]);
  });

  test('target groups that a listing lacks are closed, and no others', async () => {
    const desk = await withTwo();
    const gone = { ...desk, accountId: ACCOUNT, region: REGION, at: minute(5) };
    await recordTargetGroupsGone({ ...gone, targetGroups: [targetGroupArn('b'), targetGroupArn('never-seen')] });
    expect(await openNames(desk)).toEqual(['a']);
  });

  test('a region that is no longer audited closes with that as the reason', async () => {
    const desk = await withTwo();
    await recordRegionGone({ ...desk, accountId: ACCOUNT, region: REGION, at: minute(5) });
    expect(await openNames(desk)).toEqual([]);
    expect(desk.messages).toHaveLength(1);
    expect(desk.messages[0]?.text).toContain('region eu-west-1 is no longer audited');
    const finding = await desk.store.readFinding(targetGroupArn('a'), 'target-ingress-blocked');
    expect(finding?.resolvedBecause).toBe('region eu-west-1 is no longer audited');
  });

  test('what was seen after the listing stays', async () => {
    const desk = await withTwo();
    await recordRegionGone({ ...desk, accountId: ACCOUNT, region: REGION, at: minute(-5) });
    expect(await openNames(desk)).toEqual(['a', 'b']);
  });
});

test('the digest tells the day, and is silent on request when all is well', async () => {
  const tableName = await tables.create();
  const desk = aDesk(tables.client, tableName);
  const digest = (minutes: number, isSilentWhenWell: boolean) =>
    sendDigest({
      client: tables.client,
      tableName,
      notifier: desk.notifier,
      accountId: ACCOUNT,
      at: minute(minutes),
      isSilentWhenWell,
      clock: () => new Date(minute(minutes)),
    });
  await recordSweep({ audit: anAudit(minute(0), [aGroup()]), ...desk, at: minute(0) });
  expect(await digest(10, true)).toMatchObject({ isSent: false, digest: { isWell: true } });
  expect(await digest(10, false)).toMatchObject({ isSent: true });
  await recordSweep({ audit: anAudit(minute(20), [aBlockedGroup(['i-1'])]), ...desk, at: minute(20) });
  expect(await digest(30, true)).toMatchObject({ isSent: true, digest: { isWell: false } });
  expect(desk.messages.map(({ subject }) => subject)).toEqual([
    '[digest] 2026-11-23: all is well (1 target group, 4 targets)',
    '[high] orders-api: 1 of 4 targets unhealthy (target-ingress-blocked sg-0a1)',
    '[digest] 2026-11-23: 1 open incident, 1 critical',
  ]);
});
