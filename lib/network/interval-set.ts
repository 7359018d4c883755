/**
 * A set of whole numbers: ports, IPv4 addresses (numbers) or IPv6 addresses (bigints).
 *
 * Kept as the sorted bounds of half-open intervals, `[from, end, from, end, …]`, none touching. That form is canonical,
 * so equal sets have equal bounds, and the algebra needs nothing but comparison, which is the same for both kinds.
 */
export type Bound = number | bigint;

export interface Interval<T extends Bound> {
  readonly from: T;
  /** One past the last member. */
  readonly end: T;
}

export class IntervalSet<T extends Bound> {
  static readonly #empty = new IntervalSet<never>([]);
  readonly bounds: readonly T[];

  private constructor(bounds: readonly T[]) {
    this.bounds = bounds;
  }

  static empty<T extends Bound>(): IntervalSet<T> {
    return IntervalSet.#empty;
  }

  /** The members from `from` up to, but not including, `end`. */
  static between<T extends Bound>(from: T, end: T): IntervalSet<T> {
    return from < end ? new IntervalSet([from, end]) : IntervalSet.empty<T>();
  }

  /** The union of intervals in any order, overlapping or not. */
  static from<T extends Bound>(intervals: readonly Interval<T>[]): IntervalSet<T> {
    const sorted = intervals.filter(({ from, end }) => from < end).sort((a, b) => (a.from < b.from ? -1 : 1));
    const bounds: T[] = [];
    for (const { from, end } of sorted) {
      const last = bounds.at(-1);
      if (last === undefined || from > last) bounds.push(from, end);
      else if (end > last) bounds[bounds.length - 1] = end;
    }
    return bounds.length === 0 ? IntervalSet.empty<T>() : new IntervalSet(bounds);
  }

  get isEmpty(): boolean {
    return this.bounds.length === 0;
  }

  get intervals(): readonly Interval<T>[] {
    const intervals: Interval<T>[] = [];
    for (let index = 0; index < this.bounds.length; index += 2) {
      const from = this.bounds[index];
      const end = this.bounds[index + 1];
      if (from !== undefined && end !== undefined) intervals.push({ from, end });
    }
    return intervals;
  }

  has(value: T): boolean {
    return countUpTo(this.bounds, value) % 2 === 1;
  }

  union(other: IntervalSet<T>): IntervalSet<T> {
    if (other.isEmpty || this === other) return this;
    if (this.isEmpty) return other;
    return this.#combine(other, (inThis, inOther) => inThis || inOther);
  }

  intersect(other: IntervalSet<T>): IntervalSet<T> {
    if (this === other) return this;
    if (!this.overlaps(other)) return IntervalSet.empty<T>();
    return this.#combine(other, (inThis, inOther) => inThis && inOther);
  }

  subtract(other: IntervalSet<T>): IntervalSet<T> {
    if (this === other) return IntervalSet.empty<T>();
    if (!this.overlaps(other)) return this;
    return this.#combine(other, (inThis, inOther) => inThis && !inOther);
  }

  /** Whether every member of `other` is a member. */
  covers(other: IntervalSet<T>): boolean {
    if (this === other) return true;
    const { bounds } = this;
    for (let index = 0; index < other.bounds.length; index += 2) {
      const count = countUpTo(bounds, other.bounds[index] as T);
      const until = bounds[count];
      if (count % 2 === 0 || until === undefined || (other.bounds[index + 1] as T) > until) return false;
    }
    return true;
  }

  overlaps(other: IntervalSet<T>): boolean {
    const a = this.bounds;
    const b = other.bounds;
    let i = 0;
    let j = 0;
    while (i < a.length && j < b.length) {
      const endA = a[i + 1] as T;
      const endB = b[j + 1] as T;
      if ((a[i] as T) < endB && (b[j] as T) < endA) return true;
      if (endA < endB) i += 2;
      else j += 2;
    }
    return false;
  }

  equals(other: IntervalSet<T>): boolean {
    if (this === other) return true;
    return this.bounds.length === other.bounds.length && this.bounds.every((bound, i) => bound === other.bounds[i]);
  }

  #combine(other: IntervalSet<T>, keep: (inThis: boolean, inOther: boolean) => boolean): IntervalSet<T> {
    const a = this.bounds;
    const b = other.bounds;
    const bounds: T[] = [];
    let i = 0;
    let j = 0;
    while (i < a.length || j < b.length) {
      const nextA = a[i];
      const nextB = b[j];
      const at = (nextB === undefined || (nextA !== undefined && nextA <= nextB) ? nextA : nextB) as T;
      if (nextA === at) i += 1;
      if (nextB === at) j += 1;
      if (keep(i % 2 === 1, j % 2 === 1) !== (bounds.length % 2 === 1)) bounds.push(at);
    }
    return bounds.length === 0 ? IntervalSet.empty<T>() : new IntervalSet(bounds);
  }
}

/** How many of the sorted bounds are not above the value. */
export function countUpTo<T extends Bound>(bounds: readonly T[], value: T): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] as T) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Each of some numbers once, ascending: numbers that are kept as such need no comparing function. */
export const sortNumbers = (numbers: readonly number[]): readonly number[] => [
  ...Float64Array.from(new Set(numbers)).sort(),
];
