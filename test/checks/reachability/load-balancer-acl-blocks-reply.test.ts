import check from '../../../lib/checks/reachability/load-balancer-acl-blocks-reply.ts';
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
      edit: faultNamed('the ACL of the load balancer denies replies going in'),
      says: /^acl-\w+ drops replies on 1024–65535 from 10\.20\.\d+\.\d+.*: 1 deny/,
      confidence: 'certain',
      targets: 4,
      evidence: { deciding: { kind: 'acl-entry', ruleNumber: 1, action: 'deny' } },
      command:
        /create-network-acl-entry .* --ingress --rule-number 3 .*--rule-action deny && \\\naws ec2 delete-network-acl-entry .* --rule-number 1 && \\\naws ec2 create-network-acl-entry .* --rule-number 1 .*--rule-action allow/,
    },
    {
      name: 'no entry allows it: one is added behind the others',
      base: 'alb-by-prefix-list',
      edit: faultNamed('the ACL of the load balancer has no entry for replies going in'),
      says: /^acl-/,
      confidence: 'certain',
      command:
        /^aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-\w+ --ingress --rule-number 110 --protocol 6 --port-range From=1024,To=65535 --cidr-block 10\.20\.\d+\.0\/24 --rule-action allow/,
    },
    {
      name: 'a hole in the middle of the range, and just that is filled',
      base: 'alb-by-prefix-list',
      edit: faultNamed('the ACL of the load-balancer denies replies in on 32768–60999'),
      says: /drops replies on 32768–60999/,
      confidence: 'likely',
      evidence: { verdict: 'partlyBlocked' },
      command: /--rule-number 2 .*--port-range From=32768,To=60999 /,
    },
    {
      name: 'the middle of the range alone is allowed, and one entry opens both ends',
      base: 'alb-by-prefix-list',
      edit: (scene) => {
        faultNamed('the ACL of the load-balancer allows replies in on 49152–65535 only')(scene);
        for (const { Entries } of scene.region.networkAcls ?? []) {
          for (const { PortRange } of Entries ?? []) {
            if (PortRange?.From === 49152) Object.assign(PortRange, { From: 32768, To: 60999 });
          }
        }
      },
      says: /drops replies on 1024–32767, 61000–65535/,
      command: /^(?!.*61000).*From=1024,To=65535/,
    },
    {
      name: 'the top of the range alone is allowed',
      base: 'alb-by-prefix-list',
      edit: faultNamed('the ACL of the load-balancer allows replies in on 49152–65535 only'),
      says: /drops replies on 1024–49151/,
      command: /From=1024,To=49151/,
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
