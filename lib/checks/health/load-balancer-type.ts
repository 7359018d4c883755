import type { LoadBalancerType, TargetGroup } from '../../model/load-balancing.ts';

/** The kind of load balancer a group is for; its own settings decide it, attached or not. */
export function loadBalancerTypeOf({ protocol, targetType }: TargetGroup): LoadBalancerType {
  if (protocol === 'GENEVE') return 'gateway';
  if (targetType === 'lambda' || protocol === 'HTTP' || protocol === 'HTTPS') return 'application';
  return protocol === undefined ? 'application' : 'network';
}
