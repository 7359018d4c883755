import { run } from './run.ts';

const COMMANDS = ['audit', 'collect', 'path', 'checks', 'explain', 'findings', 'incidents', 'demo'];

test('the help of tga names every command', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const command of COMMANDS) expect(out).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
});

test.each(COMMANDS)('the help of %s has an example and ends well', async (command) => {
  const { code, out, err } = await run([command, '--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/Examples:\n {2}\$ tga /);
  expect(out).toContain('--no-color');
});

test('--version is the version', async () => {
  expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
});

test('without a command it shows how to use it, and exits with 2', async () => {
  const { code, out, err } = await run([]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('Usage: tga');
});
