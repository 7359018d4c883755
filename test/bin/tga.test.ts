/** The executable as it is installed: bundled, in a process of its own. */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');
// Within the repository, for a bundle finds its packages by where it lies.
const folder = mkdtempSync(join(root, 'node_modules/.tga-'));
const tga = join(folder, 'tga.mjs');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

beforeAll(() => {
  execFileSync('node', [join(root, 'scripts/bundle-tga.mjs'), folder], { cwd: root });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** With nothing of the machine's own AWS configuration. */
function runProcess(file: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const bare = { PATH: process.env.PATH ?? '', HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', ...env };
  return new Promise((resolve) => {
    execFile(file, argv, { cwd: root, env: bare, maxBuffer: 1 << 26 }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test('it can be run by its name, and says its version', async () => {
  expect(await runProcess(tga, ['--version'])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
});

test('a report read from a pipe is whole', async () => {
  const { code, out } = await runProcess('sh', [
    '-c',
    `cat examples/broken.json | ${tga} audit --snapshot - --format json`,
  ]);
  expect(JSON.parse(out)).toMatchObject({ schema: 'report/1' });
  expect(code).toBe(1);
});

test('a reader that goes away is no error', async () => {
  const { out, err } = await runProcess('sh', ['-c', `${tga} collect --help | true; ${tga} checks | head -1`]);
  expect({ lines: out.trim().split('\n').length, err }).toEqual({ lines: 1, err: '' });
});

test.each<[name: string, argv: readonly string[], env: Readonly<Record<string, string>>, line: RegExp]>([
  ['no region', ['audit'], {}, /^tga: no region: pass --region/],
  ['no credentials', ['audit', '--region', 'eu-west-1'], {}, /^tga: no credentials: set AWS_PROFILE/],
  [
    'an endpoint that cannot be reached',
    ['audit', '--region', 'eu-west-1'],
    { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
    /^tga: cannot reach http:\/\/127\.0\.0\.1:9 \(ECONNREFUSED\)/,
  ],
  [
    'an endpoint that is no URL',
    ['collect', '--region', 'eu-west-1'],
    { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL: 'nowhere' },
    /^tga: AWS_ENDPOINT_URL must be a URL/,
  ],
])('%s is one line and exit code 2', async (_, argv, env, line) => {
  const { code, out, err } = await runProcess(tga, argv, env);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(line);
  expect(err).toMatch(/^[^\n]+\n$/);
});
