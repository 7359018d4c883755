/** Runs a function as it was deployed: its bundle out of S3, its environment out of Lambda, in a process of its own. */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { motoEnvironment } from './moto/start-moto.ts';

export interface DeployedFunction {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Where its bundle was unpacked. */
  readonly directory: string;
}

export interface Invocation {
  readonly result: unknown;
  /** The lines of JSON that it wrote. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: { readonly Code?: { readonly S3Key?: string } } }>
  >;
}

/** The stack's functions, by the word in their logical id: `Plan`, `Audit`, `Digest`. */
export async function loadFunctions(
  stackName: string,
  endpoint: string,
  bucket: string,
): Promise<Readonly<Record<string, DeployedFunction>>> {
  const cloudFormation = new CloudFormationClient({});
  const { TemplateBody } = await cloudFormation.send(new GetTemplateCommand({ StackName: stackName }));
  const { Resources }: Template = JSON.parse(TemplateBody ?? '{}');
  const { StackResources = [] } = await cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: stackName }),
  );
  const functions = StackResources.filter(({ ResourceType }) => ResourceType === 'AWS::Lambda::Function');
  const loaded = await Promise.all(
    functions.map(async ({ LogicalResourceId = '', PhysicalResourceId = '' }) => {
      const key = Resources[LogicalResourceId]?.Properties?.Code?.S3Key ?? '';
      const role = /^Sweep(Plan|Audit|Digest)/.exec(LogicalResourceId)?.[1] ?? LogicalResourceId;
      return [role, await load(PhysicalResourceId, `${endpoint}/${bucket}/${key}`)] as const;
    }),
  );
  return Object.fromEntries(loaded);
}

/** moto lets nobody read a bucket anonymously, and does not look at the signature. */
const SIGNED =
  'AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none';

async function load(name: string, url: string): Promise<DeployedFunction> {
  const { Environment } = await new LambdaClient({}).send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  const answer = await fetch(url, { headers: { Authorization: SIGNED } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const directory = await mkdtemp(join(tmpdir(), 'auditor-bundle-'));
  const archive = join(directory, 'bundle.zip');
  await writeFile(archive, Buffer.from(await answer.arrayBuffer()));
  // Python is there, for moto is; unzip may not be.
  await promisify(execFile)(process.env.PYTHON ?? 'python3', ['-m', 'zipfile', '-e', archive, directory]);
  return { name, directory, variables: Environment?.Variables ?? {} };
}

const INVOKE = `
const { handler } = await import(process.argv[1]);
process.once('message', async (event) => {
  process.send({ result: await handler(event) }, () => process.disconnect());
});
process.send('ready');
`;

/** @throws what the handler throws */
export function invoke(fn: DeployedFunction, event: unknown, endpoint: string, region: string): Promise<Invocation> {
  return new Promise((resolve, reject) => {
    const bundle = pathToFileURL(join(fn.directory, 'index.mjs')).href;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', INVOKE, bundle], {
      env: { ...motoEnvironment(endpoint, region), NODE_NO_WARNINGS: '1', ...fn.variables },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Events as they are: the default would turn them into JSON and lose nothing but time.
      serialization: 'json',
    });
    let written = '';
    let complained = '';
    let answer: { readonly result?: unknown } | undefined;
    child.stdout?.on('data', (chunk: Buffer) => {
      written += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      complained += chunk.toString();
    });
    child.on('message', (message) => {
      if (message === 'ready') child.send(event as object);
      else answer = message as { readonly result?: unknown };
    });
    child.once('error', reject);
    child.once('close', () => {
      if (answer === undefined) return reject(new Error(`${fn.name} failed: ${complained.trim()}`));
      const lines = written.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
      resolve({ result: answer.result, lines });
    });
  });
}
