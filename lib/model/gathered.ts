/** A fact that may be missing: its value, or the reason why it is not known. Unknown is never a pass. */
export type Gathered<T> = Known<T> | NotKnown;
export type Known<T> = { readonly known: true; readonly value: T };
export type NotKnown = { readonly known: false; readonly because: string };

export const known = <T>(value: T): Known<T> => ({ known: true, value });
export const notKnown = (because: string): NotKnown => ({ known: false, because });

export function mapGathered<T, U>(fact: Gathered<T>, convert: (value: T) => U): Gathered<U> {
  return fact.known ? known(convert(fact.value)) : fact;
}

/** All values, or the first reason why not all are known. */
export function allGathered<T>(facts: readonly Gathered<T>[]): Gathered<readonly T[]> {
  const values: T[] = [];
  for (const fact of facts) {
    if (!fact.known) return fact;
    values.push(fact.value);
  }
  return known(values);
}

/** The value if it is known, else undefined: for hints only, never for a verdict. */
export function hintOf<T>(fact: Gathered<T>): T | undefined {
  return fact.known ? fact.value : undefined;
}

/**
 * Records of one kind by id. Three answers are kept apart: the record; "could not be read"; and "is not in the
 * snapshot", which is as little a reason to call something open or closed as a denied call.
 */
export interface Index<T> {
  readonly all: Gathered<readonly T[]>;
  find(id: string): Gathered<T>;
}
