import { clockSpan, clockTime, duration, sentence } from '../../lib/notify/page.ts';
import { minute } from '../support/audit-result.ts';

test.each([
  [0, '0 s'],
  [0.75, '45 s'],
  [14, '14 min'],
  [60, '1 h'],
  [200, '3 h 20 min'],
  [24 * 60, '1 d'],
  [52 * 60, '2 d 4 h'],
  [-5, '0 s'],
])('%d minutes are %s', (minutes, text) => {
  expect(duration(minute(0), minute(minutes))).toBe(text);
});

test('a time of another day says which', () => {
  expect(clockTime(minute(0), minute(60))).toBe('02:41 UTC');
  expect(clockTime(minute(0), minute(24 * 60))).toBe('2026-11-23 02:41 UTC');
  expect(clockSpan(minute(0), minute(14), minute(14))).toBe('02:41 to 02:55 UTC');
  expect(clockSpan(minute(0), minute(24 * 60), minute(24 * 60))).toBe('2026-11-23 02:41 UTC to 02:41 UTC');
});

test.each([
  ['the rule is gone', 'The rule is gone.'],
  ['sg-0a1 admits nothing', 'sg-0a1 admits nothing.'],
  ['Done.', 'Done.'],
  ['cut short…', 'Cut short…'],
])('%s as a sentence', (text, expected) => {
  expect(sentence(text)).toBe(expected);
});
