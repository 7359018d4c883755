import { readFile, stat } from 'node:fs/promises';
import { readSnapshot } from '../snapshot/read-snapshot.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** A file, or standard input for `-`. What cannot be read or is no snapshot is thrown as it is: describeError says it. */
export async function loadSnapshot(path: string, terminal: Terminal): Promise<Snapshot> {
  if (path === '-') return readSnapshot(await terminal.readStandardInput(), 'standard input');
  if ((await stat(path)).isDirectory()) throw new UsageError(`${path} is a directory; name a file`);
  return readSnapshot(await readFile(path, 'utf8'), path);
}
