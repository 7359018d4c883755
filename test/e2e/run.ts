/**
 * Runs every `*.e2e.ts` against one account on moto. `npm run test:e2e -- deployed` runs those whose name holds the word.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { EndToEndPart } from './context.ts';
import { buildAccount } from './moto/build-account.ts';
import { type Moto, MotoMissingError, motoEnvironment, startMoto } from './moto/start-moto.ts';

interface Part {
  readonly name: string;
  readonly run: EndToEndPart;
}

const REGION = 'us-east-1';
const here = dirname(fileURLToPath(import.meta.url));

async function loadParts(word: string): Promise<readonly Part[]> {
  const files = readdirSync(here).filter((file) => file.endsWith('.e2e.ts') && file.includes(word));
  return Promise.all(files.sort().map((file): Promise<Part> => import(pathToFileURL(join(here, file)).href)));
}

async function runParts(moto: Moto, parts: readonly Part[]): Promise<number> {
  let passed = 0;
  let failed = 0;
  const account = await buildAccount(moto.endpoint, REGION);
  for (const { name, run } of parts) {
    const started = performance.now();
    const say = (line: string) => {
      passed += 1;
      console.log(`ok - ${name}: ${line}`);
    };
    const { endpoint, accountId, injectHealth } = moto;
    const [outcome] = await Promise.allSettled([
      run({ endpoint, accountId, injectHealth, region: REGION, account, say }),
    ]);
    if (outcome.status === 'rejected') {
      failed += 1;
      console.log(`not ok - ${name}: ${describe(outcome.reason)}`);
    }
    console.log(`# ${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

const describe = (reason: unknown): string =>
  reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);

/** Without moto there is nothing to test: a developer is told, CI fails. */
async function startOrSkip(): Promise<Moto | undefined> {
  const [start] = await Promise.allSettled([startMoto()]);
  if (start.status === 'fulfilled') return start.value;
  if (!(start.reason instanceof MotoMissingError)) throw start.reason;
  const isCi = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false';
  console.log(`${isCi ? 'not ok' : 'skipped'} - ${start.reason.message}`);
  if (isCi) process.exitCode = 1;
  return undefined;
}

const moto = await startOrSkip();
if (moto !== undefined) {
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) delete process.env[name];
  Object.assign(process.env, motoEnvironment(moto.endpoint, REGION), { NODE_NO_WARNINGS: '1' });
  const scratch = mkdtempSync(join(tmpdir(), 'auditor-e2e-'));
  process.env.TMPDIR = scratch;
  try {
    if ((await runParts(moto, await loadParts(process.argv[2] ?? ''))) > 0) process.exitCode = 1;
  } finally {
    await moto.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}
