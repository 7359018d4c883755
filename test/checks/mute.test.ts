import { isExpired, mutesCheck, readMuteTag } from '../../lib/checks/mute.ts';

const read = (value: string) => readMuteTag(new Map([['tga:mute', value]]));

test.each<[string, readonly string[] | '*', string | undefined, string | undefined]>([
  ['*', '*', undefined, undefined],
  ['all', '*', undefined, undefined],
  ['path-not-found', ['path-not-found'], undefined, undefined],
  ['path-not-found, no-route-back path-not-found', ['path-not-found', 'no-route-back'], undefined, undefined],
  ['all until=2026-12-01', '*', '2026-12-02T00:00:00.000Z', undefined],
  ['all,until=2026-12-01,reason=moving', '*', '2026-12-02T00:00:00.000Z', 'moving'],
  [
    'all reason=moving to the new cluster: OPS-12 until=2026-12-01',
    '*',
    '2026-12-02T00:00:00.000Z',
    'moving to the new cluster: OPS-12',
  ],
  ['all reason=', '*', undefined, undefined],
])('%s', (value, checks, until, reason) => {
  expect(read(value)).toEqual({ kind: 'mute', mute: { checks, until, reason } });
});

test.each([
  '',
  '   ',
  'until=2026-12-01',
  'reason=x',
  'Path',
  'a/b',
  'all until=tomorrow',
  'all until=2026-13-01',
  'all until=',
])('%j cannot be understood', (value) => {
  expect(read(value)).toMatchObject({ kind: 'malformed', value });
});

test('without the tag there is no mute', () => {
  expect(readMuteTag(new Map([['Name', 'orders']]))).toEqual({ kind: 'none' });
});

test('a mute holds through its last day', () => {
  const tag = read('all until=2026-12-01');
  const mute = tag.kind === 'mute' ? tag.mute : undefined;
  expect(mute && isExpired(mute, '2026-12-01T23:59:59Z')).toBe(false);
  expect(mute && isExpired(mute, '2026-12-02T00:00:00Z')).toBe(true);
  expect(mute && mutesCheck(mute, 'anything')).toBe(true);
});
