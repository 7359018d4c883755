/** Sweeps over a small world, with what can go wrong between any two of their steps. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { AuditResult, TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import type { FindingRecord } from '../../lib/audit/finding-record.ts';
import type { IncidentRecord } from '../../lib/audit/incident-record.ts';
import type { Message } from '../../lib/notify/message.ts';
import { createStore } from '../../lib/store/store.ts';
import { recordSweep } from '../../lib/sweep/record-sweep.ts';
import { aGroup, anAudit, anUnlistedAudit, minute } from '../support/audit-result.ts';
import { createFakeTable, type FakeTable } from '../support/fake-table.ts';
import type { TestTables } from '../support/findings-table.ts';

/** How a target group looks in one round. */
export type Look = 'healthy' | 'degraded' | 'failing' | 'unknown' | 'deleted' | 'muted' | 'unlisted';

export interface Fault {
  /** Which awaited step of the sweep it hits. */
  readonly step: number;
  readonly kind: /** The process ends. */
    | 'crash'
    /** AWS refuses the call. */
    | 'refused'
    /** The call is done, and its answer is lost. */
    | 'answer-lost'
    /** As before, and the SDK tries again. */
    | 'repeated';
}

export interface Round {
  /** By target group. */
  readonly looks: readonly Look[];
  /** One sweep for each entry, all at once. */
  readonly sweeps: readonly OneSweep[];
}

export interface OneSweep {
  readonly faults: readonly Fault[];
  /** Looked when the round before did, and is only now recording it. */
  readonly isLate?: boolean;
}

export interface Sent {
  readonly targetGroup: string;
  readonly openedAt: string;
  readonly alert: number;
  readonly event: string;
  readonly reasons: readonly string[];
  readonly at: string;
}

export interface World {
  readonly table: Pick<FakeTable, 'client' | 'all'>;
  readonly tableName: string;
  readonly messages: Message[];
  faults: number;
  /** Sweeps of each round that ended without an error. */
  readonly succeeded: number[];
}

const GROUPS = ['orders', 'search', 'reports'];
export const MINUTES_BETWEEN_ROUNDS = 5;
/** Short, so that short histories have all of it. */
export const CALM_MINUTES = 10;

export function createWorld(lag?: (waiting: number) => number): World {
  const table = createFakeTable(lag === undefined ? {} : { lag });
  return { table, tableName: 'findings', messages: [], faults: 0, succeeded: [] };
}

/** On a real table, whose content `refresh` reads for what looks at it afterwards. */
export async function createRealWorld(tables: TestTables): Promise<World & { refresh(): Promise<void> }> {
  const tableName = await tables.create();
  let items: ReturnType<FakeTable['all']> = [];
  return {
    table: { client: tables.client, all: () => items },
    tableName,
    messages: [],
    faults: 0,
    succeeded: [],
    refresh: async () => {
      items = (await tables.client.send(new ScanCommand({ TableName: tableName }))).Items ?? [];
    },
  };
}

const cache = new Map<string, TargetGroupAudit | undefined>();

export function groupAs(name: string, look: Look): TargetGroupAudit | undefined {
  const key = `${name} ${look}`;
  if (!cache.has(key)) cache.set(key, buildGroup(name, look));
  return cache.get(key);
}

/** orders and search share a cause, reports has its own. */
function buildGroup(name: string, look: Look): TargetGroupAudit | undefined {
  const resource = name === 'reports' ? 'sg-reports' : 'sg-shared';
  const causes = [{ check: 'target-ingress-blocked', resource }];
  switch (look) {
    case 'healthy':
      return aGroup({ name, pass: ['target-ingress-blocked'] });
    case 'degraded':
      return aGroup({ name, unhealthy: ['i-1'], causes });
    case 'failing':
      return aGroup({ name, unhealthy: ['i-1', 'i-2', 'i-3', 'i-4'], causes });
    case 'muted':
      return aGroup({ name, unhealthy: ['i-1'], causes, tags: { 'tga:mute': 'all' } });
    case 'unknown':
    case 'unlisted':
      return aGroup({ name, impact: 'not-known', unknown: ['target-ingress-blocked'] });
    case 'deleted':
      return undefined;
  }
}

function auditOf({ looks }: Round, number: number): AuditResult {
  const at = minute(number * MINUTES_BETWEEN_ROUNDS);
  const groups = looks.flatMap((look, which) => groupAs(GROUPS[which] ?? '', look) ?? []);
  return looks.includes('unlisted') ? anUnlistedAudit(at) : anAudit(at, groups);
}

export async function runRound(
  world: World,
  round: Round,
  number: number,
  random: () => number,
  before: Round = round,
): Promise<void> {
  const at = minute(number * MINUTES_BETWEEN_ROUNDS);
  const own = auditOf(round, number);
  const late = before === round ? own : auditOf(before, number - 1);
  const results = await Promise.allSettled(
    round.sweeps.map(({ faults, isLate = false }) => {
      const audit = isLate ? late : own;
      const disturb = createDisturbance(world, faults, random);
      const store = createStore({
        client: { send: disturb(world.table.client.send.bind(world.table.client) as never) as never },
        tableName: world.tableName,
        clock: () => new Date(at),
      });
      const notifier = { send: disturb(async (message: Message) => void world.messages.push(message)) };
      return recordSweep({ audit, store, notifier, at, settings: { calmMinutes: CALM_MINUTES } });
    }),
  );
  world.succeeded.push(results.filter(({ status }) => status === 'fulfilled').length);
  for (const result of results) if (result.status === 'rejected' && !isInjected(result.reason)) throw result.reason;
}

class InjectedError extends Error {}
const isInjected = (error: unknown): boolean =>
  error instanceof InjectedError || (error instanceof AggregateError && error.errors.every(isInjected));

/** Wraps the calls of one sweep: each awaits its turn, and the faults hit the calls they name. */
function createDisturbance(world: World, faults: readonly Fault[], random: () => number) {
  let step = 0;
  let isDead = false;
  return <T, U>(call: (input: T) => Promise<U>) =>
    async (input: T): Promise<U> => {
      for (let turns = Math.floor(random() * 6); turns > 0; turns -= 1) await undefined;
      if (isDead) throw new InjectedError('dead');
      const fault = faults.find((each) => each.step === step)?.kind;
      step += 1;
      if (fault === undefined) return call(input);
      world.faults += 1;
      isDead = fault === 'crash';
      if (fault === 'answer-lost' || fault === 'repeated') await call(input);
      if (fault === 'repeated') return call(input);
      throw new InjectedError(fault);
    };
}

/** One entry for each incident a message told of. */
export function sentOf(messages: readonly Message[]): readonly Sent[] {
  return messages.flatMap(({ json }) => {
    const { event, reasons, at, alsoAffected, ...own } = json as unknown as Sent & { alsoAffected: Sent[] };
    return [own, ...alsoAffected].map(({ targetGroup, openedAt, alert }) => ({
      targetGroup,
      openedAt,
      alert,
      event,
      reasons,
      at,
    }));
  });
}

export const incidentsOf = ({ table }: World): readonly IncidentRecord[] =>
  table.all().filter(({ record }) => String(record).startsWith('incident#')) as unknown as IncidentRecord[];
export const findingsOf = ({ table }: World): readonly FindingRecord[] =>
  table.all().filter(({ record }) => String(record).startsWith('finding#')) as unknown as FindingRecord[];
export const recordsOf = ({ table }: World, kind: string): readonly unknown[] =>
  table.all().filter(({ record }) => String(record).startsWith(kind));
