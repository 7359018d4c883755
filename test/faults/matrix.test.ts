import { injected } from './fault.ts';
import { BASES, CELLS } from './matrix.ts';
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
