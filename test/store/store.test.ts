import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { nextFinding } from '../../lib/audit/compare.ts';
import type { FindingRecord } from '../../lib/audit/finding-record.ts';
import { LIFECYCLE_DEFAULTS } from '../../lib/audit/lifecycle-settings.ts';
import type { AlertClaim } from '../../lib/store/alert-claim.ts';
import { createStore, type Store, type StoreOptions } from '../../lib/store/store.ts';
import { ACCOUNT, aGroup, minute, REGION, targetGroupArn } from '../support/audit-result.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { startTables, type TestTables } from '../support/findings-table.ts';
import { aBlockedGroup, incidentAfter } from '../support/incidents.ts';

let tables: TestTables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

/** The same tests hold for a real table and for the fake that thousands of simulated sweeps run on. */
const BACKENDS: Readonly<Record<string, () => Promise<Omit<StoreOptions, 'clock'>>>> = {
  dynalite: async () => ({ client: tables.client, tableName: await tables.create() }),
  fake: async () => ({ client: createFakeTable().client, tableName: 'findings' }),
};

function aFinding(name = 'orders-api', severity: FindingRecord['severity'] = 'high', minutes = 0): FindingRecord {
  const [finding] = aGroup({ name, unhealthy: ['i-1'], findings: [{ severity }] }).findings;
  const moment = { seenAt: minute(minutes), settings: LIFECYCLE_DEFAULTS };
  const sight = finding && ({ kind: 'failing', accountId: ACCOUNT, finding, muted: undefined } as const);
  const next = sight && nextFinding(undefined, sight, moment);
  if (!next) throw new Error('no finding');
  return next.record;
}

const resolved = (finding: FindingRecord, expiresAt: number): FindingRecord => ({
  ...finding,
  status: 'resolved',
  resolvedAt: minute(5),
  expiresAt,
  version: finding.version + 1,
});

describe.each(Object.entries(BACKENDS))('on %s', (_, backend) => {
  let options: Omit<StoreOptions, 'clock'>;
  let store: Store;
  beforeEach(async () => {
    options = await backend();
    store = createStore({ ...options, clock: () => new Date(minute(0)) });
  });

  test('a finding is read back as it was written', async () => {
    const finding = { ...aFinding(), evidence: { port: 8080, deep: { list: [1, 'two', null, true, ''] } } };
    expect(await store.putFinding(finding, undefined)).toBe(true);
    expect(await store.readFinding(finding.targetGroup, finding.check)).toEqual(finding);
    expect(await store.openRecords(ACCOUNT, REGION)).toEqual({ findings: [finding], incidents: [] });
  });

  test('what is undefined is left out, and what JSON does not know becomes text or null', async () => {
    const evidence = { no: undefined, list: [undefined, 1], large: 2n ** 70n, never: Number.NaN, at: () => 1 };
    await store.putFinding({ ...aFinding(), evidence }, undefined);
    const read = await store.readFinding(targetGroupArn('orders-api'), 'target-ingress-blocked');
    expect(read?.evidence).toEqual({ list: [null, 1], large: '1180591620717411303424', never: null, at: null });
  });

  test('of two that write on top of the same, one is told that it was late', async () => {
    const finding = aFinding();
    expect(await store.putFinding(finding, undefined)).toBe(true);
    expect(await store.putFinding(finding, undefined)).toBe(false);
    const next = { ...finding, message: 'mine', version: 2 };
    expect(await store.putFinding(next, finding)).toBe(true);
    expect(await store.putFinding({ ...next, message: 'late' }, finding)).toBe(false);
    expect((await store.readFinding(finding.targetGroup, finding.check))?.message).toBe('mine');
  });

  test('only what is open is in the index', async () => {
    const finding = aFinding();
    await store.putFinding(finding, undefined);
    await store.putFinding(resolved(finding, Date.parse(minute(60)) / 1000), finding);
    expect(await store.openRecords(ACCOUNT, REGION)).toEqual({ findings: [], incidents: [] });
    expect(await store.readFinding(finding.targetGroup, finding.check)).toMatchObject({ status: 'resolved' });
  });

  test('what has expired is as good as removed, though DynamoDB takes days to remove it', async () => {
    const finding = aFinding();
    await store.putFinding(finding, undefined);
    await store.putFinding(resolved(finding, Date.parse(minute(10)) / 1000), finding);
    const later = createStore({ ...options, clock: () => new Date(minute(10)) });
    expect(await later.readFinding(finding.targetGroup, finding.check)).toBeUndefined();
    expect(await store.putFinding(finding, undefined)).toBe(false);
    expect(await later.putFinding(finding, undefined)).toBe(true);
  });

  test('an incident that is over stays in sight until people were told', async () => {
    const incident = incidentAfter([
      [0, aBlockedGroup(['i-1'])],
      [5, aGroup()],
    ]);
    await store.putIncident(incident, undefined);
    expect((await store.openRecords(ACCOUNT, REGION)).incidents).toEqual([]);
    expect((await store.pendingRecords(ACCOUNT, REGION)).incidents).toEqual([incident]);
    await store.putIncident({ ...incident, owed: [], version: incident.version + 1 }, incident);
    expect((await store.pendingRecords(ACCOUNT, REGION)).incidents).toEqual([]);
    expect(await store.readIncidents([incident])).toMatchObject([{ status: 'resolved', owed: [] }]);
  });

  test('a watch goes only as it was read', async () => {
    const { accountId, region, targetGroup, openedAt } = incidentAfter([[0, aBlockedGroup(['i-1'])]]);
    const watch = { accountId, region, targetGroup, since: openedAt, sights: 1, lastSightAt: openedAt, version: 7 };
    await store.putWatch(watch, undefined);
    expect((await store.pendingRecords(ACCOUNT, REGION)).watches).toEqual([watch]);
    expect(await store.deleteWatch({ ...watch, version: 6 })).toBe(false);
    expect(await store.deleteWatch(watch)).toBe(true);
    expect(await store.readWatch(targetGroup)).toBeUndefined();
  });

  test('a claim remembers thousands of incidents that were told of with it', async () => {
    const sent = Array.from({ length: 3000 }, (_, at) => ({
      targetGroup: targetGroupArn(`a-name-that-is-as-long-as-${String(at).padStart(5, '0')}`),
      openedAt: minute(at),
      id: at % 5,
    }));
    const claim: AlertClaim = {
      accountId: ACCOUNT,
      region: REGION,
      alert: 'opened#target-ingress-blocked#sg-0a1',
      holder: 'one',
      leaseUntil: minute(2),
      version: 'one#1',
      expiresAt: Date.parse(minute(9)) / 1000,
    };
    expect(await store.putClaim(claim, undefined)).toBe(true);
    expect(await store.putClaim({ ...claim, holder: 'two', version: 'two#1' }, undefined)).toBe(false);
    expect(await store.putClaim({ ...claim, sent, version: 'one#2' }, claim)).toBe(true);
    const read = await store.readClaim(ACCOUNT, REGION, claim.alert);
    expect(read).toEqual({ ...claim, sent, version: 'one#2' });
    expect(read && (await store.deleteClaim(read))).toBe(true);
  });

  test('of the states of a region the latest sweep wins, whichever ends last', async () => {
    const state = { accountId: ACCOUNT, region: REGION, targetGroups: 1, targets: 2, unknownOutcomes: 0, unread: [] };
    const at = (minutes: number) => ({ ...state, sweptAt: minute(minutes), expiresAt: Date.parse(minute(999)) / 1000 });
    expect(await store.putRegion(at(5))).toBe(true);
    expect(await store.putRegion(at(0))).toBe(false);
    expect(await store.putRegion(at(10))).toBe(true);
    expect(await store.putRegion({ ...at(0), part: 'vpc-1' })).toBe(true);
    expect((await store.readRegions(ACCOUNT)).map(({ sweptAt }) => sweptAt)).toEqual([minute(10), minute(0)]);
  });
});

