import { readFileSync } from 'node:fs';
import {
  InvalidSettingError,
  readRuntimeSettings,
  readSettings,
  renderRuntimeSettings,
  SETTINGS,
  type SettingName,
} from '../lib/settings.ts';

const alertEmails = ['ops@example.com'];
const context: Readonly<Record<string, unknown>> = JSON.parse(readFileSync('cdk.json', 'utf8')).context;
const names = Object.keys(SETTINGS) as SettingName[];

describe('defaults', () => {
  test('everything but the e-mail has one, and it is itself allowed', () => {
    const settings = readSettings({ alertEmails });
    expect(names.filter((name) => !('fallback' in SETTINGS[name]))).toEqual(['alertEmails']);
    expect(readSettings({ ...settings })).toEqual(settings);
  });

  test('cdk.json lists every setting with its default, and nobody to mail', () => {
    const { alertEmails: _, ...defaults } = readSettings({ alertEmails });
    const inFile = Object.fromEntries(Object.entries(context).filter(([key]) => /^\w+$/.test(key)));
    expect(inFile).toEqual(defaults);
  });

  test('the page about settings tells each with its default and what is allowed', () => {
    const page = readFileSync('docs/settings.md', 'utf8');
    for (const name of names) {
      const { meaning, allowed, fallback } = SETTINGS[name] as { meaning: string; allowed: string; fallback?: unknown };
      const shown = fallback === undefined ? '–' : `\`${JSON.stringify(fallback)}\``;
      expect(page).toContain(`| \`${name}\` | ${shown} | ${allowed} | ${meaning} |`);
    }
  });
});

describe('what is allowed', () => {
  const good: readonly [SettingName, unknown, unknown][] = [
    ['alertEmails', 'ops@example.com, oncall+elb@example.co.uk', ['ops@example.com', 'oncall+elb@example.co.uk']],
    ['regions', ['eu-west-1', 'us-gov-west-1', 'ap-southeast-3'], ['eu-west-1', 'us-gov-west-1', 'ap-southeast-3']],
    ['regions', 'eu-west-1,cn-north-1', ['eu-west-1', 'cn-north-1']],
    ['regions', '', []],
    ['healthSweepMinutes', 1, 1],
    ['healthSweepMinutes', '60', 60],
    ['fullSweepMinutes', 1440, 1440],
    ['digestTime', '00:00', '00:00'],
    ['digestTime', '23:59', '23:59'],
    ['timeZone', 'Europe/Berlin', 'Europe/Berlin'],
    ['digestSilentWhenWell', 'true', true],
    ['alertSeverity', 'info', 'info'],
    ['consecutiveSights', '3', 3],
    ['logRetentionDays', '365', 365],
    ['shardSize', 500, 500],
    ['unknownPercent', 100, 100],
    ['docsBaseUrl', 'https://git.example.com/auditor/docs/', 'https://git.example.com/auditor/docs'],
  ];
  test.each(good)('%s = %j', (name, value, expected) => {
    expect(readSettings({ alertEmails, [name]: value })[name]).toEqual(expected);
  });
});

describe('what is refused', () => {
  const bad: readonly [SettingName, unknown][] = [
    ['alertEmails', undefined],
    ['alertEmails', []],
    ['alertEmails', 'ops'],
    ['alertEmails', ['ops@example.com', 'not an address']],
    ['alertEmails', 7],
    ['regions', 'Ireland'],
    ['regions', ['eu-west-1', 7]],
    ['healthSweepMinutes', 0],
    ['healthSweepMinutes', 61],
    ['healthSweepMinutes', 2.5],
    ['healthSweepMinutes', 'often'],
    ['healthSweepMinutes', ''],
    ['healthSweepMinutes', null],
    ['fullSweepMinutes', 14],
    ['digestTime', '24:00'],
    ['digestTime', '7:00'],
    ['timeZone', 'Mars/Olympus'],
    ['timeZone', ''],
    ['digestSilentWhenWell', 'yes'],
    ['digestSilentWhenWell', 1],
    ['alertSeverity', 'High'],
    ['consecutiveSights', -1],
    ['calmMinutes', 4],
    ['retentionDays', 0],
    ['logRetentionDays', 31],
    ['shardSize', 501],
    ['unknownPercent', 0],
    ['docsBaseUrl', 'http://example.com'],
    ['docsBaseUrl', 'somewhere'],
  ];
  test.each(bad)('%s = %j, in one line with what was got and what is allowed', (name, value) => {
    const read = () => readSettings({ alertEmails, [name]: value });
    expect(read).toThrow(InvalidSettingError);
    expect(read).toThrow(SETTINGS[name].allowed);
    expect(read).toThrow(`setting ${name}: got ${value === undefined ? 'nothing' : JSON.stringify(value)}`);
    expect(read).not.toThrow(/\n/);
  });

  test.each(['alertEmail', 'healthsweepminutes', 'toString', 'region'])('the unknown key %s', (name) => {
    expect(() => readSettings({ alertEmails, [name]: 1 })).toThrow(`unknown setting ${name}; settings are alertEmails`);
  });
});

test("the CDK's own context keys are no settings", () => {
  const own = { '@aws-cdk/core:x': true, 'aws:cdk:bundling-stacks': [], 'cli-telemetry': false, 'hosted-zone:a': {} };
  expect(readSettings({ ...own, alertEmails }).alertEmails).toEqual(alertEmails);
});

test('the functions are told everything but who is mailed', () => {
  const settings = readSettings({ alertEmails, shardSize: 7, regions: 'eu-west-1' });
  const text = renderRuntimeSettings(settings);
  const { alertEmails: _, ...rest } = settings;
  expect(text).not.toContain('ops@example.com');
  expect(readRuntimeSettings(text)).toEqual(rest);
});
