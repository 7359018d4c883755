import fc from 'fast-check';
import {
  firstLines,
  formatCount,
  renderColumns,
  truncate,
  widthOf,
  wrap,
  wrapCommand,
} from '../../lib/report/layout.ts';
import { nameTargets } from '../../lib/report/target-names.ts';

test.each([
  [0, '0'],
  [999, '999'],
  [2931, '2,931'],
  [1234567, '1,234,567'],
])('%d is written %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

test('wrapped text keeps its words, and lines keep within the width where words allow', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z0-9/-]{1,12}$/)), fc.integer({ min: 12, max: 60 }), (words, width) => {
      const lines = wrap(words.join(' '), width);
      expect(lines.join(' ')).toBe(words.join(' '));
      expect(lines.every((line) => widthOf(line) <= width)).toBe(true);
    }),
  );
});

test('a command that was wrapped is the same command to a shell', () => {
  const word = fc.constantFrom('--group-id sg-0a1', "--filters 'Name=a --b,Values=c'", '--no-dry-run', '"two --words"');
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 20, max: 80 }), (words, width) => {
      const command = `aws ec2 do ${words.join(' ')}`;
      expect(
        wrapCommand(command, width)
          .join('\n')
          .replaceAll(/ \\\n +/g, ' '),
      ).toBe(command);
    }),
  );
});

test('a command of several lines stays so', () => {
  expect(wrapCommand('first\nsecond', 80)).toEqual(['first', 'second']);
});

test('columns stand in line and the last one wraps beneath itself', () => {
  const rows = [
    [{ text: 'a' }, { text: 'one two three four five six seven' }],
    [{ text: 'longer' }, { text: 'short' }],
  ];
  expect(renderColumns(rows, 34)).toEqual(['a       one two three four five', '        six seven', 'longer  short']);
});

test('what is cut ends in an ellipsis', () => {
  expect(truncate('target-group', 8)).toBe('target-…');
  expect(truncate('group', 8)).toBe('group');
  expect(firstLines(['one', 'two', 'three'], 2, 6)).toEqual(['one', 'two t…']);
});

const ids = (count: number, port?: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `i-${at}`, ...(port === undefined ? {} : { port }) }));

test.each([
  ['a shared port is said once', ids(2, 8080), 'i-0 i-1 :8080'],
  ['many targets are counted', ids(39, 80), 'i-0 i-1 i-2 i-3 i-4 i-5 … and 33 more :80'],
  ['one too many is named rather than counted', ids(7), 'i-0 i-1 i-2 i-3 i-4 i-5 i-6'],
  ['ports that differ stand with their target', [...ids(1, 80), ...ids(1, 81)], 'i-0:80 i-0:81'],
  ['no target is no name', [], ''],
  [
    'a function goes by its name',
    [{ id: 'arn:aws:lambda:eu-west-1:123456789012:function:webhooks:live' }],
    'webhooks:live',
  ],
  [
    'a load balancer goes by its name',
    [{ id: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/inner/50dc6c495c0c9188', port: 443 }],
    'inner :443',
  ],
])('%s', (_, targets, expected) => {
  expect(nameTargets(targets)).toBe(expected);
});
