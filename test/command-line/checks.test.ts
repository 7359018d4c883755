import { CHECKS } from '../../lib/checks/index.ts';
import { run } from './run.ts';

test('checks lists every check once', async () => {
  const { code, out } = await run(['checks']);
  expect(code).toBe(0);
  for (const { id } of CHECKS) expect(out.split('\n').filter((line) => line.startsWith(`  ${id} `))).toHaveLength(1);
});

test('checks --format json is data', async () => {
  const listed = JSON.parse((await run(['checks', '--format', 'json'])).out);
  expect(listed.map(({ id }: { id: string }) => id)).toEqual(CHECKS.map(({ id }) => id));
});

test.each(CHECKS.map(({ id, title }) => [id, title]))('explain %s shows its page', async (id, title) => {
  const { code, out } = await run(['explain', id]);
  expect(code).toBe(0);
  expect(out).toContain(title);
  expect(out).toContain('How to fix it');
});
