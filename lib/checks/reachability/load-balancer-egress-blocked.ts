import {
  describeBlockedAddresses,
  describeDestinations,
  describeGroups,
  describePorts,
  describeRules,
} from './describe-flow.ts';
import { letOut } from './open-security-group.ts';
import { definePathCheck } from './path-check.ts';

export default definePathCheck({
  id: 'load-balancer-egress-blocked',
  title: "The load balancer's security groups do not let it out to the target's port",
  why: 'Health checks and requests never leave the load balancer, whatever the target admits.',
  fix: "Add an outbound rule for the port, and for the health check's where it is another, to the load balancer's security group.",
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html',
  control: 'source-security-groups',
  describe({ region }, blockage) {
    const [{ path }] = blockage.stopped;
    const groups = path.trace.source.securityGroupIds;
    const flow = describePorts(blockage.stopped.map((each) => each.path.trace));
    const who = `${describeGroups(region, groups)} ${groups.length > 1 ? 'let' : 'lets'}`;
    if (blockage.verdict === 'blocked')
      return `${who} nothing out on ${flow} to ${describeDestinations(region, blockage)}`;
    return `${who} ${flow} out for some only, not ${describeBlockedAddresses(blockage)}: ${describeRules(blockage)}`;
  },
  remedy: letOut,
});
