/** Writes the pages and examples that are made from code. With --check it writes nothing and fails on what is stale. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generatedFiles, generatedFolders } from './generated-files.ts';

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const files = generatedFiles((path) => read(path) ?? '');
const stale = [...files].filter(([path, content]) => read(path) !== content).map(([path]) => path);
const left = generatedFolders.flatMap((folder) =>
  (read(`${folder}/README.md`) === undefined ? [] : readdirSync(folder))
    .map((name) => `${folder}/${name}`)
    .filter((path) => !files.has(path)),
);

if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} is stale: run \`npm run docs\``);
  for (const path of left) console.error(`${path} belongs to nothing: run \`npm run docs\``);
  process.exitCode = stale.length + left.length > 0 ? 1 : 0;
} else {
  for (const path of stale) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, files.get(path) ?? '');
  }
  for (const path of left) rmSync(path);
  console.log(`${files.size} files, ${stale.length} written, ${left.length} removed`);
}
