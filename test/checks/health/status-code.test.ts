import { accepts, canAccept, codesIn, widened } from '../../../lib/checks/health/status-code.ts';

test.each([
  ['Health checks failed with these codes: [404]', [404]],
  ['Health checks failed with these codes: [404, 503]', [404, 503]],
  ['Health checks failed with these codes: [502,502]', [502]],
  ['Health checks failed with these codes: [12]', [12]],
  ['Request timed out', []],
  ['[nothing]', []],
  [undefined, []],
])('codes in %j', (description, codes) => {
  expect(codesIn(description)).toEqual(codes);
});

test.each([
  ['200', 200, true],
  ['200,202', 202, true],
  ['200-299', 250, true],
  ['200-299', 300, false],
  ['200, 301-302', 302, true],
  ['0-99', 12, true],
  ['12', 0, false],
  ['', 200, false],
  ['nonsense', 200, false],
])('%j accepts %d: %s', (codes, code, expected) => {
  expect(accepts(codes, code)).toBe(expected);
});

test.each([
  ['application', 429, true],
  ['application', 500, false],
  ['network', 500, true],
  ['gateway', 404, false],
] as const)('a matcher of %s may hold %d: %s', (type, code, expected) => {
  expect(canAccept({ kind: 'http', codes: '200' }, type, code)).toBe(expected);
});

test('a matcher is widened by just what it lacks', () => {
  expect(widened('200-299', [204, 429])).toBe('200-299,429');
});
