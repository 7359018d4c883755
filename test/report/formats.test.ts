import { renderCsv, renderRecords } from '../../lib/report/render-csv.ts';
import { renderMarkdown } from '../../lib/report/render-markdown.ts';
import { toReportDocument } from '../../lib/report/report-document.ts';
import { aCause, aDiagnosis, aFinding, aGroup, anAudit, anImpact, couldNotLook } from './an-audit.ts';

const remedies = [{ summary: 'admit it', command: 'aws ec2 do', proven: true }];
const orders = aGroup('orders-api', {
  impact: anImpact('degraded', 4, '3 of 4 unhealthy'),
  outcomes: [couldNotLook('target-acl-blocks-reply', 'ec2:DescribeNetworkAcls: AccessDenied')],
  findings: [
    aFinding('orders-api', 'target-ingress-blocked', {
      severity: 'critical',
      message: 'sg-0a1 admits "nothing", on *tcp*|8080',
      targets: [{ id: 'i-0c1', port: 8080 }],
      resource: 'sg-0a1',
      remedies,
    }),
    aFinding('orders-api', 'targets-in-one-zone', { severity: 'low' }),
  ],
  diagnoses: [
    aDiagnosis('orders-api', {
      causes: [aCause('target-ingress-blocked', { remedies })],
      ruledOut: [{ check: 'no-route-back', because: 'rtb-1: local' }],
    }),
  ],
});

test('Markdown has everything, and keeps what the account says from being markup', () => {
  expect(renderMarkdown(anAudit([orders, aGroup('search')]))).toBe(`\
# Target group audit

2 target groups · 6 targets · 1 load balancer · eu-west-1 · account 123456789012 · 2026-11-22T02:41:09Z

1 critical, 1 low

| Severity | Target group | State | Check | Why |
| --- | --- | --- | --- | --- |
| critical | orders-api | 3 of 4 unhealthy | \`target-ingress-blocked\` | sg-0a1 admits "nothing", on \\*tcp\\*\\|8080 |
| low | orders-api | 3 of 4 unhealthy | \`targets-in-one-zone\` | what is wrong with orders-api |

## orders-api

3 of 4 unhealthy · eu-west-1 · \`arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders-api/0a1b2c3d4e5f6071\`

**i-0c1 :8080** unhealthy · Target.Timeout · Request timed out

Because \`target-ingress-blocked\` (certain): why

Fix: admit it (proven on a model of the account)

\`\`\`sh
aws ec2 do
\`\`\`

Ruled out:

- \`no-route-back\`: rtb-1: local

low \`targets-in-one-zone\`: what is wrong with orders-api

## Could not look

- ec2:DescribeNetworkAcls: AccessDenied: \`target-acl-blocks-reply\` on 1 target group
`);
});

test('CSV has a line per finding, worst first, quoted as RFC 4180 wants it', () => {
  const [header, first, second, end] = renderCsv(anAudit([orders])).split('\r\n');
  expect(header).toMatch(/^severity,region,target_group_name,check,resource,message,targets,fix,proven,/);
  expect(first).toContain('critical,eu-west-1,orders-api,target-ingress-blocked,sg-0a1,"sg-0a1 admits ""nothing"", on');
  expect(first).toContain(',i-0c1:8080,aws ec2 do,yes,arn:');
  expect(second).toMatch(/^low,/);
  expect(end).toBe('');
});

test.each(['=1+1', '+1', '@SUM(A1)'])('a spreadsheet does not take %s for a formula', (text) => {
  expect(renderRecords(['a'], [[text]])).toBe(`a\r\n'${text}\r\n`);
});

test('the JSON report counts outcomes and lists what is not known', () => {
  const report = toReportDocument(anAudit([orders]));
  expect(report.outcomes).toEqual({ pass: 0, fail: 0, notApplicable: 0, unknown: 1 });
  expect(report.unknowns).toEqual([
    {
      check: 'target-acl-blocks-reply',
      targetGroup: orders.targetGroup.arn,
      reason: 'ec2:DescribeNetworkAcls: AccessDenied',
    },
  ]);
  expect(report.regions).toEqual([{ region: 'eu-west-1', targetGroups: 1, targets: 4, unread: [] }]);
});
