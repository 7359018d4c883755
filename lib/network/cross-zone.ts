import { type Gathered, known } from '../model/gathered.ts';
import type { LoadBalancer, TargetGroup } from '../model/load-balancing.ts';

const KEY = 'load_balancing.cross_zone.enabled';

/**
 * Whether every node sends to every target. A target group may decide for itself; else its load balancer does, where
 * on is fixed for Application Load Balancers and off the default of the others (ELB guides, Cross-zone load balancing).
 */
export function crossesZones(loadBalancer: LoadBalancer, group: TargetGroup): Gathered<boolean> {
  if (!group.attributes.known) return group.attributes;
  const own = group.attributes.value.get(KEY);
  if (own === 'true' || own === 'false') return known(own === 'true');
  if (loadBalancer.type === 'application') return known(true);
  if (!loadBalancer.attributes.known) return loadBalancer.attributes;
  return known(loadBalancer.attributes.value.get(KEY) === 'true');
}
