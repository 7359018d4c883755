/** Which TLS a load balancer offers to targets. */

import { hintOf } from '../../model/gathered.ts';
import type { LoadBalancer, LoadBalancerType } from '../../model/load-balancing.ts';

export interface BackendTls {
  /** The policy towards targets; it cannot be chosen, only derived. */
  readonly policy: string;
  readonly offersTls13: boolean;
  readonly listenerPolicies: readonly string[];
}

/**
 * An ALB derives it from the policies of its HTTPS listeners: a TLS 1.3, FIPS, post-quantum or RFC 9151 policy on any of
 * them brings TLS 1.3 towards targets as well, all others leave ELBSecurityPolicy-2016-08, TLS 1.0 to 1.2.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export function backendTlsOf(loadBalancers: readonly LoadBalancer[], type: LoadBalancerType): BackendTls | undefined {
  if (type !== 'application') {
    return { policy: 'the health checks of an NLB or GWLB', offersTls13: false, listenerPolicies: [] };
  }
  const listeners = loadBalancers.map((loadBalancer) => hintOf(loadBalancer.listeners));
  if (loadBalancers.length === 0 || listeners.some((each) => each === undefined)) return undefined;
  const policies = listeners.flatMap((each) => (each ?? []).flatMap(({ sslPolicy }) => sslPolicy ?? []));
  const offersTls13 = policies.some((policy) => /TLS13|FIPS|PQ|RFC9151/i.test(policy));
  const policy = offersTls13 ? 'a TLS 1.3 policy' : 'ELBSecurityPolicy-2016-08';
  return { policy, offersTls13, listenerPolicies: [...new Set(policies)] };
}
