import { describeAddresses, describeRules } from './describe-flow.ts';
import { mendRoute } from './mend-route.ts';
import { isOutsideReach } from './outside-reach.ts';
import { definePathCheck } from './path-check.ts';

export default definePathCheck({
  id: 'no-route-to-target',
  title: "No usable route leads from a load balancer's subnet to the target",
  why: 'Within one VPC the local route is always there, but a more specific one can override it, and other VPCs need a route and an active peering connection.',
  fix: 'Route to the target by an active connection, or delete the more specific route that leads elsewhere.',
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html',
  control: 'route-to-target',
  describe(_, blockage) {
    const targets = describeAddresses(blockage.stopped.map(({ path }) => path.trace.destination));
    return `${blockage.resource} has no usable route to ${targets}: ${describeRules(blockage)}`;
  },
  remedy: (subject, blockage) => mendRoute(subject, blockage, 'to-target'),
  isElsewhere: isOutsideReach,
});
