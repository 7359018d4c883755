/** Brings the stored findings in line with what a sweep saw of them. */
import { type FindingChange, type FindingSight, nextFinding } from '../audit/compare.ts';
import type { FindingRecord } from '../audit/finding-record.ts';
import type { Moment } from '../audit/lifecycle-settings.ts';
import type { Store } from '../store/store.ts';

export interface SeenFinding {
  readonly targetGroup: string;
  readonly check: string;
  /** As the index has it. */
  readonly current: FindingRecord | undefined;
  readonly sight: FindingSight;
}

/** Overlapping sweeps may come first a few times, but each time they leave less to do. */
export const MOST_ATTEMPTS = 20;

export async function recordFinding(
  store: Store,
  { targetGroup, check, current, sight }: SeenFinding,
  moment: Moment,
): Promise<FindingChange | 'unchanged'> {
  let known = current;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const next = nextFinding(known, sight, moment);
    if (next === undefined) return 'unchanged';
    if (await store.putFinding(next.record, known)) return next.change;
    known = await store.readFinding(targetGroup, check);
  }
  throw new Error(
    `finding ${check} of ${targetGroup} was changed by others ${MOST_ATTEMPTS} times while it was written`,
  );
}
