import check from '../../../lib/checks/reachability/load-balancer-egress-blocked.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

askCheck(check, {
  good: [
    { name: 'all is let out', base: 'alb-to-instances' },
    { name: 'a Network Load Balancer with groups', base: 'nlb-with-security-groups' },
    { name: 'a load balancer without groups is not restricted', base: 'nlb-without-security-groups' },
  ],
  bad: [
    {
      name: 'no outbound rule',
      base: 'alb-to-instances',
      edit: faultNamed('the load balancer has no outbound rule'),
      says: /^sg-\w+ \(shop-public-alb\) lets nothing out on tcp\/8080 to sg-\w+ \(shop-targets\)$/,
      confidence: 'certain',
      targets: 4,
      command: /^aws ec2 authorize-security-group-egress .*FromPort=8080,ToPort=8080,UserIdGroupPairs/,
    },
    {
      name: 'the health check has its own port, and that alone is shut',
      base: 'alb-with-management-port',
      edit: faultNamed('the load balancer may go out to the traffic port but not to the one of the health check'),
      says: /lets nothing out on tcp\/9090 to/,
      evidence: { ports: [9090] },
      command: /--ip-permissions 'IpProtocol=tcp,FromPort=9090,[^ ]*$/,
    },
    {
      name: 'out to a network that the targets are not in, across peered VPCs',
      base: 'alb-to-peered-vpc',
      edit: faultNamed('the load balancer may go out to a network that the targets are not in'),
      says: /lets nothing out/,
    },
    {
      name: 'a Network Load Balancer obeys its outbound rules too',
      base: 'nlb-with-security-groups',
      edit: faultNamed('the load balancer has no outbound rule'),
      says: /lets nothing out/,
    },
  ],
  other: [{ name: 'Lambda targets have no network', base: 'alb-to-lambda', outcome: 'notApplicable' }],
});
