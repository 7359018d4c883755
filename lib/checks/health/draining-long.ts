import { change } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, pass } from '../outcome.ts';

export default defineCheck({
  id: 'draining-long',
  title: 'Targets drain for longer than requests take',
  category: 'health',
  severity: 'low',
  why: 'A load balancer keeps a target draining for the whole deregistration delay, idle or not; deployments and scaling in wait for it.',
  fix: 'Set the deregistration delay to a little more than the longest request or connection takes.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay',
  needs: ['targets', 'attributes'],
  explains: ['Target.DeregistrationInProgress'],
  exempts: ({ targetType }) => (targetType === 'lambda' ? 'functions do not drain' : undefined),
  evaluate({ targets, attributes, targetGroup, region }) {
    const draining = targets.filter(({ state }) => state === 'draining');
    const delay = Number(attributes.get('deregistration_delay.timeout_seconds') ?? DEFAULT_SECONDS);
    const innocence = pass(
      draining.length === 0 ? 'no target is draining' : `draining ends after ${delay} s (deregistration delay)`,
    );
    if (draining.length === 0 || delay < LONG_SECONDS) return innocence;
    return failIfAny(
      [
        {
          message: `${draining.length} of ${targets.length} targets drain for up to ${Math.round(delay / 60)} min (deregistration delay ${delay} s)`,
          evidence: { 'deregistration_delay.timeout_seconds': delay, draining: draining.length },
          targets: draining,
          confidence: 'likely',
          resource: targetGroup.arn,
          remedies: [
            change(region.name, `drain for ${DEFAULT_SECONDS} s, ELB's own default`, {
              kind: 'modify-target-group-attributes',
              targetGroupArn: targetGroup.arn,
              attributes: { 'deregistration_delay.timeout_seconds': String(DEFAULT_SECONDS) },
            }),
          ],
        },
      ],
      innocence,
    );
  },
});

const DEFAULT_SECONDS = 300;
/** Three times the default. */
const LONG_SECONDS = 900;
