import check from '../../../lib/checks/reachability/no-route-back.ts';
import { isInState } from '../../faults/symptoms.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

askCheck(check, {
  good: [
    { name: 'the local route', base: 'alb-to-instances' },
    { name: 'a route over an active peering connection', base: 'alb-to-peered-vpc' },
  ],
  bad: [
    {
      name: 'a more specific route leads to an interface that is gone',
      base: 'alb-to-instances',
      edit: faultNamed('a more specific route from the targets back goes to an interface that is gone'),
      says: /^rtb-\w+ has no usable route (back )?to .* to eni-0dead0dead0dead00 is a blackhole/,
      confidence: 'certain',
      targets: 4,
      command: /^aws ec2 delete-route .*--destination-cidr-block 10\.20\.\d+\.0\/24 && \\\naws ec2 delete-route/,
    },
    {
      name: 'an IPv6 route',
      base: 'alb-to-ipv6-targets',
      edit: faultNamed('a more specific route from the targets back goes to an interface that is gone'),
      says: /eni-0dead0dead0dead00 is a blackhole/,
      command: /--destination-ipv6-cidr-block/,
    },
    {
      name: 'the peering connection was deleted: only a person can make another',
      base: 'alb-to-peered-vpc',
      edit: faultNamed('the peering connection is deleted, its routes blackhole'),
      says: /is a blackhole/,
      command: /^aws ec2 create-vpc-peering-connection --region eu-west-1 --vpc-id vpc-\w+ --peer-vpc-id vpc-\w+$/,
    },
    {
      name: 'the peering connection waits to be accepted',
      base: 'alb-to-peered-vpc',
      edit: ({ region }) => {
        for (const peering of region.vpcPeeringConnections ?? []) peering.Status = { Code: 'pending-acceptance' };
      },
      says: /pending-acceptance, not active/,
      command: /^aws ec2 accept-vpc-peering-connection --region eu-west-1 --vpc-peering-connection-id pcx-\w+$/,
    },
    {
      name: 'replies alone pass a firewall, and nothing answers',
      base: 'alb-to-instances',
      edit: faultNamed('replies alone go by way of a firewall endpoint'),
      says: /by way of vpce-0f1a2b3c4d5e6f708, which requests on tcp\/8080 do not pass/,
      confidence: 'likely',
      targets: 4,
    },
  ],
  other: [
    {
      name: 'replies alone pass a firewall, and the targets are healthy all the same',
      base: 'alb-to-instances',
      edit: (scene) => {
        faultNamed('replies alone go by way of a firewall endpoint')(scene);
        isInState(scene, 'healthy', '', '');
      },
      outcome: 'unknown',
      because: /a middlebox, whose doings cannot be seen/,
    },
    { name: 'Lambda targets have no network', base: 'alb-to-lambda', outcome: 'notApplicable' },
    {
      name: 'the route tables could not be read',
      base: 'alb-to-instances',
      edit: ({ region }) => {
        region.errors = [{ api: 'ec2:DescribeRouteTables', code: 'AccessDenied' }];
      },
      outcome: 'unknown',
      because: /ec2:DescribeRouteTables: AccessDenied/,
    },
  ],
});
