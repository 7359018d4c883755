import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, pass } from '../outcome.ts';

export default defineCheck({
  id: 'load-balancer-internal-error',
  title: 'The load balancer could not carry out the health check',
  category: 'health',
  severity: 'high',
  why: 'The fault lies in Elastic Load Balancing; nothing in the account causes or mends it.',
  fix: 'Look at AWS Health and wait for the next checks; open a case with AWS if it stays.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets'],
  explains: ['Elb.InternalError'],
  evaluate({ targets, region, targetGroup }) {
    const affected = targets.filter(({ reason }) => reason === 'Elb.InternalError');
    const [first] = affected;
    if (!first) return pass('ELB reports no error of its own');
    return failIfAny(
      [
        {
          message: `ELB reports an error of its own: ${first.description ?? 'internal error'}`,
          evidence: { reason: first.reason, description: first.description },
          targets: affected,
          confidence: 'certain',
          resource: targetGroup.arn,
          remedies: [
            nextStep(
              'see whether AWS reports an event',
              `aws health describe-events --region us-east-1 --filter 'services=ELASTICLOADBALANCING,regions=${region.name},eventStatusCodes=open'`,
            ),
          ],
        },
      ],
      pass('ELB reports no error of its own'),
    );
  },
});
