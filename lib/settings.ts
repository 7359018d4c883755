/**
 * Every setting of the deployed auditor: what it means, what is allowed, and its default.
 * Settings are plain keys of the CDK context: in `cdk.json`, or on the command line as `-c name=value`, where lists are
 * separated by commas.
 */
import * as z from 'zod';

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
/** What CloudWatch Logs takes as a retention, up to two years. */
const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const;
const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;
const REGION = /^[a-z]{2,}(-[a-z]+)+-\d+$/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** `-c name=a,b` hands over text where cdk.json has a list. */
const splitText = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(',').flatMap((item) => item.trim() || []) : value;
const toNumber = (value: unknown): unknown =>
  typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
const toBoolean = (value: unknown): unknown => (value === 'true' ? true : value === 'false' ? false : value);

const listOf = (item: RegExp) => z.preprocess(splitText, z.array(z.string().regex(item)).readonly());
const wholeNumber = (least: number, most: number) => z.preprocess(toNumber, z.int().min(least).max(most));

function isTimeZone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name);
}

interface Setting<Schema extends z.ZodType = z.ZodType> {
  /** One line for people. */
  readonly meaning: string;
  readonly allowed: string;
  readonly schema: Schema;
  /** Absent where there is no sensible default and the user has to say. */
  readonly fallback?: z.output<Schema>;
}

function setting<Schema extends z.ZodType>(definition: Setting<Schema>): Setting<Schema> {
  return definition;
}

export const SETTINGS = {
  alertEmails: setting({
    meaning: 'Who is mailed. Each address gets a mail from AWS in which the subscription has to be confirmed.',
    allowed: 'one or more e-mail addresses',
    schema: z.preprocess(splitText, z.array(z.string().regex(EMAIL)).min(1).readonly()),
  }),
  regions: setting({
    meaning: 'The regions to audit. An empty list means the region the stack is in.',
    allowed: 'a list of region names such as eu-west-1',
    schema: listOf(REGION),
    fallback: [],
  }),
  healthSweepMinutes: setting({
    meaning: 'How often target health is read; targets that are not healthy are diagnosed at once.',
    allowed: 'a whole number of minutes from 1 to 60',
    schema: wholeNumber(1, 60),
    fallback: 5,
  }),
  fullSweepMinutes: setting({
    meaning: 'How often everything is read and every check runs on every target group.',
    allowed: 'a whole number of minutes from 15 to 1440',
    schema: wholeNumber(15, 1440),
    fallback: 360,
  }),
  digestTime: setting({
    meaning: 'When the daily digest is sent.',
    allowed: 'a time of day from 00:00 to 23:59',
    schema: z.string().regex(TIME_OF_DAY),
    fallback: '07:00',
  }),
  timeZone: setting({
    meaning: 'The time zone of digestTime.',
    allowed: 'UTC or an IANA time zone such as Europe/Berlin',
    schema: z.string().refine(isTimeZone),
    fallback: 'UTC',
  }),
  digestSilentWhenWell: setting({
    meaning: 'Sends no digest on a day with nothing to tell.',
    allowed: 'true or false',
    schema: z.preprocess(toBoolean, z.boolean()),
    fallback: false,
  }),
  alertSeverity: setting({
    meaning: 'The lowest severity that is alerted at once; the rest is in the table and in the digest.',
    allowed: `one of ${SEVERITIES.join(', ')}`,
    schema: z.enum(SEVERITIES),
    fallback: 'high',
  }),
  consecutiveSights: setting({
    meaning:
      'How many sweeps in a row must see a target group unhealthy before it is an incident. ' +
      'ELB has already damped it by its own thresholds, so one is right unless targets flap.',
    allowed: 'a whole number from 1 to 10',
    schema: wholeNumber(1, 10),
    fallback: 1,
  }),
  calmMinutes: setting({
    meaning:
      'A target group that is unhealthy again within this time is flapping: one incident, which resolves when it has ' +
      'been calm for as long.',
    allowed: 'a whole number of minutes from 5 to 1440',
    schema: wholeNumber(5, 1440),
    fallback: 30,
  }),
  retentionDays: setting({
    meaning: 'How long resolved findings and incidents stay in the table.',
    allowed: 'a whole number of days from 1 to 3650',
    schema: wholeNumber(1, 3650),
    fallback: 90,
  }),
  logRetentionDays: setting({
    meaning: "How long the functions' logs are kept.",
    allowed: `one of ${LOG_RETENTION_DAYS.join(', ')}`,
    schema: z.preprocess(toNumber, z.literal(LOG_RETENTION_DAYS)),
    fallback: 30,
  }),
  shardSize: setting({
    meaning: 'How many target groups of one VPC are audited by one message at most.',
    allowed: 'a whole number from 1 to 500',
    schema: wholeNumber(1, 500),
    fallback: 200,
  }),
  unknownPercent: setting({
    meaning:
      'The share of checks that could not look, in percent of all that ran, from which the auditor raises an alarm.',
    allowed: 'a whole number from 1 to 100',
    schema: wholeNumber(1, 100),
    fallback: 20,
  }),
  docsBaseUrl: setting({
    meaning: "Where this project's docs folder can be read, for the links in alerts and alarms.",
    allowed: 'an https URL, or docs for links relative to the repository',
    schema: z.union([z.literal('docs'), z.url({ protocol: /^https$/ }).transform((url) => url.replace(/\/+$/, ''))]),
    fallback: 'docs',
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['schema']> };
/** What the functions are told: everything but who is mailed. */
export type RuntimeSettings = Omit<Settings, 'alertEmails'>;

/** A setting that cannot be used. The message is one line: what was got, what is allowed, what to do. */
export class InvalidSettingError extends Error {
  override readonly name = 'InvalidSettingError';
}

/**
 * Reads the settings out of a CDK context, which also holds keys of the CDK's own.
 * @throws InvalidSettingError for the first key that is unknown and the first value that is not allowed
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
  refuseUnknownNames(Object.keys(context).filter((key) => SETTING_SHAPED.test(key)));
  return Object.fromEntries(NAMES.map((name) => [name, readSetting(name, context[name])])) as unknown as Settings;
}

/** Settings as the functions get them, in one environment variable. */
export function renderRuntimeSettings({ alertEmails: _, ...rest }: Settings): string {
  return JSON.stringify(rest satisfies RuntimeSettings);
}

/** @throws InvalidSettingError where the text is not what `renderRuntimeSettings` gives */
export function readRuntimeSettings(text: string): RuntimeSettings {
  const values = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  const { alertEmails: _, ...rest } = readSettings({ ...values, alertEmails: ['unused@settings.invalid'] });
  return rest;
}

const NAMES = Object.keys(SETTINGS) as readonly SettingName[];
/** The CDK's own context keys hold a colon, a slash or a hyphen: `aws:cdk:…`, `@aws-cdk/…`, `cli-telemetry`. */
const SETTING_SHAPED = /^\w+$/;

function refuseUnknownNames(names: readonly string[]): void {
  const unknown = names.find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown === undefined) return;
  throw new InvalidSettingError(`unknown setting ${unknown}; settings are ${NAMES.join(', ')}`);
}

function readSetting(name: SettingName, value: unknown): unknown {
  const { schema, allowed, fallback }: Setting = SETTINGS[name];
  if (value === undefined && fallback !== undefined) return fallback;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const got = value === undefined ? 'nothing' : JSON.stringify(value);
  throw new InvalidSettingError(
    `setting ${name}: got ${got}; allowed: ${allowed}; set it in the context of cdk.json or with -c ${name}=…`,
  );
}
