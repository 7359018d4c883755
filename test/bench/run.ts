/** Runs the benches beside it: `npm run bench`, or `npm run bench -- network` for one. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

interface Bench {
  /** Measures, and answers in lines for people. */
  readonly bench?: () => readonly string[] | Promise<readonly string[]>;
}

const here = dirname(fileURLToPath(import.meta.url));
const [wanted] = process.argv.slice(2);
const names = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts' && !file.endsWith('.test.ts'))
  .map((file) => file.replace(/\.ts$/, ''));

if (wanted !== undefined && !names.includes(wanted)) {
  console.error(`no bench "${wanted}"; there are: ${names.join(', ')}`);
  process.exit(2);
}

for (const name of names.filter((each) => wanted === undefined || each === wanted)) {
  const { bench }: Bench = await import(pathToFileURL(join(here, `${name}.ts`)).href);
  if (bench === undefined) continue;
  console.log(name);
  for (const line of await bench()) console.log(`  ${line}`);
}
