import { understand } from '../../lib/model/understand.ts';
import { toSnapshot } from '../../lib/snapshot/read-snapshot.ts';
import { FAULTS } from './all-faults.ts';
import { injected } from './fault.ts';
import { BASES, CELLS } from './matrix.ts';

test.each(FAULTS.map((fault) => [fault.name, fault] as const))('"%s" applies to some base', (_, fault) => {
  expect(CELLS.filter((cell) => cell.fault === fault).length).toBeGreaterThan(0);
});

test.each(BASES.map((base) => [base.name, base] as const))('a dozen faults apply to %s', (_, base) => {
  const fewest = base.name === 'alb-to-lambda' ? 4 : 12;
  expect(CELLS.filter((cell) => cell.base === base).length).toBeGreaterThanOrEqual(fewest);
});

test('names of faults are unique', () => {
  const names = FAULTS.map(({ name }) => name);
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
});

test.each(CELLS.map((cell) => [`${cell.base.name}: ${cell.fault.name}`, cell] as const))(
  '%s is a valid snapshot that differs',
  (_, { base, fault }) => {
    const snapshot = injected(base, fault);
    expect(snapshot).not.toEqual(base.snapshot);
    expect(toSnapshot(JSON.parse(JSON.stringify(snapshot)), fault.name)).toEqual(snapshot);
    expect(understand(snapshot).regions).toHaveLength(1);
  },
);
