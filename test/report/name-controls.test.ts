import { nameExamined } from '../../lib/report/name-controls.ts';

test.each<[name: string, checks: readonly string[], names: readonly string[]]>([
  [
    'all four ACL checks are the ACLs',
    [
      'load-balancer-acl-blocks-request',
      'target-acl-blocks-request',
      'target-acl-blocks-reply',
      'load-balancer-acl-blocks-reply',
    ],
    ['network ACLs (all 4 legs)'],
  ],
  [
    'some of them are counted',
    ['target-acl-blocks-reply', 'target-acl-blocks-request'],
    ['network ACLs (2 of 4 legs)'],
  ],
  ['both ways are the routes', ['no-route-back', 'no-route-to-target'], ['routes']],
  ['one way is not both', ['no-route-back'], ['routes (one way)']],
  [
    'what has no word goes by its id, last',
    ['path-not-found', 'target-not-running'],
    ['instances running', 'path-not-found'],
  ],
  ['nothing is nothing', [], []],
])('%s', (_, checks, names) => {
  expect(nameExamined(checks)).toEqual(names);
});
