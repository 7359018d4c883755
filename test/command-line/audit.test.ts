import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoActs } from '../../lib/demo/acts.ts';
import type { Snapshot } from '../../lib/snapshot/snapshot.ts';
import { run } from './run.ts';

const [healthy, broken] = demoActs().map(({ snapshot }) => JSON.stringify(snapshot));
const audit = (...options: readonly string[]) => run(['audit', '--snapshot', '-', ...options], { input: broken ?? '' });

test('a healthy account exits with 0 and says that all is fine', async () => {
  const { code, out, err } = await run(['audit', '--snapshot', '-'], { input: healthy ?? '' });
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('are fine');
});

test('findings at or above --fail-on exit with 1', async () => {
  const { code, out, err } = await audit();
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out.split('\n')[2]).toMatch(/^CRITICAL {2}/);
});

test('--fail-on none never fails on findings', async () => {
  expect((await audit('--fail-on', 'none')).code).toBe(0);
});

test('--format json is a report/1 document', async () => {
  const { out } = await audit('--format', 'json');
  const report = JSON.parse(out);
  expect(report).toMatchObject({ schema: 'report/1', auditedAt: '2026-11-22T12:00:00.000Z' });
  expect(Object.keys(report)).toEqual([
    'schema',
    'auditedAt',
    'accountId',
    'regions',
    'outcomes',
    'findings',
    'diagnoses',
    'unknowns',
  ]);
});

test('--format csv has one line per finding under its header', async () => {
  const [csv, json] = [(await audit('--format', 'csv')).out, (await audit('--format', 'json')).out];
  const lines = csv.split('\r\n').filter((line) => line !== '');
  expect(lines[0]).toMatch(/^severity,region,/);
  expect(lines.length).toBe(JSON.parse(json).findings.length + 1);
});

test('--format markdown has a heading for each target group with something to tell', async () => {
  expect((await audit('--format', 'markdown')).out).toMatch(/^## orders-api$/m);
});

test('--target-group reports that group only, by name or ARN', async () => {
  const [byName, all] = [await audit('--target-group', 'search', '--format', 'json'), await audit('--format', 'json')];
  const findings = JSON.parse(byName.out).findings;
  expect(findings.length).toBeGreaterThan(0);
  expect(new Set(findings.map((finding: { targetGroupName: string }) => finding.targetGroupName))).toEqual(
    new Set(['search']),
  );
  const { targetGroup } = JSON.parse(all.out).findings[0];
  expect((await audit('--target-group', targetGroup)).code).toBe(1);
});

test('colours appear on a terminal, and neither with --no-color nor with NO_COLOR', async () => {
  const options = { input: broken ?? '', isTerminal: true, columns: 120 };
  const colour = '\u001b[';
  expect((await run(['audit', '--snapshot', '-'], options)).out).toContain(colour);
  expect((await run(['audit', '--snapshot', '-', '--no-color'], options)).out).not.toContain(colour);
  expect((await run(['--no-color', 'audit', '--snapshot', '-'], options)).out).not.toContain(colour);
  expect((await run(['audit', '--snapshot', '-'], { ...options, env: { NO_COLOR: '1' } })).out).not.toContain(colour);
});

test('lines keep to the width of the terminal but for commands', async () => {
  const { out } = await run(['audit', '--snapshot', '-'], {
    input: broken ?? '',
    isTerminal: true,
    columns: 80,
    env: { NO_COLOR: '1' },
  });
  const wide = out.split('\n').filter((line) => line.length > 80 && !/^ {12}( {2})?(--|aws |curl )/.test(line));
  expect(wide).toEqual([]);
});

describe('what cannot be audited is one line on standard error and exit code 2', () => {
  const snapshot: Snapshot = JSON.parse(healthy ?? '{}');
  const directory = mkdtempSync(join(tmpdir(), 'tga-'));
  const truncated = join(directory, 'truncated.json');
  writeFileSync(truncated, (healthy ?? '').slice(0, 500));

  test.each<[name: string, argv: readonly string[], input: string, line: RegExp]>([
    ['a truncated file', ['audit', '--snapshot', truncated], '', /truncated\.json: not JSON/],
    ['an empty input', ['audit', '--snapshot', '-'], '', /standard input: not JSON \(it is empty\)/],
    [
      'another schema',
      ['audit', '--snapshot', '-'],
      '{"schema":"report/1"}',
      /schema must be "snapshot\/1", got "report\/1"/,
    ],
    [
      'a number where a list belongs',
      ['audit', '--snapshot', '-'],
      JSON.stringify({ ...snapshot, regions: [{ region: 'eu-west-1', targetGroups: 12 }] }),
      /regions\[0\]\.targetGroups must be a list, got a number/,
    ],
    [
      'a file that is not there',
      ['audit', '--snapshot', '/no/such.json'],
      '',
      /\/no\/such\.json: there is no such file/,
    ],
    ['a directory', ['audit', '--snapshot', directory], '', /is a directory/],
    [
      'an unknown format',
      ['audit', '--format', 'xml'],
      '',
      /--format must be one of table, json, markdown, csv; got "xml"/,
    ],
    [
      'an unknown severity',
      ['audit', '--fail-on', 'bad'],
      '',
      /--fail-on must be one of critical, high, .*; got "bad"/,
    ],
    ['a region that is none', ['audit', '--region', 'Frankfurt'], '', /"Frankfurt" is not a region; regions look like/],
    [
      'a region that the snapshot does not hold',
      ['audit', '--snapshot', '-', '--region', 'us-east-1'],
      healthy ?? '',
      /holds no region "us-east-1"; it holds eu-west-1/,
    ],
    [
      'an unknown target group',
      ['audit', '--snapshot', '-', '--target-group', 'order-api'],
      healthy ?? '',
      /no target group is called "order-api"; did you mean orders-api/,
    ],
    ['all regions and one', ['audit', '--all-regions', '--region', 'eu-west-1'], '', /exclude each other/],
    ['credentials for a file', ['audit', '--snapshot', '-', '--profile', 'x'], healthy ?? '', /needs no credentials/],
    ['an unknown option', ['audit', '--frmat', 'json'], '', /unknown option '--frmat'/],
    ['an unknown command', ['adit'], '', /unknown command 'adit'.*audit/],
    ['an unknown check', ['explain', 'target-ingres-blocked'], '', /did you mean target-ingress-blocked/],
    ['a check in other words', ['explain', 'acl reply'], '', /target-acl-blocks-reply/],
  ])('%s', async (_, argv, input, line) => {
    const { code, out, err } = await run(argv, { input });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(line);
    expect(err).toMatch(/^tga: [^\n]+\n$/);
  });
});

test('a region whose target groups could not be listed exits with 2 and says why', async () => {
  const errors = [{ api: 'elasticloadbalancing:DescribeTargetGroups', code: 'AccessDenied', message: '' }];
  const input = JSON.stringify({
    schema: 'snapshot/1',
    capturedAt: '2026-11-22T12:00:00Z',
    accountId: '123456789012',
    regions: [{ region: 'eu-west-1', errors }],
  });
  const { code, out, err } = await run(['audit', '--snapshot', '-'], { input });
  expect(code).toBe(2);
  expect(out).toContain('NOT AUDITED');
  expect(err).toBe('tga: eu-west-1 could not be audited: elasticloadbalancing:DescribeTargetGroups: AccessDenied\n');
});
