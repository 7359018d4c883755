/** 3,000 target groups through 200 sweeps with random faults: what is written, and what it costs. */
import type { TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import { createStore } from '../../lib/store/store.ts';
import { recordSweep } from '../../lib/sweep/record-sweep.ts';
import { aGroup, anAudit, minute } from '../support/audit-result.ts';
import { createFakeTable } from '../support/fake-table.ts';
import { createRandom } from '../support/random.ts';

const GROUPS = 3000;
const SWEEPS = 200;
const MINUTES_BETWEEN = 5;
/** A group breaks, or is mended, with these chances in a sweep. */
const BREAKS = 0.0005;
const MENDS = 0.2;
/** One shared fault that breaks many groups, once in so many sweeps. */
const SHARED_EVERY = 50;
const SHARED_GROUPS = 200;
/** AWS refuses a call with this chance. */
const REFUSED = 0.01;
/** On demand in us-east-1, US dollars for a million write request units. */
const PER_MILLION_WRITES = 0.625;
const SWEEPS_A_MONTH = (30 * 24 * 60) / MINUTES_BETWEEN;

interface Tally {
  readonly changes: number;
  readonly writes: number;
  readonly units: number;
  readonly failures: number;
}

export async function bench(): Promise<readonly string[]> {
  const random = createRandom(1);
  const table = createFakeTable({ countUnits: true });
  const groups = Array.from({ length: GROUPS }, (_, at) => aPair(at));
  const broken = new Set<number>();
  const tallies: Tally[] = [];
  let messages = 0;
  const count = async () => {
    messages += 1;
  };
  const started = performance.now();
  for (let sweep = 0; sweep <= SWEEPS; sweep += 1) {
    const changes = sweep === 0 ? GROUPS : changeWorld(broken, sweep, random);
    const at = minute(sweep * MINUTES_BETWEEN);
    let failures = 0;
    const refuseSometimes = async <T>(call: () => Promise<T>): Promise<T> => {
      if (sweep > 0 && random() < REFUSED) throw new Error('ThrottlingException');
      return call();
    };
    const client = {
      send: (command: never) => refuseSometimes(() => table.client.send(command)),
    } as unknown as typeof table.client;
    const before = { writes: countOf(table.writes), units: table.units.write };
    const audit = anAudit(
      at,
      groups.map((pair, which) => (broken.has(which) ? pair.broken : pair.well)),
    );
    const [result] = await Promise.allSettled([
      recordSweep({
        audit,
        store: createStore({ client, tableName: 'findings', clock: () => new Date(at) }),
        notifier: { send: () => refuseSometimes(count) },
        at,
      }),
    ]);
    if (result?.status === 'rejected') failures = 1;
    tallies.push({
      changes,
      writes: countOf(table.writes) - before.writes,
      units: table.units.write - before.units,
      failures,
    });
  }
  return report(tallies, messages, performance.now() - started);
}

/** Every group has something small to improve, as in real accounts; that is not written again and again. */
function aPair(which: number): { readonly well: TargetGroupAudit; readonly broken: TargetGroupAudit } {
  const small = { check: 'targets-in-one-zone', severity: 'medium', message: 'all targets are in eu-west-1a' } as const;
  const name = `service-${String(which).padStart(4, '0')}`;
  const causes = [{ check: 'target-ingress-blocked', resource: which < SHARED_GROUPS ? 'sg-shared' : `sg-${name}` }];
  return {
    well: aGroup({ name, findings: [small], pass: ['target-ingress-blocked'] }),
    broken: aGroup({ name, unhealthy: ['i-1', 'i-2'], causes, findings: [small, {}] }),
  };
}

function changeWorld(broken: Set<number>, sweep: number, random: () => number): number {
  const isShared = sweep % SHARED_EVERY === 0;
  let changes = 0;
  for (let which = 0; which < GROUPS; which += 1) {
    const isBroken = broken.has(which);
    const breaks = !isBroken && (random() < BREAKS || (isShared && which < SHARED_GROUPS));
    const mends = isBroken && random() < MENDS;
    if (breaks) broken.add(which);
    if (mends) broken.delete(which);
    if (breaks || mends) changes += 1;
  }
  return changes;
}

const countOf = (writes: Readonly<Record<string, number>>): number =>
  Object.values(writes).reduce((sum, count) => sum + count, 0);
const sumOf = (tallies: readonly Tally[], name: keyof Tally): number =>
  tallies.reduce((sum, tally) => sum + tally[name], 0);

function report([first, ...tallies]: readonly Tally[], messages: number, millis: number): readonly string[] {
  const [changes, writes, units] = [sumOf(tallies, 'changes'), sumOf(tallies, 'writes'), sumOf(tallies, 'units')];
  const still = tallies.filter((tally) => tally.changes === 0);
  const month = (units / tallies.length) * SWEEPS_A_MONTH;
  const each = (count: number, of: number) => (count / Math.max(1, of)).toFixed(1);
  return [
    `${GROUPS} target groups, ${tallies.length} sweeps, ${(millis / 1000).toFixed(1)} s, ${(millis / tallies.length).toFixed(0)} ms a sweep`,
    `first sweep          ${first?.writes ?? 0} writes, ${first?.units ?? 0} write units (everything is new)`,
    `later sweeps         ${changes} changes, ${writes} writes: ${each(writes, changes)} for each change, ${each(writes, tallies.length)} a sweep`,
    `sweeps without news  ${still.length}, with ${each(sumOf(still, 'writes'), still.length)} writes each`,
    `most in one sweep    ${Math.max(...tallies.map((tally) => tally.writes))} writes for ${Math.max(...tallies.map((tally) => tally.changes))} changes`,
    `faults               ${REFUSED * 100} % of calls refused, ${sumOf(tallies, 'failures')} sweeps of ${tallies.length} failed in part, ${messages} messages`,
    `writing costs        ${Math.round(month)} write units a month at this rate of change: $${((month / 1e6) * PER_MILLION_WRITES).toFixed(2)} (us-east-1, on demand)`,
  ];
}
