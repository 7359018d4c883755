/** Replacing one record of a list while sharing all others. */
import { type Application, applied, refused } from './application.ts';

/** The list with one record changed, or why it could not be. */
export function replaceRecord<T>(
  records: readonly T[] | undefined,
  isIt: (record: T) => boolean,
  name: string,
  changeIt: (record: T) => Application<T>,
): Application<T[]> {
  const at = records?.findIndex(isIt) ?? -1;
  const record = records?.[at];
  if (records === undefined || record === undefined) return refused(`${name} is not in the snapshot`);
  const result = changeIt(record);
  return result.applicable ? applied(records.with(at, result.after)) : result;
}
