import fc from 'fast-check';
import { toSubject } from '../../lib/notify/subject.ts';

test.each<[string, readonly string[], string]>([
  ['[high] orders-api: 1 of 4 unhealthy', ['sg-0a1'], '[high] orders-api: 1 of 4 unhealthy (sg-0a1)'],
  ['[high] orders-api', [], '[high] orders-api'],
  ['[high] orders-api', [''], '[high] orders-api'],
  ['[high] café – “two”\nlines', [], '[high] cafe - "two" lines'],
  ['[high] 注文', [], '[high] ??'],
  ['x'.repeat(120), ['never'], `${'x'.repeat(96)}...`],
  ['x'.repeat(80), ['a cause without room', 'path-not-found'], `${'x'.repeat(80)} (path-not-found)`],
  ['x'.repeat(90), ['a cause without room', 'path-not-found'], 'x'.repeat(90)],
])('%j with %j', (head, tails, subject) => {
  expect(toSubject(head, tails)).toBe(subject);
});

test('whatever goes in, SNS takes what comes out', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      (head, tail) => {
        expect(toSubject(`[high] ${head}`, [tail])).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
      },
    ),
  );
});
