/** The tests of the store and of recording sweeps, which otherwise run on dynalite, on moto's DynamoDB. */
import { spawn } from 'node:child_process';
import type { EndToEndContext } from './context.ts';

export const name = 'store';

/** moto answers one request at a time, some milliseconds each. */
const PATIENCE = ['--testTimeout=120000', '--maxWorkers=2'];
const SUITES = ['test/store', 'test/sweep/record-sweep', 'test/sweep/deliver'];

export async function run({ endpoint, say }: EndToEndContext): Promise<void> {
  const { code, output } = await runJest(['--json', '--silent', ...PATIENCE, ...SUITES], {
    FINDINGS_TABLE_ENDPOINT: endpoint,
  });
  const report = output.slice(output.indexOf('{'));
  if (code !== 0) throw new Error(`the store's tests fail on moto:\n${failuresIn(report)}`);
  const { numPassedTests } = JSON.parse(report) as { readonly numPassedTests: number };
  if (numPassedTests === 0) throw new Error(`jest found no tests in ${SUITES.join(', ')}`);
  say(`${numPassedTests} tests of the store and of recording sweeps hold on moto's DynamoDB too`);
}

interface JestReport {
  readonly testResults: readonly { readonly message: string }[];
}

function failuresIn(report: string): string {
  const { testResults } = JSON.parse(report) as JestReport;
  return testResults.map(({ message }) => message).join('\n');
}

async function runJest(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const jest = spawn(process.execPath, ['node_modules/jest/bin/jest.js', ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  jest.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => jest.on('close', resolve));
  return { code, output };
}
