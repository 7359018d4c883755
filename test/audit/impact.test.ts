import { impactOf } from '../../lib/audit/impact.ts';
import { known, notKnown } from '../../lib/model/gathered.ts';
import type { Forward, LoadBalancer, Target, TargetGroup, TargetState } from '../../lib/model/load-balancing.ts';

const ALB = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188';

const target = (state: TargetState, more: Partial<Target> = {}): Target => ({
  id: 'i-0c1',
  port: 8080,
  zone: 'eu-west-1a',
  state,
  reason: undefined,
  description: undefined,
  healthCheckPort: 8080,
  administrativeOverride: undefined,
  anomalous: false,
  ...more,
});

const group = (targets: readonly Target[], more: Partial<TargetGroup> = {}): TargetGroup => ({
  arn: 'arn:tg',
  name: 'orders',
  targetType: 'instance',
  protocol: 'HTTP',
  protocolVersion: 'HTTP1',
  port: 8080,
  vpcId: 'vpc-1',
  ipAddressType: 'ipv4',
  healthCheck: {
    enabled: true,
    protocol: 'HTTP',
    port: 'traffic-port',
    path: '/',
    intervalSeconds: 30,
    timeoutSeconds: 5,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
    matcher: { kind: 'http', codes: '200' },
  },
  loadBalancerArns: [ALB],
  attributes: known(new Map()),
  targets: known(targets),
  tags: known(new Map()),
  ...more,
});

const loadBalancer: LoadBalancer = {
  arn: ALB,
  name: 'shop',
  type: 'application',
  scheme: 'internal',
  state: 'active',
  createdAt: undefined,
  vpcId: 'vpc-1',
  ipAddressType: 'ipv4',
  dnsName: undefined,
  zones: [],
  securityGroupIds: [],
  attributes: known(new Map()),
  listeners: known([]),
  tags: known(new Map()),
};

const forward = (weight: number): Forward => ({
  loadBalancerArn: ALB,
  listener: {
    arn: 'arn:listener',
    loadBalancerArn: ALB,
    protocol: 'HTTP',
    port: 80,
    sslPolicy: undefined,
    defaultActions: [],
    rules: known([]),
  },
  rule: undefined,
  weight,
});
const USED = known([forward(1)]);

const healthy = target('healthy');
const unhealthy = target('unhealthy', { reason: 'Target.Timeout' });
const nodeLocal = target('unhealthy', { port: 31000, healthCheckPort: 32000, reason: 'Target.FailedHealthChecks' });
const localCheck = { ...group([]).healthCheck, port: 32000, path: '/healthz' } as const;
const attributes = (key: string, value: string) => ({
  attributes: known(new Map([[`target_group_health.unhealthy_state_routing.minimum_healthy_targets.${key}`, value]])),
});
const network = { ...loadBalancer, type: 'network' } as const;

