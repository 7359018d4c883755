import { type Gathered, known } from '../model/gathered.ts';
import type { LoadBalancer, TargetGroup } from '../model/load-balancing.ts';

const ALWAYS = new Set(['UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC']);

/**
 * Whether a Network Load Balancer hands on its clients' addresses. It always does for UDP and QUIC; for TCP and TLS the
 * attribute says so, and where there is none, it does to all but IP targets (NLB guide, Target groups → Client IP
 * preservation).
 */
export function keepsClientAddresses(loadBalancer: LoadBalancer, group: TargetGroup): Gathered<boolean> {
  if (loadBalancer.type !== 'network') return known(false);
  if (ALWAYS.has(group.protocol ?? '')) return known(true);
  if (!group.attributes.known) return group.attributes;
  const attribute = group.attributes.value.get('preserve_client_ip.enabled');
  return known(attribute === undefined ? group.targetType !== 'ip' : attribute === 'true');
}
