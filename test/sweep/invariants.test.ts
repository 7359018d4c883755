import fc from 'fast-check';
import { targetGroupArn } from '../support/audit-result.ts';
import { startTables, type TestTables } from '../support/findings-table.ts';
import { createRandom } from '../support/random.ts';
import { expectAlerts } from './reference.ts';
import {
  createRealWorld,
  createWorld,
  type Fault,
  findingsOf,
  incidentsOf,
  type Look,
  type Round,
  recordsOf,
  runRound,
  sentOf,
  type World,
} from './simulation.ts';

/** More with RUNS set: ten times as many take a minute. */
const RUNS = Number(process.env.RUNS ?? 300);

const GROUPS = ['orders', 'search', 'reports'];
const look = fc.constantFrom<Look>(
  'healthy',
  'healthy',
  'healthy',
  'degraded',
  'degraded',
  'failing',
  'unknown',
  'deleted',
  'muted',
);
const looks = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(look, look, look) },
  { weight: 1, arbitrary: fc.constant<readonly [Look, Look, Look]>(['unlisted', 'unlisted', 'unlisted']) },
);
const fault: fc.Arbitrary<Fault> = fc.record({
  step: fc.nat(40),
  kind: fc.constantFrom('crash', 'refused', 'answer-lost', 'repeated'),
});
const calm = fc.array(
  fc.record({ looks, sweeps: fc.array(fc.constant({ faults: [] }), { minLength: 1, maxLength: 3 }) }),
  {
    minLength: 1,
    maxLength: 10,
  },
);
const disturbed = fc.record({
  looks,
  sweeps: fc.array(fc.record({ faults: fc.array(fault, { maxLength: 3 }), isLate: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
});

async function runAll(world: World, rounds: readonly Round[], seed: number): Promise<void> {
  const random = createRandom(seed);
  for (const [number, round] of rounds.entries()) {
    await runRound(world, round, number, random, rounds[number - 1]);
  }
}

/** Nothing fails any more: two sweeps, one after the other. */
async function settle(world: World, rounds: readonly Round[], seed: number): Promise<void> {
  const last = rounds.at(-1)?.looks ?? [];
  const random = createRandom(seed);
  for (const more of [0, 1, 2])
    await runRound(world, { looks: last, sweeps: [{ faults: [] }] }, rounds.length + more, random);
}

const looksOf = (rounds: readonly Round[], which: number): readonly Look[] =>
  rounds.map((round) => round.looks[which] ?? 'unknown');

test('as long as nothing fails, any number of overlapping sweeps tells exactly what one would', async () => {
  await fc.assert(
    fc.asyncProperty(calm, fc.nat(), async (rounds, seed) => {
      const world = createWorld();
      await runAll(world, rounds, seed);
      const told = sentOf(world.messages).map(({ targetGroup, openedAt, event, at }) => ({
        targetGroup,
        openedAt,
        event,
        at,
      }));
      for (const [which, name] of GROUPS.entries()) {
        const own = told.filter(({ targetGroup }) => targetGroup === targetGroupArn(name));
        expect(own).toEqual(expectAlerts(name, looksOf(rounds, which)));
      }
      expect(recordsOf(world, 'alert#')).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 600_000);

test('whatever fails between any two steps, no alert is lost and each failure repeats at most one message', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(disturbed, { minLength: 1, maxLength: 6 }),
      fc.nat(),
      fc.boolean(),
      async (rounds, seed, lags) => {
        const random = createRandom(seed + 1);
        let isLagging = lags;
        const world = createWorld((waiting) => (isLagging ? Math.floor(random() * (waiting + 1)) : 0));
        await runAll(world, rounds, seed);
        isLagging = false;
        await settle(world, rounds, seed);
        expectNothingLost(world);
        expectFewRepeated(world);
        expectNothingInvented(world, rounds);
        expectAsLastSeen(world, rounds);
      },
    ),
    { numRuns: 2 * RUNS },
  );
}, 600_000);

let tables: TestTables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.close());

test('the same holds on a real table', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(disturbed, { minLength: 1, maxLength: 4 }), fc.nat(), async (rounds, seed) => {
      const world = await createRealWorld(tables);
      await runAll(world, rounds, seed);
      await settle(world, rounds, seed);
      await world.refresh();
      expectNothingLost(world);
      expectFewRepeated(world);
      expectNothingInvented(world, rounds);
      expectAsLastSeen(world, rounds);
    }),
    { numRuns: RUNS / 20 },
  );
}, 600_000);

