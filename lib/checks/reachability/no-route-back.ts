import { describeBlockedAddresses, describeRules } from './describe-flow.ts';
import { mendRoute } from './mend-route.ts';
import { oneSidedReplies } from './one-sided-middlebox.ts';
import { isOutsideReach } from './outside-reach.ts';
import { definePathCheck } from './path-check.ts';

export default definePathCheck({
  id: 'no-route-back',
  title: "No usable route leads from the target's subnet back to the load balancer",
  why: 'Requests arrive and their answers are lost, which looks like a target that does not answer.',
  fix: "Route the load balancer's subnets by an active connection in the route table of the target's subnet, or delete the more specific route that leads elsewhere.",
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html',
  control: 'route-back',
  describe: (_, blockage) =>
    `${blockage.resource} has no usable route back to ${describeBlockedAddresses(blockage)}: ${describeRules(blockage)}`,
  remedy: (subject, blockage) => mendRoute(subject, blockage, 'back'),
  isElsewhere: isOutsideReach,
  suspect: oneSidedReplies,
});
