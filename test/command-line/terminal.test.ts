import { nearestNames } from '../../lib/command-line/nearest.ts';
import { pageOf, progressOf, type Terminal } from '../../lib/command-line/terminal.ts';

const aTerminal = (changes: Partial<Terminal['out']>, env: Terminal['env'] = {}) => {
  const written: string[] = [];
  const output = { isTerminal: true, columns: 100, write: (text: string) => written.push(text), ...changes };
  const terminal: Terminal = { out: output, err: output, env, readStandardInput: async () => '', now: () => 0 };
  return { terminal, written };
};

test('progress is one line that is written over, cut to the width', () => {
  const { terminal, written } = aTerminal({ columns: 10 });
  const progress = progressOf(terminal);
  progress.show('eu-west-1  target health');
  progress.clear();
  expect(written).toEqual(['\r\u001b[2Keu-west-1', '\r\u001b[2K']);
});

test.each([
  ['a pipe', { isTerminal: false }, {}],
  ['a dumb terminal', {}, { TERM: 'dumb' }],
])('on %s there is no progress', (_, changes, env) => {
  const { terminal, written } = aTerminal(changes, env);
  progressOf(terminal).show('step');
  expect(written).toEqual([]);
});

test.each([
  ['a terminal has its own width', { columns: 133 }, {}, 133],
  ['COLUMNS says it where the terminal does not', { columns: undefined }, { COLUMNS: '90' }, 90],
  ['a file is 110 wide', { columns: undefined, isTerminal: false }, {}, 110],
  ['nothing is narrower than 60', { columns: 20 }, {}, 60],
])('%s', (_, changes, env, width) => {
  expect(pageOf(aTerminal(changes, env).terminal, true).width).toBe(width);
});

test.each([
  ['target-ingres-blocked', 'target-ingress-blocked'],
  ['TARGET-INGRESS-BLOCKED', 'target-ingress-blocked'],
  ['ingress blocked', 'target-ingress-blocked'],
  ['pathnotfound', 'path-not-found'],
])('%s is near %s', (typed, near) => {
  expect(nearestNames(typed, ['target-ingress-blocked', 'path-not-found', 'no-route-back'])[0]).toBe(near);
});

test('what is like nothing has no near names', () => {
  expect(nearestNames('zzzzzzzz', ['target-ingress-blocked', 'path-not-found'])).toEqual([]);
});
