import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Compares with the file, which UPDATE_GOLDEN=1 writes anew: read the difference as prose before it is committed. */
export function expectGolden(folder: string, name: string, text: string): void {
  const file = join(process.cwd(), 'test', folder, 'golden', name);
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, text);
  expect(existsSync(file) ? readFileSync(file, 'utf8') : `no golden file ${file}`).toBe(text);
}
