import { renderPath, renderPaths } from '../../lib/report/render-path.ts';
import { PLAIN, type Style } from '../../lib/report/style.ts';
import { acl, allow, type Edit, GROUP, groupOf, narrowed, pathOf, target } from '../network/an-account.ts';

const broken: Edit = (region) => {
  groupOf(region, 'sg-app').IpPermissions = [allow(22, '10.0.0.0/8')];
  acl(
    region,
    'acl-private',
    ['subnet-app-a'],
    narrowed(true, '120 deny tcp 32768-60999 10.0.1.0/24', '130 allow -1 all 0.0.0.0/0'),
  );
};

test('one glance finds the break, there and back', () => {
  expect(renderPath(pathOf('traffic', broken).trace, PLAIN).split('\n')).toEqual([
    'web (sg-lb 10.0.0.0/23)  →  i-app 10.0.10.5 (sg-app)  tcp/80  BLOCKED',
    '',
    '  there ✓ sg-lb out        all to 0.0.0.0/0',
    '        ✓ acl-open out     100 allow all',
    '        ✓ rtb-main         10.0.0.0/16 local',
    '        ✓ acl-private in   100 allow all',
    '        ✗ sg-app in        no rule admits tcp/80 from there; it admits tcp 22 from 10.0.0.0/8 and nothing else',
    '  back  ~ acl-private out  120 deny tcp 32768–60999 to 10.0.1.0/24 (blocked: 10.0.1.0/24 ports 32768–60999)',
    '        ✓ rtb-main         10.0.0.0/16 local',
    '        ✓ acl-open in      100 allow all',
  ]);
});

test('what no step says stands below the first line', () => {
  const [, note] = renderPath(pathOf('traffic', target({ TargetType: 'ip' }, '10.0.10.99')).trace, PLAIN).split('\n');
  expect(note).toBe('  no network interface in the snapshot has 10.0.10.99, which lies in subnet-app-a');
});

test('colour is the style’s', () => {
  const shouting: Style = { ...PLAIN, red: (text) => `<red>${text}</red>`, green: (text) => `<green>${text}</green>` };
  const text = renderPath(pathOf('traffic', broken).trace, shouting);
  expect(text).toContain('<red>BLOCKED</red>');
  expect(text).toContain('<red>✗ sg-app in');
  expect(text).toContain('<green>✓ sg-lb out');
});

test('equal ways to several ends are told once', () => {
  const both: Edit = (region) => {
    region.targetHealth[GROUP] = ['i-app', 'i-two'].map((Id) => ({ Target: { Id, Port: 80 } }));
  };
  const first = pathOf('traffic', both).trace;
  const second = { ...first, destination: { ...first.destination, label: 'i-two', addresses: ['10.0.11.5/32'] } };
  const [headline = ''] = renderPaths([first, second], PLAIN).split('\n');
  expect(headline).toBe('web (sg-lb 10.0.0.0/23)  →  i-app i-two 10.0.10.5 10.0.11.5 (sg-app)  tcp/80  ALLOWED');
  expect(renderPaths([first, second], PLAIN).match(/there/g)).toHaveLength(1);
});
