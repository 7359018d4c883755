import fc from 'fast-check';
import { AddressSet } from '../../lib/network/address-set.ts';
import { AddressSlabs } from '../../lib/network/address-slabs.ts';
import { type Bound, IntervalSet } from '../../lib/network/interval-set.ts';
import { PacketSet } from '../../lib/network/packet-set.ts';

const SIZE = 24;
const range = fc.tuple(fc.integer({ min: 0, max: SIZE }), fc.integer({ min: 0, max: SIZE }));
const ranges = fc.array(range, { maxLength: 5 });
const numbers = (list: readonly (readonly [number, number])[]) =>
  IntervalSet.from(list.map(([from, end]) => ({ from, end })));
const bigints = (list: readonly (readonly [number, number])[]) =>
  IntervalSet.from(list.map(([from, end]) => ({ from: BigInt(from), end: BigInt(end) })));
const ALL = Array.from({ length: SIZE + 1 }, (_, index) => index);
const isIn = (list: readonly (readonly [number, number])[], value: number) =>
  list.some(([from, end]) => from <= value && value < end);

/** Sorted, and neither empty, overlapping nor touching: then equal sets have equal bounds. */
const isCanonical = ({ bounds }: IntervalSet<Bound>) =>
  bounds.length % 2 === 0 && bounds.every((bound, index) => index === 0 || (bounds[index - 1] ?? bound) < bound);

describe.each([
  ['numbers', numbers, (value: number): Bound => value],
  ['bigints', bigints, (value: number): Bound => BigInt(value)],
])('an interval set of %s', (_name, make, as) => {
  const setOf = make as (list: readonly (readonly [number, number])[]) => IntervalSet<Bound>;
  test('has the algebra of sets', () => {
    fc.assert(
      fc.property(ranges, ranges, (a, b) => {
        const [x, y] = [setOf(a), setOf(b)];
        const results = { union: x.union(y), intersect: x.intersect(y), subtract: x.subtract(y) };
        for (const value of ALL) {
          const [inA, inB] = [isIn(a, value), isIn(b, value)];
          expect(x.has(as(value))).toBe(inA);
          expect(results.union.has(as(value))).toBe(inA || inB);
          expect(results.intersect.has(as(value))).toBe(inA && inB);
          expect(results.subtract.has(as(value))).toBe(inA && !inB);
        }
        expect(Object.values(results).every(isCanonical)).toBe(true);
        expect(x.covers(y)).toBe(ALL.every((value) => !isIn(b, value) || isIn(a, value)));
        expect(x.overlaps(y)).toBe(ALL.some((value) => isIn(b, value) && isIn(a, value)));
        expect(x.equals(y)).toBe(ALL.every((value) => isIn(b, value) === isIn(a, value)));
      }),
    );
  });
});

const address = (value: number) => ({ family: 'ipv4' as const, value });
const rectangles = fc.array(fc.tuple(range, range), { maxLength: 4 });
const packets = (list: readonly (readonly [readonly [number, number], readonly [number, number]])[]) =>
  list.reduce(
    (all, [addresses, ports]) =>
      all.union(PacketSet.rectangle(new AddressSet(numbers([addresses]), IntervalSet.empty()), numbers([ports]))),
    PacketSet.empty,
  );
const holds = (set: PacketSet, at: number, port: number) =>
  set.rows.some(({ addresses, ports }) => addresses.has(address(at)) && ports.has(port));
const SOME = ALL.filter((value) => value % 2 === 0);

test('a packet set is exact in both directions and written in one way', () => {
  fc.assert(
    fc.property(rectangles, rectangles, (a, b) => {
      const [x, y] = [packets(a), packets(b)];
      const [both, either, rest] = [x.intersect(y), x.union(y), x.subtract(y)];
      for (const at of SOME) {
        for (const port of SOME) {
          const inA = a.some(([rows, ports]) => isIn([rows], at) && isIn([ports], port));
          const inB = b.some(([rows, ports]) => isIn([rows], at) && isIn([ports], port));
          expect([holds(x, at, port), holds(both, at, port), holds(either, at, port), holds(rest, at, port)]).toEqual([
            inA,
            inA && inB,
            inA || inB,
            inA && !inB,
          ]);
        }
      }
      expect(y.union(x).ranges).toEqual(either.ranges);
      expect(rest.union(both).ranges).toEqual(x.ranges);
    }),
    { numRuns: 60 },
  );
});

test('families never mix', () => {
  const [four, six] = [AddressSet.ofTexts(['0.0.0.0/0']), AddressSet.ofTexts(['::/0'])];
  expect(four.overlaps(six)).toBe(false);
  expect(four.subtract(six).equals(four)).toBe(true);
  expect(four.union(six).of('ipv6').equals(six)).toBe(true);
  expect(six.has({ family: 'ipv4', value: 1 })).toBe(false);
});

test('within one slab no set tells addresses apart, and slabs cover what is asked', () => {
  fc.assert(
    fc.property(fc.array(ranges, { maxLength: 4 }), range, (lists, asked) => {
      const sets = lists.map((list) => new AddressSet(numbers(list), IntervalSet.empty()));
      const slabs = new AddressSlabs(sets);
      const pattern = (value: number) => sets.map((set) => set.has(address(value))).join();
      for (const value of ALL.slice(1)) {
        if (slabs.at(address(value)) === slabs.at(address(value - 1))) expect(pattern(value)).toBe(pattern(value - 1));
      }
      const whole = new AddressSet(numbers([asked]), IntervalSet.empty());
      const parts = slabs.over(whole);
      expect(parts.reduce((all, part) => all.union(part.addresses), AddressSet.empty).equals(whole)).toBe(true);
    }),
  );
});
