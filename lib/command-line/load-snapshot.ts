import { readFile } from 'node:fs/promises';
import { readSnapshot } from '../snapshot/read-snapshot.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Terminal } from './terminal.ts';

/** A file, or standard input for `-`. What cannot be read or is no snapshot is thrown as it is: describeError says it. */
export async function loadSnapshot(path: string, terminal: Terminal): Promise<Snapshot> {
  if (path === '-') return readSnapshot(await terminal.readStandardInput(), 'standard input');
  return readSnapshot(await readFile(path, 'utf8'), path);
}
