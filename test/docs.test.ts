/** What the pages promise exists. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './command-line/run.ts';

const root = join(__dirname, '..');
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pagesIn('docs'), ...pagesIn('docs/checks')];
const read = (path: string) => readFileSync(join(root, path), 'utf8');

function pagesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

test.each(pages)('every link in %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, path]) => path ?? '');
  expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
});

const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts;

test.each(pages)('every npm script in %s exists', (page) => {
  const named = [...read(page).matchAll(/\bnpm run ([a-z0-9:]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test.each(pages)('every command and option of tga in %s exists', async (page) => {
  const lines = [...read(page).matchAll(/\btga ([a-z]+)([^\n`|]*)/g)];
  for (const [, command = '', rest = ''] of lines) {
    if (!COMMANDS.includes(command)) continue;
    const { out } = await run([command, '--help']);
    for (const [option] of rest.replace(/#.*/, '').matchAll(/--[a-z-]+/g)) expect(out).toContain(option);
  }
});

test('the architecture page has every folder of lib in its table', () => {
  const folders = readdirSync(join(root, 'lib'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const table = read('docs/architecture.md').split('## Folders')[1] ?? '';
  expect(folders.map(({ name }) => name).filter((name) => !table.includes(`\`lib/${name}\``))).toEqual([]);
});

const COMMANDS = ['audit', 'collect', 'path', 'checks', 'explain', 'findings', 'incidents', 'demo'];

test('the two commands at the top of the README set up and do the job', () => {
  const top = read('README.md').split('\n').slice(0, 12).join('\n');
  expect(top).toContain('npm ci && npm run demo');
  expect(top).toContain('npm ci && npm test');
});

test('the examples are snapshots, and the broken one is what the README shows', async () => {
  const width = 110;
  const { out, code } = await run(['audit', '--snapshot', join(root, 'examples/broken.json')], { columns: width });
  expect(code).toBe(1);
  const [, ...body] = out.trimEnd().split('\n');
  expect(read('README.md')).toContain(body.join('\n'));
  expect((await run(['audit', '--snapshot', join(root, 'examples/healthy.json')])).code).toBe(0);
});
