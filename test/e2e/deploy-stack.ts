/** Deploys the stack with the real CDK CLI. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const STACK_NAME = 'TargetGroupAuditor';

export interface Deployment {
  readonly outputs: Readonly<Record<string, string>>;
  /** `-c` options of the CLI, for the destruction to see the same app. */
  readonly options: readonly string[];
}

/** Settings by name, as `-c` takes them. */
export async function deployStack(
  accountId: string,
  region: string,
  settings: Readonly<Record<string, string>>,
): Promise<Deployment> {
  const directory = await mkdtemp(join(tmpdir(), 'auditor-deploy-'));
  const outputsFile = join(directory, 'outputs.json');
  const context = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const options = [...context, '--output', join(directory, 'cdk.out')];
  // From a directory without an app, which would be synthesized for nothing.
  await cdk(directory, 'bootstrap', `aws://${accountId}/${region}`);
  // moto gives no outputs for change sets.
  const direct = ['--method=direct', '--require-approval', 'never', '--outputs-file', outputsFile];
  await cdk('.', 'deploy', STACK_NAME, ...direct, ...options);
  return { outputs: JSON.parse(await readFile(outputsFile, 'utf8'))[STACK_NAME], options };
}

export async function destroyStack({ options }: Deployment): Promise<void> {
  await cdk('.', 'destroy', STACK_NAME, '--force', ...options);
}

function cdk(cwd: string, ...args: readonly string[]): Promise<void> {
  return new Promise((done, reject) => {
    const child = spawn(resolve('node_modules/.bin/cdk'), [...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const keep = (chunk: Buffer) => {
      said += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? done() : reject(new Error(`cdk ${args[0]} ended with ${code}:\n${said}`)),
    );
  });
}
