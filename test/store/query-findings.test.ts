import { queryFindings, queryIncidents, type RecordQuery } from '../../lib/store/query-findings.ts';
import { createStore } from '../../lib/store/store.ts';
import { recordSweep } from '../../lib/sweep/record-sweep.ts';
import { ACCOUNT, aGroup, anAudit, minute, REGION, targetGroupArn } from '../support/audit-result.ts';
import { startTables, type TestTables } from '../support/findings-table.ts';

let tables: TestTables;
let table: Pick<RecordQuery, 'client' | 'tableName' | 'clock'>;

const zone = { check: 'targets-in-one-zone', severity: 'medium', resource: undefined } as const;

beforeAll(async () => {
  tables = await startTables();
  const clock = () => new Date(minute(100));
  table = { client: tables.client, tableName: await tables.create(), clock };
  const store = createStore(table);
  const sweep = (at: string, groups: Parameters<typeof anAudit>[1]) =>
    recordSweep({ audit: anAudit(at, groups), store, notifier: { send: async () => {} }, at });
  const orders = aGroup({ name: 'orders', unhealthy: ['i-1', 'i-2'] });
  const search = aGroup({ name: 'search', unhealthy: ['i-9'], findings: [{ severity: 'high' }, zone] });
  const reports = aGroup({ name: 'reports', findings: [zone] });
  await sweep(minute(0), [orders, reports]);
  await sweep(minute(10), [orders, search, reports]);
  await sweep(minute(20), [aGroup({ name: 'orders', pass: ['target-ingress-blocked'] }), search, reports]);
});
afterAll(() => tables.close());

const name = ({ targetGroupName, check, status }: { targetGroupName: string; check: string; status: string }) =>
  `${targetGroupName} ${check} ${status}`;

const ALL = [
  'orders target-ingress-blocked resolved',
  'search target-ingress-blocked open',
  'reports targets-in-one-zone open',
  'search targets-in-one-zone open',
];

test.each<[string, Partial<RecordQuery>, readonly string[]]>([
  ['all, worst and oldest first', {}, ALL],
  ['open', { isOpen: true }, ALL.slice(1)],
  ['open in a region', { isOpen: true, region: { accountId: ACCOUNT, region: REGION } }, ALL.slice(1)],
  ['in another region', { region: { accountId: ACCOUNT, region: 'us-east-1' } }, []],
  ['open in another account', { isOpen: true, region: { accountId: '999999999999', region: REGION } }, []],
  ['by severity', { severities: ['critical', 'high'] }, ALL.slice(0, 2)],
  ['by name', { targetGroup: 'search' }, [ALL[1] ?? '', ALL[3] ?? '']],
  ['by ARN', { targetGroup: targetGroupArn('orders') }, ALL.slice(0, 1)],
  ['open by ARN', { targetGroup: targetGroupArn('orders'), isOpen: true }, []],
  ['of no such group', { targetGroup: 'nobody' }, []],
  ['since, by when it opened', { since: minute(10) }, [ALL[0] ?? '', ALL[1] ?? '', ALL[3] ?? '']],
  ['since, by when it ended', { since: minute(15) }, ALL.slice(0, 1)],
])('findings %s', async (_, query, expected) => {
  expect((await queryFindings({ ...table, ...query })).map(name)).toEqual(expected);
});

test('incidents, open and over', async () => {
  expect((await queryIncidents(table)).map(name)).toEqual([
    'orders target-ingress-blocked resolved',
    'search target-ingress-blocked open',
  ]);
  expect((await queryIncidents({ ...table, isOpen: true })).map(name)).toEqual(['search target-ingress-blocked open']);
  expect(await queryIncidents({ ...table, targetGroup: targetGroupArn('orders') })).toMatchObject([
    { openedAt: minute(0), resolvedAt: minute(20), mostTargets: 2 },
  ]);
});

test('what has expired is not shown', async () => {
  const clock = () => new Date(minute(200 * 24 * 60));
  expect((await queryFindings({ ...table, clock })).map(name)).toEqual(ALL.slice(1));
});
