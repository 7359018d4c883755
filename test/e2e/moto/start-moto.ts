import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A target as ELB is to report it. Without a state it is as moto itself sees it again. */
export interface InjectedHealth {
  readonly targetGroupArn: string;
  readonly id: string;
  readonly port?: number;
  readonly state?: string;
  readonly reason?: string;
  readonly description?: string;
}

export interface Moto {
  readonly endpoint: string;
  readonly accountId: string;
  injectHealth(targets: readonly InjectedHealth[]): Promise<void>;
  stop(): Promise<void>;
}

/** moto is not on this machine. The message says how to get it. */
export class MotoMissingError extends Error {
  override readonly name = 'MotoMissingError';
}

const HOW_TO_GET_IT = "the end-to-end tests need moto, which is not here: pip install 'moto[server]==5.2.1'";
const MISSING_EXIT = 3;
const READY_WITHIN_MILLIS = 60_000;
const SERVER = fileURLToPath(new URL('moto_server.py', import.meta.url));

/** What the SDK and the CDK CLI need to take moto for AWS. */
export function motoEnvironment(endpoint: string, region: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_SESSION_TOKEN: 'testing',
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** Starts moto on a free port of this machine. @throws MotoMissingError */
export async function startMoto(python = process.env.PYTHON ?? 'python3'): Promise<Moto> {
  const port = await freePort();
  const server = spawn(python, [SERVER, '-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: withoutAws(process.env),
  });
  // By name and not by number: moto takes the first label of an S3 host for a bucket.
  const endpoint = `http://localhost:${port}`;
  await untilReady(server, endpoint);
  return {
    endpoint,
    accountId: '123456789012',
    injectHealth: (targets) => post(`${endpoint}/moto-api/x/target-health`, targets),
    stop: () => stop(server),
  };
}

/** A port that is free now; 5060 and 5061, which fetch refuses, lie outside the ephemeral range. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

function untilReady(server: ChildProcess, endpoint: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    let settled = false;
    const settle = (finish: () => void) => {
      settled = true;
      clearTimeout(deadline);
      finish();
    };
    const deadline = setTimeout(() => {
      server.kill('SIGKILL');
      settle(() => reject(new Error(`moto was not ready within ${READY_WITHIN_MILLIS / 1000} s: ${said.trim()}`)));
    }, READY_WITHIN_MILLIS);
    server.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
    server.once('error', (cause) => settle(() => reject(new MotoMissingError(HOW_TO_GET_IT, { cause }))));
    server.once('exit', (code) => {
      if (settled) return;
      if (code === MISSING_EXIT) settle(() => reject(new MotoMissingError(`${HOW_TO_GET_IT} (${said.trim()})`)));
      else settle(() => reject(new Error(`moto ended with ${code}: ${said.trim()}`)));
    });
    const ask = async () => {
      const answer = await fetch(`${endpoint}/moto-api/`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (settled) return;
      if (answer?.ok) settle(resolve);
      else setTimeout(ask, 50);
    };
    void ask();
  });
}

function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGTERM');
    setTimeout(() => server.kill('SIGKILL'), 3000).unref();
  });
}

async function post(url: string, body: unknown): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}: ${await answer.text()}`);
}

/** moto plays AWS and asks nobody: settings of the person who runs it must not reach it. */
function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(kept), PYTHONWARNINGS: 'ignore' };
}
