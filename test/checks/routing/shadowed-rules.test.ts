import { describeRule, shadowOf } from '../../../lib/checks/routing/shadowed-rules.ts';
import { known } from '../../../lib/model/gathered.ts';
import type { Listener, ListenerRule } from '../../../lib/model/load-balancing.ts';

const aRule = (priority: string, text: string): ListenerRule => {
  const [hosts = '', paths = '', other] = text.split(' ');
  const listOf = (patterns: string) => (patterns === '-' || patterns === '' ? [] : patterns.split(','));
  return {
    arn: `rule-${priority}`,
    priority,
    isDefault: priority === 'default',
    hosts: listOf(hosts),
    paths: listOf(paths),
    hasOtherConditions: other !== undefined,
    actions: [],
  };
};

/** Host patterns, path patterns and whether more is asked for: of the earlier rule, and of the later. */
test.each([
  ['- /*', '- /v2/*', true],
  ['- /*', 'shop.example.com -', true],
  ['* -', 'shop.example.com /a', true],
  ['- /api/*', '- /api/v2/*', true],
  ['- /api/*', '- /api/v2', true],
  ['- /api/*', '- /api/*', true],
  ['- /api/*,/old', '- /api/x,/old', true],
  ['SHOP.example.com -', 'shop.example.com /a', true],
  ['shop.example.com /*', 'shop.example.com /a', true],
  ['- /api/*', '- /*', false],
  ['- /api/*', '- /api', false],
  ['- /api/*', '- /API/x', false],
  ['- /a?i/*', '- /api/x', false],
  ['- /api', '- /api/*', false],
  ['shop.example.com /*', '- /a', false],
  ['shop.example.com /*', 'blog.example.com /a', false],
  ['- /* more', '- /a', false],
  ['- -', '- /a', false],
])('"%s" before "%s" takes all of it: %s', (earlier, later, expected) => {
  const rules = [aRule('5', earlier), aRule('20', later), aRule('default', '- -')];
  const listener = { rules: known(rules) } as unknown as Listener;
  const forward = { listener, rule: rules[1] };
  expect(shadowOf(forward)?.arn).toBe(expected ? 'rule-5' : undefined);
});

test('a later rule takes nothing from an earlier, and only a catch-all takes everything from the default', () => {
  const rules = [aRule('5', '- /a'), aRule('20', '- /*'), aRule('default', '- -')];
  const listener = { rules: known(rules) } as unknown as Listener;
  const shadows = rules.map((rule) => shadowOf({ listener, rule })?.priority);
  expect(shadows).toEqual([undefined, undefined, '20']);
  expect(describeRule(aRule('10', 'shop.example.com /api/*'))).toBe('rule 10 (shop.example.com /api/*)');
});
