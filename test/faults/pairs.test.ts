import type { TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import { injected } from './fault.ts';
import { BASES } from './matrix.ts';
import { neighbours, PAIRS, type Pair } from './pairs.ts';
import { auditedGroup, auditedGroups, problemsOf, quote, withCause } from './verdict.ts';

const NEIGHBOURS = neighbours(9);

beforeAll(() => {
  process.stdout.write(`fault pairs: ${PAIRS.length} on one group, ${NEIGHBOURS.length} on two\n`);
});

/** Both are named for some target, and what stops it first is not said to come later. */
function problemsOfPair(group: TargetGroupAudit, pair: Pair): readonly string[] {
  const { first, second } = pair;
  const diagnoses = withCause(group);
  const named = new Set([
    ...diagnoses.flatMap(({ causes, then: later }) => [...causes, ...later].map(({ check }) => check)),
    ...group.findings.map(({ check }) => check),
  ]);
  const allowed = [first.cause, second.cause, ...(first.entails ?? []), ...(second.entails ?? [])];
  const leading = diagnoses.map(({ causes }) => causes[0]);
  const blamed = leading.filter((cause) => cause === undefined || !allowed.includes(cause.check));
  const isLed = leading.some(
    (cause) => cause?.check === first.cause || (isEitherFirst(pair) && cause?.check === second.cause),
  );
  return [
    ...[first.cause, second.cause].filter((cause) => !named.has(cause)).map((cause) => `${cause} is not named`),
    ...blamed.map((cause) => `first cause ${cause ? quote(cause) : 'none'}`),
    ...(isLed ? [] : [`${first.cause} leads no diagnosis`]),
  ];
}

/** Faults of one layer; and where ELB says the same of all, nothing tells which of two it met. */
const isEitherFirst = ({ base, first, second }: Pair) =>
  first.layer === second.layer || !base.loadBalancer.includes(':loadbalancer/app/');

test.each(BASES.map((base) => [base.name, base] as const))(
  'two faults on one group: %s',
  (_, base) => {
    const wrong = PAIRS.filter((pair) => pair.base === base).flatMap((pair) => {
      const group = auditedGroup(injected(base, pair.second, pair.first), base.targetGroup);
      return problemsOfPair(group, pair).map((problem) => `${pair.first.name} + ${pair.second.name}: ${problem}`);
    });
    expect(wrong).toEqual([]);
  },
  600_000,
);

test('two faults on two groups are told apart', () => {
  const wrong = NEIGHBOURS.flatMap(({ one, other, snapshot }) => {
    const groups = auditedGroups(snapshot);
    return [one, other].flatMap(({ base, fault }) => {
      const group = groups.find(({ targetGroup }) => targetGroup.arn === base.targetGroup);
      const problems = group === undefined ? ['not audited'] : problemsOf(group, fault);
      return problems.map((problem) => `${base.name}, ${fault.name} beside ${one.base.name}: ${problem}`);
    });
  });
  expect(wrong).toEqual([]);
});