describe('on a real table', () => {
  test('what is too large for an item is cut, and the record says where', async () => {
    const store = createStore({ client: tables.client, tableName: await tables.create() });
    const evidence = { answers: 'x'.repeat(900_000) };
    const targets = Array.from({ length: 5000 }, (_, at) => ({ id: `i-${at}`, port: 8080, zone: 'eu-west-1a' }));
    const finding = { ...aFinding(), evidence, targets };
    expect(await store.putFinding(finding, undefined)).toBe(true);
    const read = await store.readFinding(finding.targetGroup, finding.check);
    expect(read?.evidence).toEqual({ truncated: '879 KB left out, too large for a record: tga audit shows it' });
    expect(read?.targets.length).toBeGreaterThan(500);
    expect(read).toMatchObject({
      check: finding.check,
      severity: 'high',
      version: 1,
      fingerprint: finding.fingerprint,
    });
  });

  test('the worst is first in the index, and of two alike the older', async () => {
    const store = createStore({ client: tables.client, tableName: await tables.create() });
    const findings = [
      aFinding('a', 'low', 0),
      aFinding('b', 'critical', 9),
      aFinding('c', 'critical', 3),
      aFinding('d', 'medium', 1),
    ];
    for (const finding of findings) await store.putFinding(finding, undefined);
    const { findings: read } = await store.openRecords(ACCOUNT, REGION);
    expect(read.map(({ targetGroupName }) => targetGroupName)).toEqual(['c', 'b', 'd', 'a']);
  });

  test('all pages of the index are read', async () => {
    const store = createStore({ client: tables.client, tableName: await tables.create() });
    const evidence = { much: 'x'.repeat(100_000) };
    const names = Array.from({ length: 25 }, (_, at) => `group-${String(at).padStart(2, '0')}`);
    await Promise.all(names.map((name) => store.putFinding({ ...aFinding(name), evidence }, undefined)));
    const { findings } = await store.openRecords(ACCOUNT, REGION);
    expect(findings.map(({ targetGroupName }) => targetGroupName).sort()).toEqual(names);
  });

  test('more incidents than one batch holds are read again', async () => {
    const store = createStore({ client: tables.client, tableName: await tables.create() });
    const one = incidentAfter([[0, aBlockedGroup(['i-1'])]]);
    const incidents = Array.from({ length: 230 }, (_, at) => ({ ...one, targetGroup: targetGroupArn(`group-${at}`) }));
    await Promise.all(incidents.map((incident) => store.putIncident(incident, undefined)));
    expect(await store.readIncidents(incidents)).toHaveLength(230);
  });

  test('an error of AWS that is no lost race is not hidden', async () => {
    const store = createStore({ client: tables.client, tableName: 'not-there' });
    await expect(store.putFinding(aFinding(), undefined)).rejects.toThrow(/not found|non-existent/i);
  });

  test('what others put into the table does not disturb', async () => {
    const tableName = await tables.create();
    const store = createStore({ client: tables.client, tableName });
    const Item = { targetGroup: 'x', record: 'note', openIn: `${ACCOUNT}/${REGION}`, rank: '0' };
    await tables.client.send(new PutCommand({ TableName: tableName, Item }));
    expect(await store.openRecords(ACCOUNT, REGION)).toEqual({ findings: [], incidents: [] });
  });
});
