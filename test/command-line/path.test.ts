import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoActs } from '../../lib/demo/acts.ts';
import { run } from './run.ts';

const [healthy, broken] = demoActs().map(({ snapshot }) => JSON.stringify(snapshot));
const root = join(__dirname, '../..');
const questions = join(root, 'examples/questions.json');

const path = (input: string | undefined, ...argv: readonly string[]) =>
  run(['path', '--snapshot', '-', ...argv], { input: input ?? '' });

const targetOf = (name: string): string => {
  const [region] = JSON.parse(healthy ?? '').regions;
  const group = region.targetGroups.find((each: { TargetGroupName: string }) => each.TargetGroupName === name);
  return region.targetHealth[group.TargetGroupArn][0].Target.Id;
};

test('one path is drawn control by control, there and back, with the break marked', async () => {
  const { code, out } = await path(broken, 'orders-api', targetOf('orders-api'));
  expect(code).toBe(0);
  expect(out).toMatch(/tcp\/8080 {2}BLOCKED/);
  expect(out.match(/✗/g)).toHaveLength(1);
  expect(out).toMatch(/^ {2}back/m);
});

test('--expect makes it an assertion', async () => {
  const ends = ['shop-public', targetOf('orders-api'), '--port', '8080', '--expect', 'allowed'];
  expect((await path(healthy, ...ends)).code).toBe(0);
  expect((await path(broken, ...ends)).code).toBe(1);
});

test('--format json has a verdict and all eight controls', async () => {
  const { out } = await path(broken, 'shop-public', 'orders-api', '--format', 'json');
  const traces = JSON.parse(out);
  expect(traces).toHaveLength(4);
  expect(traces[0]).toMatchObject({ from: 'shop-public', verdict: 'blocked' });
  expect(traces[0].steps).toHaveLength(8);
});

test('questions that are met exit with 0, and one that is not with 1', async () => {
  const met = await path(healthy, '--questions', questions);
  expect({ code: met.code, marks: met.out.match(/✗/g) }).toEqual({ code: 0, marks: null });
  const unmet = await path(broken, '--questions', questions);
  expect({ code: unmet.code, marks: unmet.out.match(/✗/g)?.length }).toEqual({ code: 1, marks: 1 });
  expect(unmet.out).toContain('4 answers: 3 as expected, 1 not');
});

test('answers as JSON come in the order of the questions', async () => {
  const asked = JSON.parse(readFileSync(questions, 'utf8'));
  const answers = JSON.parse((await path(healthy, '--questions', questions, '--format', 'json')).out);
  expect(answers.map(({ id }: { id: string }) => id)).toEqual(asked.map(({ id }: { id: string }) => id));
  expect(answers.every(({ met }: { met: boolean }) => met)).toBe(true);
});

test('a question about what the snapshot does not hold is undetermined and says what is missing', async () => {
  const input = JSON.stringify([
    { from: { instance: 'i-0dead' }, to: { ip: '10.20.10.10' }, protocol: 'tcp', port: 1 },
  ]);
  const file = join(root, 'examples/healthy.json');
  const { code, out } = await run(['path', '--questions', '-', '--snapshot', file, '--format', 'json'], { input });
  expect(code).toBe(0);
  expect(JSON.parse(out)[0]).toMatchObject({ verdict: 'undetermined' });
  expect(out).toContain('i-0dead');
});

test.each<[name: string, argv: readonly string[], line: RegExp]>([
  ['one end only', ['shop-public'], /path needs two ends/],
  ['an unknown end', ['order-api', '10.20.10.10'], /"order-api" is no load balancer.*did you mean orders-api/],
  ['a port that is none', ['a', 'b', '--port', '99999'], /--port must be a number from 1 to 65535; got "99999"/],
  ['a protocol that is none', ['a', 'b', '--protocol', 'http'], /--protocol must be tcp, udp/],
  ['an address that is none', ['a', 'b', '--client-ip', '10.0.0'], /--client-ip must be an IPv4 or IPv6 address/],
  ['questions and two ends', ['a', 'b', '--questions', questions], /leave out "a"/],
  ['questions and snapshot both from standard input', ['--questions', '-'], /only one of --questions and --snapshot/],
  ['questions that are no list', ['--questions', join(root, 'package.json')], /questions must be a list of questions/],
  ['questions that are no JSON', ['--questions', join(root, 'README.md')], /README\.md: not JSON/],
])('%s is one line and exit code 2', async (_, argv, line) => {
  const { code, out, err } = await path(healthy, ...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(line);
  expect(err).toMatch(/^tga: [^\n]+\n$/);
});
