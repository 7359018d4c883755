import type { TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import { applyChanges } from '../../lib/remedy/apply-remedy.ts';
import type { Snapshot } from '../../lib/snapshot/snapshot.ts';
import { injected } from './fault.ts';
import { BASES, CELLS, type Cell } from './matrix.ts';
import {
  alarming,
  auditedGroup,
  auditedGroups,
  hasProvenRemedy,
  problemsOf,
  showFindings,
  unprovenChanges,
} from './verdict.ts';

const audits = new Map(
  CELLS.map((cell) => [cell, auditedGroup(injected(cell.base, cell.fault), cell.base.targetGroup)] as const),
);

beforeAll(() => {
  process.stdout.write(`fault matrix: ${BASES.length} bases × faults that apply = ${CELLS.length} cells\n`);
});

describe.each(BASES.map((base) => [base.name, base] as const))('%s', (_, base) => {
  const cells = CELLS.filter((cell) => cell.base === base);

  test('has nothing above low while it is healthy', () => {
    const wrong = auditedGroups(base.snapshot).flatMap((group) => showFindings(alarming(group)));
    expect(wrong).toEqual([]);
  });

  test('every fault is named first, and nothing else as bad', () => {
    const wrong = cells.flatMap((cell) => {
      const group = audits.get(cell);
      const problems = group === undefined ? ['not audited'] : problemsOf(group, cell.fault);
      return problems.map((problem) => `${cell.fault.name} → ${cell.fault.cause}: ${problem}`);
    });
    expect(wrong).toEqual([]);
  });

  test('every change that is offered is proven', () => {
    const wrong = cells.flatMap((cell) => {
      const { fault } = cell;
      const group = audits.get(cell);
      if (group === undefined) return [];
      const unproven = unprovenChanges(group, fault.cause);
      const missing = fault.fix === 'change' && !hasProvenRemedy(group, fault.cause) ? ['no proven change'] : [];
      return [...unproven, ...missing].map((problem) => `${fault.name} → ${fault.cause}: ${problem}`);
    });
    expect(wrong).toEqual([]);
  });
});

/** The account after the first change that each case offers, its targets as healthy as they were. */
function repaired({ base, fault }: Cell, { outcomes }: TargetGroupAudit): Snapshot {
  const snapshot = injected(base, fault);
  const outcome = outcomes.find(({ check }) => check === fault.cause)?.outcome;
  const cases = outcome?.outcome === 'fail' ? outcome.cases : [];
  const changes = cases.flatMap(({ remedies }) => {
    const first = remedies.find(({ kind }) => kind === 'change');
    return first?.kind === 'change' ? first.changes : [];
  });
  const distinct = [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
  const regions = snapshot.regions.map((region, n) => {
    const application = applyChanges(region, distinct);
    if (!application.applicable) throw new Error(`${base.name}, ${fault.name}: AWS would refuse the change`);
    return { ...application.after, targetHealth: base.snapshot.regions[n]?.targetHealth };
  });
  return { ...snapshot, regions };
}

const REPAIRABLE = CELLS.filter(({ fault }) => fault.layer === 'network' && fault.fix === 'change');

test('a third of the repaired accounts is as healthy as before', () => {
  const wrong = REPAIRABLE.filter((_, n) => n % 3 === 0).flatMap((cell) => {
    const audit = audits.get(cell);
    if (audit === undefined) return [];
    const after = auditedGroup(repaired(cell, audit), cell.base.targetGroup);
    return showFindings(alarming(after)).map((finding) => `${cell.base.name}, ${cell.fault.name}: ${finding}`);
  });
  expect(wrong).toEqual([]);
});