test.each<[string, TargetGroup, string, string]>([
  ['all healthy', group([healthy, healthy]), 'none', 'all 2 healthy'],
  ['one healthy', group([healthy]), 'none', 'the only target healthy'],
  ['one of two draining', group([healthy, target('draining')]), 'none', 'the only target healthy, 1 draining'],
  ['some of many', group([healthy, healthy, unhealthy]), 'degraded', '1 of 3 unhealthy'],
  ['unhealthy and draining by ELB', group([healthy, target('unhealthy.draining')]), 'degraded', '1 of 2 unhealthy'],
  ['all unhealthy', group([unhealthy, unhealthy]), 'failing-open', 'all 2 unhealthy (failing open)'],
  [
    'all unhealthy but the draining',
    group([unhealthy, target('draining')]),
    'failing-open',
    'the only target unhealthy (failing open)',
  ],
  [
    'all appliances unhealthy',
    group([unhealthy, unhealthy], { protocol: 'GENEVE' }),
    'no-targets',
    'all 2 unhealthy (packets are lost)',
  ],
  [
    'fewer healthy than the group asks for',
    group([healthy, unhealthy, unhealthy], attributes('count', '2')),
    'failing-open',
    '2 of 3 unhealthy (failing open: fewer than 2 healthy)',
  ],
  [
    'a smaller share than the group asks for',
    group([healthy, unhealthy, unhealthy], attributes('percentage', '50')),
    'failing-open',
    '2 of 3 unhealthy (failing open: less than 50 % healthy)',
  ],
  [
    'thresholds that are off',
    group([healthy, unhealthy, unhealthy], attributes('percentage', 'off')),
    'degraded',
    '2 of 3 unhealthy',
  ],
  ['nobody registered', group([]), 'no-targets', 'no targets registered (503)'],
  ['all draining', group([target('draining')]), 'no-targets', 'the only target draining (503)'],
  [
    'all stopped',
    group([target('unused', { reason: 'Target.InvalidState' }), target('unused', { reason: 'Target.InvalidState' })]),
    'no-targets',
    'all 2 unused (503)',
  ],
  [
    'one in a zone that is not enabled',
    group([healthy, target('unused', { reason: 'Target.NotInUse' })]),
    'degraded',
    '1 of 2 unused',
  ],
  ['first checks of all', group([target('initial'), target('initial')]), 'starting', 'all 2 in the first checks'],
  ['first checks of some', group([healthy, target('initial')]), 'starting', '1 of 2 in the first checks'],
  [
    'one node of three answers',
    group([{ ...healthy, port: 31000 }, nodeLocal, nodeLocal], { healthCheck: localCheck }),
    'by-design',
    '2 of 3 unhealthy, as a node-local health port does',
  ],
  [
    'no node answers',
    group([nodeLocal, nodeLocal], { healthCheck: localCheck }),
    'failing-open',
    'all 2 unhealthy (failing open)',
  ],
  [
    'a timeout beside a node-local port',
    group(
      [
        { ...healthy, port: 31000 },
        { ...nodeLocal, reason: 'Target.Timeout' },
      ],
      { healthCheck: localCheck },
    ),
    'degraded',
    '1 of 2 unhealthy',
  ],
  [
    'a Lambda function that is not checked',
    group([target('unavailable')], { targetType: 'lambda' }),
    'none',
    'health checks off',
  ],
  ['an unknown state', group([healthy, target('unknown')]), 'not-known', 'the state of 1 is not known'],
  [
    'targets that could not be read',
    group([], { targets: notKnown('DescribeTargetHealth: Denied') }),
    'not-known',
    'not known: DescribeTargetHealth: Denied',
  ],
  [
    'a zonal shift',
    group([healthy, { ...healthy, administrativeOverride: 'zonal_shift_active' }]),
    'none',
    'all 2 healthy; zonal shift keeps traffic from 1',
  ],
  [
    'no load balancer',
    group([target('unused', { reason: 'Target.NotInUse' })], { loadBalancerArns: [] }),
    'unused',
    'unused: nothing forwards to its target',
  ],
  ['no load balancer and empty', group([], { loadBalancerArns: [] }), 'unused', 'unused and empty'],
])('%s', (_, targetGroup, kind, summary) => {
  const impact = impactOf(targetGroup, [loadBalancer], USED);
  expect({ kind: impact.kind, summary: impact.summary }).toEqual({ kind, summary });
  expect(Object.values(impact.counts).reduce((sum, count) => sum + count, 0)).toBe(impact.total);
});

test('a group of weight 0 is unused however healthy it is', () => {
  expect(impactOf(group([healthy]), [loadBalancer], known([forward(0)]))).toMatchObject({ kind: 'unused' });
});

test('where the listeners could not be read, ELB says whether it is in use', () => {
  const unread = notKnown('DescribeListeners: AccessDenied');
  const description = 'Target group is not configured to receive traffic from the load balancer';
  const notInUse = target('unused', { reason: 'Target.NotInUse', description });
  expect(impactOf(group([notInUse]), [loadBalancer], unread)).toMatchObject({ kind: 'unused' });
  expect(impactOf(group([healthy]), [loadBalancer], unread)).toMatchObject({ kind: 'none' });
});

test('an empty group of a Network Load Balancer answers nothing, and no 503', () => {
  expect(impactOf(group([]), [network], USED)).toMatchObject({ kind: 'no-targets', summary: 'no targets registered' });
});
