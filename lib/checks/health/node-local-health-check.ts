import { defineCheck } from '../define-check.ts';
import { failIfAny, pass } from '../outcome.ts';
import { isNodeLocal } from './node-local-health.ts';
import { repeatHealthCheck } from './repeat-health-check.ts';

export default defineCheck({
  id: 'node-local-health-check',
  title: 'Nodes without a pod of the service fail its node-local check by design',
  category: 'health',
  severity: 'info',
  why: 'With externalTrafficPolicy Local, kube-proxy answers the health port only on nodes that run a pod of the service, so that only those get its traffic.',
  fix: 'Nothing need be done while as many nodes are healthy as run a pod of the service.',
  reference:
    'https://kubernetes.io/docs/tasks/access-application-cluster/create-external-load-balancer/#preserving-the-client-source-ip',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'],
  exempts: ({ targetType }) => (targetType === 'instance' ? undefined : 'its targets are no nodes'),
  evaluate({ targets, targetGroup, region }) {
    const away = targets.filter((target) => isNodeLocal(targetGroup, targets, target));
    const [first] = away;
    const innocence = pass('the health check is not node-local');
    if (!first) return innocence;
    const healthy = targets.length - away.length;
    return failIfAny(
      [
        {
          message: `${away.length} of ${targets.length} nodes run no pod of the service, by its node-local health port ${targetGroup.healthCheck.port}`,
          evidence: { healthCheckPort: targetGroup.healthCheck.port, path: targetGroup.healthCheck.path, healthy },
          targets: away,
          confidence: 'likely',
          resource: targetGroup.arn,
          remedies: [
            repeatHealthCheck(
              region,
              targetGroup,
              first,
              'if pods of the service do run on these nodes, ask kube-proxy there',
            ),
          ],
        },
      ],
      innocence,
    );
  },
});
