// Bundles the command line into dist/, so that an installed package needs no TypeScript at run time.
// Split into chunks: what a command does not use (AWS's SDK, the embedded table) is not loaded for it.
import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const outdir = process.argv[2] ?? 'dist';
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: ['bin/tga.ts'],
  outdir,
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
await chmod(`${outdir}/tga.mjs`, 0o755);
