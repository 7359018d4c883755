/** Node-local health ports: Kubernetes services with externalTrafficPolicy Local. */
import type { Target, TargetGroup } from '../../model/load-balancing.ts';

/**
 * kube-proxy answers such a service's health port, which is not the traffic's, with 200 on nodes that run one of its
 * pods and with 503 on the others: those are unhealthy so that they get no traffic. It is by design as long as some
 * node answers.
 */
export function isNodeLocal(group: TargetGroup, targets: readonly Target[], target: Target): boolean {
  const { healthCheck, targetType } = group;
  const isNodeLocalPort =
    targetType === 'instance' &&
    healthCheck.protocol === 'HTTP' &&
    healthCheck.path === '/healthz' &&
    healthCheck.port !== 'traffic-port' &&
    targets.every(({ port }) => port !== healthCheck.port);
  return isNodeLocalPort && saysNothingLocal(target) && targets.some(({ state }) => state === 'healthy');
}

const saysNothingLocal = ({ state, reason, description }: Target): boolean =>
  (state === 'unhealthy' || state === 'unhealthy.draining') &&
  (reason === 'Target.FailedHealthChecks' ||
    (reason === 'Target.ResponseCodeMismatch' && (description ?? '').includes('503')));
