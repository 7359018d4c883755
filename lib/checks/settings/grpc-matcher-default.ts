import { change } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, pass } from '../outcome.ts';

export default defineCheck({
  id: 'grpc-matcher-default',
  title: 'A gRPC health check is left at the default code 12',
  category: 'settings',
  severity: 'low',
  why: '12 is UNIMPLEMENTED: any gRPC server that lacks the method is healthy, whatever the state of the service.',
  fix: 'Check a method that the service implements, such as /grpc.health.v1.Health/Check, and accept 0.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#health-check-settings',
  needs: [],
  explains: [],
  exempts: ({ protocolVersion }) => (protocolVersion === 'GRPC' ? undefined : 'not a gRPC target group'),
  evaluate({ region, targetGroup }) {
    const { matcher, path } = targetGroup.healthCheck;
    const codes = matcher?.codes ?? '12';
    return failIfAny(
      codes === '12'
        ? [
            {
              message: `${targetGroup.name} accepts gRPC status 12 (UNIMPLEMENTED) of ${path ?? '/AWS.ALB/healthcheck'} as healthy`,
              evidence: { codes, path },
              targets: [],
              confidence: 'certain',
              resource: targetGroup.arn,
              remedies: [
                change(region.name, 'check the standard health method', {
                  kind: 'modify-target-group',
                  targetGroupArn: targetGroup.arn,
                  settings: { path: '/grpc.health.v1.Health/Check', grpcCodes: '0' },
                }),
              ],
            },
          ]
        : [],
      pass(`the matcher is ${codes}`),
    );
  },
});
