// Bundles the command line into dist/tga.mjs, so that an installed package needs no TypeScript at run time.
import { build } from 'esbuild';

await build({
  entryPoints: ['bin/tga.ts'],
  outfile: 'dist/tga.mjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
