import { SNAPSHOT_PARTS, type Snapshot, type SnapshotPart } from '../../lib/snapshot/snapshot.ts';
import { FAULTS } from './all-faults.ts';
import { injected } from './fault.ts';
import { BASES, CELLS, type Cell } from './matrix.ts';
import { alarming, auditedGroup, auditedGroups, quote, showFindings, withCause } from './verdict.ts';

/** Without target groups or load balancers there is nothing to audit. */
const PARTS: readonly SnapshotPart[] = (Object.keys(SNAPSHOT_PARTS) as SnapshotPart[]).filter(
  (part) => part !== 'targetGroups',
);

/** The snapshot as it is when one API is denied. */
function denied(snapshot: Snapshot, part: SnapshotPart): Snapshot {
  const error = { api: SNAPSHOT_PARTS[part], code: 'AccessDenied', message: 'not authorized to perform' };
  return {
    ...snapshot,
    regions: snapshot.regions.map(({ [part]: _, ...region }) => ({ ...region, errors: [error] })),
  };
}

const CAUSES = [...new Set(FAULTS.map(({ cause }) => cause))];

/** One cell of each cause; which fault and which base goes by turns. */
const sampleFor = (part: SnapshotPart): readonly Cell[] =>
  CAUSES.flatMap((cause, n) => {
    const cells = CELLS.filter(({ fault }) => fault.cause === cause);
    return cells[(PARTS.indexOf(part) * 13 + n) % cells.length] ?? [];
  });

/** Neither innocent nor replaced: a cause that cannot be seen is unknown, and nothing else is blamed for it. */
function problemsOf({ base, fault }: Cell, part: SnapshotPart): readonly string[] {
  const group = auditedGroup(denied(injected(base, fault), part), base.targetGroup);
  const outcome = group.outcomes.find(({ check }) => check === fault.cause)?.outcome;
  const isCleared =
    (outcome?.outcome === 'pass' && outcome.unseen.length === 0) || outcome?.outcome === 'notApplicable';
  const rightful = [fault.cause, 'cause-not-visible', ...(fault.entails ?? [])];
  const blamed = withCause(group).flatMap(({ causes: [first] }) =>
    first && !rightful.includes(first.check) && first.confidence !== 'possible' ? [first] : [],
  );
  return [
    ...(isCleared
      ? [`${fault.cause} is said to be ${outcome?.outcome}: ${'because' in outcome ? outcome.because : ''}`]
      : []),
    ...blamed.map((cause) => `blames ${quote(cause)}`),
    ...(group.crashes ?? []).map(({ check, error }) => `${check} crashed: ${error}`),
  ];
}

beforeAll(() => {
  process.stdout.write(
    `permissions: ${PARTS.length} APIs denied × ${CAUSES.length} causes and ${BASES.length} healthy bases\n`,
  );
});

describe.each(PARTS)('without %s', (part) => {
  test('a healthy account gives no alarm', () => {
    const wrong = BASES.flatMap((base) =>
      auditedGroups(denied(base.snapshot, part)).flatMap((group) =>
        showFindings(alarming(group)).map((finding) => `${base.name}: ${finding}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('a fault is unknown or still found, and nothing else is blamed', () => {
    const wrong = sampleFor(part).flatMap((cell) =>
      problemsOf(cell, part).map((problem) => `${cell.base.name}, ${cell.fault.name}: ${problem}`),
    );
    expect(wrong).toEqual([]);
  });
});
