import type { Address } from './address.ts';
import { AddressSet } from './address-set.ts';
import { gather } from './gather.ts';
import { type Bound, countUpTo, IntervalSet, sortNumbers } from './interval-set.ts';

/**
 * All addresses cut at the edges of some sets: within one slab every set holds all addresses or none, so whatever is
 * decided by membership is decided once per slab.
 */
export class AddressSlabs {
  readonly #ipv4: readonly number[];
  readonly #ipv6: readonly bigint[];

  constructor(sets: readonly AddressSet[]) {
    this.#ipv4 = sortNumbers(gather(sets, ({ ipv4 }) => ipv4.bounds));
    this.#ipv6 = [...new Set(gather(sets, ({ ipv6 }) => ipv6.bounds))].sort((a, b) => (a < b ? -1 : 1));
  }

  /** Names the slab of an address. IPv6 slabs are below zero. */
  at(address: Address): number {
    return address.family === 'ipv4' ? countUpTo(this.#ipv4, address.value) : -1 - countUpTo(this.#ipv6, address.value);
  }

  /** The slabs that a set reaches into, each with the part that lies there. */
  over(set: AddressSet): readonly { readonly slab: Address; readonly addresses: AddressSet }[] {
    const ipv4 = pieces(set.ipv4, this.#ipv4).map((piece) => ({
      slab: { family: 'ipv4' as const, value: piece.bounds[0] ?? 0 },
      addresses: new AddressSet(piece, IntervalSet.empty()),
    }));
    const ipv6 = pieces(set.ipv6, this.#ipv6).map((piece) => ({
      slab: { family: 'ipv6' as const, value: piece.bounds[0] ?? 0n },
      addresses: new AddressSet(IntervalSet.empty(), piece),
    }));
    return [...ipv4, ...ipv6];
  }
}

function pieces<T extends Bound>(set: IntervalSet<T>, cuts: readonly T[]): readonly IntervalSet<T>[] {
  return set.intervals.flatMap(({ from, end }) => {
    const inside = cuts.slice(countUpTo(cuts, from)).filter((cut) => cut < end);
    const starts = [from, ...inside];
    return starts.map((start, index) => IntervalSet.between(start, starts[index + 1] ?? end));
  });
}
