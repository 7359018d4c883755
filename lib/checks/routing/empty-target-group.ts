import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, notApplicable, pass } from '../outcome.ts';

export default defineCheck({
  id: 'empty-target-group',
  title: 'Requests are forwarded to a target group without targets',
  category: 'routing',
  severity: 'medium',
  why: 'An Application Load Balancer answers such requests 503; a Network Load Balancer lets connections fail.',
  fix: 'Register targets, or stop forwarding to the group.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-503-issues',
  needs: ['targets', 'forwards'],
  explains: [],
  evaluate({ region, targetGroup, targets, forwards }) {
    const used = forwards.filter(({ weight }) => weight > 0);
    if (used.length === 0) return notApplicable('nothing forwards to it');
    const serving = targets.filter(({ state }) => state !== 'draining');
    const otherwise = pass(`${serving.length} registered`);
    if (serving.length > 0) return otherwise;
    const listeners = [...new Set(used.map(({ listener }) => `${listener.protocol}:${listener.port}`))];
    const left = targets.length > 0 ? `only ${targets.length} draining` : 'no targets';
    return failIfAny(
      [
        {
          message: `listener ${listeners.join(', ')} forwards to ${targetGroup.name}, which has ${left}`,
          evidence: { listeners: used.map(({ listener }) => listener.arn), draining: targets.length },
          targets: [],
          confidence: 'certain',
          resource: targetGroup.arn,
          remedies: [
            nextStep(
              'see why the service registers no targets; to register one by hand:',
              `aws elbv2 register-targets --region ${region.name} --target-group-arn ${targetGroup.arn} --targets Id=TARGET_ID`,
            ),
          ],
        },
      ],
      otherwise,
    );
  },
});
