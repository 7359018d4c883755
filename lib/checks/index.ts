/** The catalogue: every check, in order of directness. Diagnoses list causes of equal confidence in this order. */
import type { Check } from './define-check.ts';
import applicationError from './health/application-error.ts';
import causeNotVisible from './health/cause-not-visible.ts';
import pathNotFound from './health/path-not-found.ts';
import addressOutsideReach from './reachability/address-outside-reach.ts';
import loadBalancerAclBlocksReply from './reachability/load-balancer-acl-blocks-reply.ts';
import loadBalancerAclBlocksRequest from './reachability/load-balancer-acl-blocks-request.ts';
import loadBalancerEgressBlocked from './reachability/load-balancer-egress-blocked.ts';
import noRouteBack from './reachability/no-route-back.ts';
import noRouteToTarget from './reachability/no-route-to-target.ts';
import targetAclBlocksReply from './reachability/target-acl-blocks-reply.ts';
import targetAclBlocksRequest from './reachability/target-acl-blocks-request.ts';
import targetIngressBlocked from './reachability/target-ingress-blocked.ts';
import targetGroupUnused from './routing/target-group-unused.ts';
import zoneNotEnabled from './routing/zone-not-enabled.ts';

export const CHECKS: readonly Check[] = [
  // State: what ELB or EC2 says outright.

  // Reachability: what the network's configuration proves, in the packet's order.
  addressOutsideReach,
  loadBalancerEgressBlocked,
  loadBalancerAclBlocksRequest,
  noRouteToTarget,
  targetAclBlocksRequest,
  targetIngressBlocked,
  targetAclBlocksReply,
  noRouteBack,
  loadBalancerAclBlocksReply,

  // Routing.
  targetGroupUnused,
  zoneNotEnabled,

  // Health: what the answers say.
  applicationError,
  pathNotFound,

  // Health: by elimination.

  // Settings.

  // Resilience.

  // Observability.

  // The last resort: reads what all others answered.
  causeNotVisible,
];
