import check from '../../../lib/checks/reachability/load-balancer-acl-blocks-request.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

askCheck(check, {
  good: [
    { name: 'just the ports that are needed are allowed', base: 'alb-to-instances' },
    { name: 'the default ACL', base: 'alb-to-fargate' },
    { name: 'a Network Load Balancer', base: 'nlb-with-security-groups' },
  ],
  bad: [
    {
      name: 'denied by the very first number: it moves back, and the allow takes its place',
      base: 'alb-to-instances',
      edit: faultNamed('the ACL of the load balancer denies requests going out'),
      says: /^acl-\w+ lets no tcp\/8080 out to 10\.20\.\d+\.\d+.*: 1 deny tcp 8080$/,
      confidence: 'certain',
      targets: 4,
      evidence: { deciding: { kind: 'acl-entry', ruleNumber: 1, action: 'deny' } },
      command:
        /create-network-acl-entry .* --egress --rule-number 3 .*--rule-action deny && \\\naws ec2 delete-network-acl-entry .* --rule-number 1 && \\\naws ec2 create-network-acl-entry .* --rule-number 1 .*--rule-action allow/,
    },
    {
      name: 'no entry allows it: one is added behind the others',
      base: 'alb-by-prefix-list',
      edit: faultNamed('the ACL of the load balancer has no entry for requests going out'),
      says: /^acl-/,
      confidence: 'certain',
      command:
        /^aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-\w+ --egress --rule-number 110 --protocol 6 --port-range From=8081,To=8081 --cidr-block 10\.20\.\d+\.0\/24 --rule-action allow/,
    },
  ],
  other: [
    { name: 'Lambda targets have no network', base: 'alb-to-lambda', outcome: 'notApplicable' },
    {
      name: 'the ACLs could not be read',
      base: 'alb-to-instances',
      edit: ({ region }) => {
        region.errors = [{ api: 'ec2:DescribeNetworkAcls', code: 'AccessDenied' }];
      },
      outcome: 'unknown',
      because: /ec2:DescribeNetworkAcls: AccessDenied/,
    },
  ],
});
