import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { change, nextStep } from '../../lib/remedy/remedy.ts';
import { commandOf, commandsOf } from '../../lib/remedy/render-command.ts';
import { quote } from '../../lib/remedy/shell.ts';
import { CHANGES } from './changes.ts';

test.each(CHANGES.map((each) => [each.change.kind, each] as const))('%s is a command to paste', (_, each) => {
  expect(commandOf(change('eu-west-1', 'do it', each.change))).toBe(each.command);
});

test('changes that belong together run one after the other, and stop at the first that fails', () => {
  const [first, second] = CHANGES;
  if (first === undefined || second === undefined) throw new Error('there are changes');
  const remedy = change('eu-west-1', 'both', first.change, second.change);
  expect(commandsOf(remedy)).toEqual([first.command, second.command]);
  expect(commandOf(remedy)).toBe(`${first.command} && \\\n${second.command}`);
});

test('a next step is the command it was given, or none', () => {
  expect(commandsOf(nextStep('look', 'curl -v http://10.0.0.1/'))).toEqual(['curl -v http://10.0.0.1/']);
  expect(commandOf(nextStep('call the owner'))).toBe('');
});

test('a function without a version or alias needs no qualifier', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:hooks';
  const remedy = change('eu-west-1', '', {
    kind: 'add-lambda-permission',
    functionArn,
    targetGroupArn: 'arn:tg',
    statementId: 'elb',
  });
  expect(commandOf(remedy)).toContain(`--function-name ${functionArn} --statement-id elb`);
});

test('a shell reads back exactly what was quoted', () => {
  const word = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 20, maxLength: 40 }), (words) => {
      const script = `printf '%s\\0' ${words.map(quote).join(' ')}`;
      const read = execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
      expect(read.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 15 },
  );
});