/** Each alert that was ever owed was sent, in order, from the opening to the end. */
function expectNothingLost(world: World): void {
  const sent = sentOf(world.messages);
  for (const incident of incidentsOf(world)) {
    expect(incident.owed).toEqual([]);
    const own = sent.filter(
      ({ targetGroup, openedAt }) => targetGroup === incident.targetGroup && openedAt === incident.openedAt,
    );
    const numbers = [...new Set(own.map(({ alert }) => alert))];
    expect(numbers).toEqual(Array.from({ length: incident.alerts }, (_, at) => at + 1));
    if (incident.alerts > 0) expect(own[0]?.event).toBe('opened');
    if (incident.status === 'open' && incident.muted === undefined) expect(incident.alerts).toBeGreaterThan(0);
  }
}

function expectFewRepeated(world: World): void {
  const sent = sentOf(world.messages).map(({ targetGroup, openedAt, alert }) => `${targetGroup} ${openedAt} ${alert}`);
  const messages = world.messages.length;
  const distinct = new Set(sent).size;
  expect(messages).toBeLessThanOrEqual(distinct + world.faults);
}

/** There is no finding and no incident that no sweep saw, and none at a time when no sweep did. */
function expectNothingInvented(world: World, rounds: readonly Round[]): void {
  const isBad = (each: Look) => each === 'degraded' || each === 'failing' || each === 'muted';
  for (const [which, name] of GROUPS.entries()) {
    const seen = looksOf(rounds, which);
    const starts = seen.filter((each, at) => isBad(each) && !isBad(seen[at - 1] ?? 'healthy')).length;
    const finding = findingsOf(world).find(({ targetGroup }) => targetGroup === targetGroupArn(name));
    expect(finding?.episode ?? 0).toBeLessThanOrEqual(starts);
    expect(
      incidentsOf(world).filter(({ targetGroup }) => targetGroup === targetGroupArn(name)).length,
    ).toBeLessThanOrEqual(seen.filter(isBad).length);
  }
}

/** After a sweep of which nothing failed, the table says what it saw. */
function expectAsLastSeen(world: World, rounds: readonly Round[]): void {
  for (const [which, name] of GROUPS.entries()) {
    const last = rounds.at(-1)?.looks[which];
    if (last === undefined || last === 'unknown' || last === 'unlisted') continue;
    const isBad = last === 'degraded' || last === 'failing' || last === 'muted';
    const finding = findingsOf(world).find(({ targetGroup }) => targetGroup === targetGroupArn(name));
    expect(finding?.status ?? 'resolved').toBe(isBad ? 'open' : 'resolved');
    const open = incidentsOf(world).filter(
      (incident) => incident.targetGroup === targetGroupArn(name) && incident.status === 'open',
    );
    if (isBad) expect(open).toHaveLength(1);
    else expect(open.filter(({ flapping }) => !flapping)).toEqual([]);
  }
}

test('fifty overlapping sweeps of one account send one alert for one shared cause', async () => {
  const world = createWorld();
  const sweeps = Array.from({ length: 50 }, () => ({ faults: [] }));
  await runRound(world, { looks: ['failing', 'degraded', 'healthy'], sweeps }, 0, createRandom(7));
  expect(world.messages).toHaveLength(1);
  expect(sentOf(world.messages)).toHaveLength(2);
});
