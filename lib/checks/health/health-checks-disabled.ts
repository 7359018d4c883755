import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, pass } from '../outcome.ts';
import type { EarlierOutcome } from '../subject.ts';

export default defineCheck({
  id: 'health-checks-disabled',
  title: 'The function is not health checked',
  category: 'health',
  severity: 'info',
  why: 'Health checks of Lambda functions are off by default, since each is an invocation that is billed. The state of the target then says nothing.',
  fix: 'Nothing need be done. Turn health checks on where failover to another group depends on them.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html',
  needs: ['targets'],
  explains: ['Target.HealthCheckDisabled'],
  exempts: ({ targetType }) =>
    targetType === 'lambda' ? undefined : 'only Lambda target groups can turn health checks off',
  evaluate({ targetGroup, targets, region, earlier }) {
    const off = pass('health checks are on');
    if (targetGroup.healthCheck.enabled || targets.length === 0) return off;
    return failIfAny(
      [
        {
          message: `health checks of ${targetGroup.name} are off, as is usual for functions`,
          evidence: { HealthCheckEnabled: false },
          targets,
          // Beside a fault of the function, or one that could not be ruled out, that nobody checks it is the state and
          // not the cause.
          confidence: (earlier ?? []).some(mayBeFaultOfFunction) ? 'possible' : 'certain',
          resource: targetGroup.arn,
          remedies: [
            nextStep(
              'turn them on if failover depends on them',
              `aws elbv2 modify-target-group --region ${region.name} --target-group-arn ${targetGroup.arn} --health-check-enabled`,
            ),
          ],
        },
      ],
      off,
    );
  },
});

const mayBeFaultOfFunction = ({ check, outcome }: EarlierOutcome): boolean =>
  (outcome.outcome === 'fail' || outcome.outcome === 'unknown') &&
  check.explains.includes('Target.HealthCheckDisabled');
