import { renderAudit } from '../../lib/report/render-audit.ts';
import { PLAIN } from '../../lib/report/style.ts';
import { aCause, aDiagnosis, aFinding, aGroup, anAudit, anImpact, anUnlistedRegion, couldNotLook } from './an-audit.ts';

const page = { style: PLAIN, width: 120 };
const narrow = { style: PLAIN, width: 80 };

const command =
  "aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0a1 --ip-permissions 'IpProtocol=tcp,FromPort=8080,ToPort=8080,UserIdGroupPairs=[{GroupId=sg-0f7}]'";
const remedy = { summary: 'Admit sg-0f7 on tcp/8080 in sg-0a1', command, proven: true };
const ingress = { message: 'sg-0a1 admits no tcp/8080 from sg-0f7', resource: 'sg-0a1', remedies: [remedy] };

const orders = aGroup('orders-api', {
  impact: anImpact('degraded', 4, '3 of 4 unhealthy'),
  findings: [
    aFinding('orders-api', 'target-ingress-blocked', { severity: 'critical', ...ingress }),
    aFinding('orders-api', 'path-not-found', { severity: 'high', message: '/healthz answered 404' }),
  ],
  diagnoses: [
    aDiagnosis('orders-api', {
      targets: ['i-0c1', 'i-0c2', 'i-0c4'].map((id) => ({ id, port: 8080 })),
      causes: [aCause('target-ingress-blocked', ingress)],
      then: [aCause('path-not-found', { confidence: 'likely', message: 'the last answer seen was 404' })],
      ruledOut: [
        'load-balancer-egress-blocked',
        'load-balancer-acl-blocks-request',
        'target-acl-blocks-request',
        'target-acl-blocks-reply',
        'load-balancer-acl-blocks-reply',
        'no-route-to-target',
        'no-route-back',
        'target-not-running',
      ].map((check) => ({ check, because: 'it is fine' })),
    }),
  ],
});

test('the worst comes first, what is behind it follows, and the last line says what is fine', () => {
  const reports = aGroup('reports', {
    findings: [aFinding('reports', 'stickiness-uneven', { severity: 'low', message: 'one target takes 80 %' })],
  });
  expect(renderAudit(anAudit([reports, aGroup('search'), orders]), page, '1.9 s')).toBe(`\
3 target groups · 8 targets · 1 load balancer · eu-west-1 · 1.9 s

CRITICAL  orders-api  3 of 4 unhealthy  target-ingress-blocked  sg-0a1 admits no tcp/8080 from sg-0f7
LOW       reports     all 2 healthy     stickiness-uneven       one target takes 80 %

orders-api  (ALB shop-public, eu-west-1)
  i-0c1 i-0c2 i-0c4 :8080   unhealthy   Target.Timeout   "Request timed out"
  because   target-ingress-blocked  certain
            sg-0a1 admits no tcp/8080 from sg-0f7
  fix       Admit sg-0f7 on tcp/8080 in sg-0a1 (proven on a model of the account)
            aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0a1 \\
              --ip-permissions 'IpProtocol=tcp,FromPort=8080,ToPort=8080,UserIdGroupPairs=[{GroupId=sg-0f7}]'
  then      path-not-found, likely: the last answer seen was 404
  ruled out load balancer's outbound rules · network ACLs (all 4 legs) · routes · instances running

1 target group is fine. Every check could look.
`);
});

test('on a narrow terminal messages stand beneath their row', () => {
  const [, , row, message] = renderAudit(anAudit([orders]), narrow).split('\n');
  expect(row).toBe('CRITICAL  orders-api  3 of 4 unhealthy  target-ingress-blocked');
  expect(message).toBe('          sg-0a1 admits no tcp/8080 from sg-0f7');
});

test('no line is wider than the page but a command that cannot be broken', () => {
  const wide = renderAudit(anAudit([orders]), narrow)
    .split('\n')
    .filter((line) => line.length > narrow.width);
  expect(wide.every((line) => line.includes('--ip-permissions'))).toBe(true);
});

