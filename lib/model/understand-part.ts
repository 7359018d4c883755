import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { PREFIX_LIST_ENTRIES_ACTION, SNAPSHOT_PARTS, type SnapshotPart } from '../snapshot/snapshot.ts';
import { type Gathered, type Index, known, notKnown } from './gathered.ts';

/**
 * Why a part of the snapshot, or one resource of it, is not known: a recorded error of its API, or that it was not
 * collected. Undefined where it is known.
 */
export function reasonUnread(region: RegionSnapshot, part: SnapshotPart, resource?: string): string | undefined {
  const actions = actionsOf(part);
  const error = region.errors?.find(
    ({ api, resource: about }) =>
      actions.some((action) => operationOf(api) === operationOf(action)) &&
      (about == null || about === '' || about === resource),
  );
  if (error) {
    const action = actions.find((each) => operationOf(each) === operationOf(error.api)) ?? error.api;
    return `${action}: ${error.code ?? error.message ?? 'failed'}`;
  }
  return region[part] === undefined ? `${part} were not collected (${SNAPSHOT_PARTS[part]})` : undefined;
}

/** Prefix lists are listed by one call and filled by another. */
const actionsOf = (part: SnapshotPart): readonly string[] =>
  part === 'prefixLists' ? [SNAPSHOT_PARTS[part], PREFIX_LIST_ENTRIES_ACTION] : [SNAPSHOT_PARTS[part]];

export function operationOf(api: string): string {
  return api.slice(api.lastIndexOf(':') + 1);
}

/** A list of the snapshot as a whole. */
export function gatherPart<T>(
  region: RegionSnapshot,
  part: SnapshotPart,
  list: readonly T[] | undefined,
): Gathered<readonly T[]> {
  const reason = reasonUnread(region, part);
  return reason === undefined ? known(list ?? []) : notKnown(reason);
}

/** One entry of a member that is keyed by ARN. An entry that is missing was not collected. */
export function gatherEntry<T>(
  region: RegionSnapshot,
  part: SnapshotPart,
  entries: Readonly<Record<string, T>> | undefined,
  arn: string,
): Gathered<T> {
  const reason = reasonUnread(region, part, arn);
  if (reason !== undefined) return notKnown(reason);
  const entry = entries === undefined ? undefined : Object.hasOwn(entries, arn) ? entries[arn] : undefined;
  return entry === undefined
    ? notKnown(`${part} of ${arn} were not collected (${SNAPSHOT_PARTS[part]})`)
    : known(entry);
}

/** Records by id. The first of two records with one id is kept. */
export function indexPart<R, T>(
  region: RegionSnapshot,
  part: SnapshotPart,
  noun: string,
  records: readonly R[] | undefined,
  idOf: (record: R) => string,
  convert: (record: R) => T,
): Index<T> {
  const unread = reasonUnread(region, part);
  if (unread !== undefined) {
    const reason = notKnown(unread);
    return { all: reason, find: () => reason };
  }
  const byId = new Map<string, T>();
  for (const record of records ?? []) if (!byId.has(idOf(record))) byId.set(idOf(record), convert(record));
  const all = known([...byId.values()]);
  return {
    all,
    find(id) {
      const reason = reasonUnread(region, part, id);
      if (reason !== undefined) return notKnown(reason);
      const record = byId.get(id);
      return record === undefined ? notKnown(`${noun} ${id} is not in the snapshot`) : known(record);
    },
  };
}

export function mapOf(
  pairs: readonly { readonly Key: string; readonly Value?: string | null | undefined }[] | null | undefined,
): ReadonlyMap<string, string> {
  return new Map((pairs ?? []).map(({ Key, Value }) => [Key, Value ?? '']));
}

/** AWS's texts without the empty and missing ones. */
export function texts(values: readonly (string | null | undefined)[] | null | undefined): readonly string[] {
  return (values ?? []).filter((value): value is string => value != null && value !== '');
}
