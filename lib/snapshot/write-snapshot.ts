import type { Snapshot } from './snapshot.ts';

/** The text of a snapshot file, one JSON document that ends in a newline. */
export function renderSnapshot(snapshot: Snapshot): string {
  return `${JSON.stringify(snapshot, undefined, 2)}\n`;
}
