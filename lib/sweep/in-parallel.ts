/** Writes of one sweep that are under way at once. */
const WIDTH = 16;

/** What became of work on many items: one that fails keeps no other from being tried. */
export interface Attempts<T> {
  readonly done: readonly T[];
  readonly failed: readonly unknown[];
}

export const inParallel = <T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<Attempts<U>> =>
  attemptAll(items, work, WIDTH);

export const oneByOne = <T, U>(items: readonly T[], work: (item: T) => Promise<U>): Promise<Attempts<U>> =>
  attemptAll(items, work, 1);

async function attemptAll<T, U>(
  items: readonly T[],
  work: (item: T) => Promise<U>,
  width: number,
): Promise<Attempts<U>> {
  const done: U[] = [];
  const failed: unknown[] = [];
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) {
      const [result] = await Promise.allSettled([work(item)]);
      if (result === undefined) continue;
      if (result.status === 'fulfilled') done.push(result.value);
      else failed.push(result.reason);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return { done, failed };
}

export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** What is given to one turn runs alone, in the order in which it came. */
export function createTurn(): Turn {
  let before: Promise<unknown> = Promise.resolve();
  return (work) => {
    const own = before.then(work, work);
    before = own;
    return own;
  };
}

/** @throws an error that names the first failure and counts the others */
export function throwIfFailed(failed: readonly unknown[], what: string): void {
  const [first] = failed;
  if (first === undefined) return;
  const reason = first instanceof Error ? `${first.name}: ${first.message}` : String(first);
  throw new AggregateError(failed, `${failed.length} ${what} failed, the first with ${reason}`);
}
