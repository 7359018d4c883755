import { understand } from '../../lib/model/understand.ts';
import { readSnapshot } from '../../lib/snapshot/read-snapshot.ts';
import { FAULTS } from './all-faults.ts';
import { injected } from './fault.ts';
import { BASES, CELLS } from './matrix.ts';

test('every fault applies to some base, under a name of its own', () => {
  const names = FAULTS.map(({ name }) => name);
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
  const used = new Set(CELLS.map(({ fault }) => fault));
  expect(FAULTS.filter((fault) => !used.has(fault)).map(({ name }) => name)).toEqual([]);
});

describe.each(BASES.map((base) => [base.name, base] as const))('%s', (name, base) => {
  const cells = CELLS.filter((cell) => cell.base === base);

  test('many faults apply', () => {
    expect(cells.length).toBeGreaterThanOrEqual(name === 'alb-to-lambda' ? 4 : 12);
  });

  test('with each fault it is a valid snapshot that differs', () => {
    const healthy = JSON.stringify(base.snapshot);
    for (const { fault } of cells) {
      const text = JSON.stringify(injected(base, fault));
      expect(text === healthy).toBe(false);
      expect(understand(readSnapshot(text, fault.name)).regions).toHaveLength(1);
    }
  });
});
