/** Closes the records of what is not there to be audited any more. */
import { throwIfFailed } from './in-parallel.ts';
import { lookForGone, readRecords } from './look.ts';
import { momentOf, type Recording, recordGroups } from './record-groups.ts';

export interface Gone extends Recording {
  readonly accountId: string;
  readonly region: string;
  /** ISO time at which AWS said so: what was recorded after it stays. */
  readonly at: string;
}

/** Target groups that a complete listing of the region does not have. */
export async function recordTargetGroupsGone(gone: Gone & { readonly targetGroups: readonly string[] }): Promise<void> {
  await recordGone(gone, 'the target group was deleted', gone.targetGroups);
}

/** A region that is not audited any more: disabled for the account, or taken out of the settings. */
export async function recordRegionGone(gone: Gone): Promise<void> {
  await recordGone(gone, `region ${gone.region} is no longer audited`);
}

async function recordGone(gone: Gone, because: string, targetGroups?: readonly string[]): Promise<void> {
  const records = await readRecords(gone.store, gone.accountId, gone.region);
  const which = targetGroups?.filter((arn) => records.targetGroups.has(arn)) ?? [...records.targetGroups];
  const seen = which.map((arn) => lookForGone(arn, records, because));
  const { failed } = await recordGroups(seen, records, gone, momentOf(gone.at, gone.settings));
  throwIfFailed(failed, `of the writes and messages about what is gone from ${gone.region}`);
}