test('one security group that breaks nine services is one line that counts them', () => {
  const names = Array.from({ length: 9 }, (_, at) => `service-${at}`);
  const groups = names.map((name) =>
    aGroup(name, { findings: [aFinding(name, 'target-ingress-blocked', { severity: 'critical', ...ingress })] }),
  );
  const text = renderAudit(anAudit(groups), page);
  expect(text).toContain('CRITICAL  service-0 +8  9 target groups  target-ingress-blocked  sg-0a1 admits no tcp/8080');
  expect(text).toContain('also in   service-1 service-2');
  expect(text.match(/sg-0a1 admits no/g)).toHaveLength(2);
});

test('a healthy account is one sentence', () => {
  expect(renderAudit(anAudit([aGroup('search'), aGroup('orders-api')]), page)).toBe(`\
2 target groups · 4 targets · 1 load balancer · eu-west-1

Both target groups are fine. Every check could look.
`);
});

test('an account without target groups says so', () => {
  expect(renderAudit(anAudit([]), page)).toContain('There are no target groups.');
});

test('what could not be looked at is named with its reason, once per reason', () => {
  const denied = 'ec2:DescribeNetworkAcls: AccessDenied';
  const outcomes = [couldNotLook('target-acl-blocks-reply', denied), couldNotLook('target-acl-blocks-request', denied)];
  const text = renderAudit(anAudit([aGroup('search', { outcomes }), aGroup('orders-api')]), page);
  expect(text).toContain('1 target group is fine. 1 target group without a fault in what could be read.');
  expect(text).toContain('could not look  2 checks on 1 target group: ec2:DescribeNetworkAcls: AccessDenied');
  expect(text).toContain('docs/permissions.md');
  expect(text).not.toContain('Every check could look');
});

test('a region that could not be listed is never fine', () => {
  const text = renderAudit(anUnlistedRegion('elasticloadbalancing:DescribeTargetGroups: AccessDenied'), page);
  expect(text).toContain('NOT AUDITED eu-west-1: elasticloadbalancing:DescribeTargetGroups: AccessDenied');
  expect(text).not.toContain('fine');
  expect(text).not.toContain('There are no target groups');
});

test('information takes one line beneath, and leaves a group fine', () => {
  const findings = [aFinding('search', 'health-checks-disabled', { severity: 'info' })];
  const text = renderAudit(anAudit([aGroup('search', { findings })]), page);
  expect(text).toContain('1 target group is fine.');
  expect(text).toContain('For information: health-checks-disabled (search).');
  expect(text).not.toContain('INFO');
});

test('a second cause that is certain too is an "and" with its fix; one that is not is an "or"', () => {
  const causes = [
    aCause('load-balancer-egress-blocked', { remedies: [remedy] }),
    aCause('target-ingress-blocked', { remedies: [{ ...remedy, summary: 'the other side' }] }),
    aCause('nothing-listening', { confidence: 'possible' }),
  ];
  const group = aGroup('orders-api', {
    findings: [aFinding('orders-api', 'load-balancer-egress-blocked')],
    diagnoses: [aDiagnosis('orders-api', { causes })],
  });
  const text = renderAudit(anAudit([group]), page);
  expect(text).toContain('  and       target-ingress-blocked, certain: why\n  fix       the other side');
  expect(text).toContain('  or        nothing-listening, possible: why');
});

test('a step that only a person can take is no fix', () => {
  const remedies = [
    { summary: 'repeat the check', command: 'curl -sv http://10.0.0.1/', proven: false },
    { summary: 'look at it', command: 'aws ssm send-command --instance-ids i-1', proven: false },
    { summary: 'a new group', command: 'aws elbv2 create-target-group', proven: false },
  ];
  const group = aGroup('orders-api', { findings: [aFinding('orders-api', 'path-not-found', { remedies })] });
  const text = renderAudit(anAudit([group]), page);
  expect(text).toContain('  next      repeat the check\n');
  expect(text).toContain('  next      look at it\n');
  expect(text).toContain('  fix       a new group (not proven)\n');
});

test('three thousand groups stay readable: the worst, then counts', () => {
  const groups = Array.from({ length: 3000 }, (_, at) => {
    const name = `service-${at}`;
    return aGroup(name, { findings: [aFinding(name, 'path-not-found', { severity: 'critical' })] });
  });
  const text = renderAudit(anAudit(groups), page);
  expect(text.split('\n').length).toBeLessThan(120);
  expect(text).toContain('… and 2,970 more lines');
});
