/** The catalogue as a whole: a check is one file, one line in the registry, one page, one test. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Check } from '../../lib/checks/define-check.ts';
import { CHECKS } from '../../lib/checks/index.ts';
import { CATEGORIES, renderCatalogue, renderCheckPage } from '../../lib/report/catalogue.ts';

const root = join(__dirname, '../..');
const folders = Object.keys(CATEGORIES).filter((category) => existsSync(join(root, 'lib/checks', category)));
const files = folders.flatMap((category) =>
  readdirSync(join(root, 'lib/checks', category)).map((name) => ({ category, id: basename(name, '.ts') })),
);
const checkIn = ({ category, id }: { category: string; id: string }): Check | undefined =>
  require(join(root, 'lib/checks', category, `${id}.ts`)).default;
const checkFiles = files.filter((file) => checkIn(file) !== undefined);

const each = CHECKS.map((check) => [check.id, check] as const);
const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('every file with a check is registered, and nothing else is', () => {
  expect(checkFiles.map(({ id }) => id).sort()).toEqual(CHECKS.map(({ id }) => id).sort());
});

test.each(checkFiles.map((file) => [file.id, file] as const))('%s is named as its file and folder', (id, file) => {
  expect(checkIn(file)).toMatchObject({ id, category: file.category });
});

test('ids, present and former, name one check each', () => {
  const ids = CHECKS.flatMap(({ id, formerIds = [] }) => [id, ...formerIds]);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(each)('%s is a noun phrase in kebab-case of at most six words', (id) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+){1,5}$/);
});

test.each(each)('%s has a title for one line, without a full stop', (_, { title }) => {
  expect(title.length).toBeGreaterThan(10);
  expect(title.length).toBeLessThanOrEqual(90);
  expect(title).toMatch(/^[A-Z`0-9/][^\n]*[^.!\s]$/);
});

test.each(each)('%s says why and how in one to three sentences, without exclamation marks', (_, { why, fix }) => {
  for (const text of [why, fix]) {
    expect(text).toMatch(/^[A-Z`0-9].*\.$/s);
    expect(text).not.toContain('!');
    expect(text).not.toMatch(/\bplease\b|\bseems?\b/i);
    expect(text.length).toBeLessThanOrEqual(400);
  }
});

test.each(each)('%s refers to a page of AWS, or of what runs behind it', (_, { reference }) => {
  expect(reference).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|repost\.aws|aws\.amazon\.com|kubernetes\.io)\//);
});

test.each(each)('%s has an up-to-date page', (id, check) => {
  expect(read(`docs/checks/${id}.md`)).toBe(renderCheckPage(check));
});

test('the table of pages is up to date', () => {
  expect(read('docs/checks/README.md')).toBe(renderCatalogue(CHECKS));
});

test.each(each)('%s has a test of its own', (id, { category }) => {
  expect(existsSync(join(root, `test/checks/${category}/${id}.test.ts`))).toBe(true);
});
