import { change } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, pass } from '../outcome.ts';

const KEY = 'deregistration_delay.timeout_seconds';

export default defineCheck({
  id: 'deregistration-delay-zero',
  title: 'Deregistering a target cuts its requests in flight',
  category: 'settings',
  severity: 'low',
  why: 'With a deregistration delay of 0 every deploy and scale-in ends the requests in flight, which clients see as 502.',
  fix: 'Set the delay to what the longest usual request takes.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay',
  needs: ['attributes'],
  explains: [],
  exempts: ({ targetType }) => (targetType === 'lambda' ? 'Lambda targets have no deregistration delay' : undefined),
  evaluate({ region, targetGroup, attributes }) {
    const delay = attributes.get(KEY);
    return failIfAny(
      delay === '0'
        ? [
            {
              message: `${targetGroup.name} has a deregistration delay of 0 s`,
              evidence: { [KEY]: delay },
              targets: [],
              confidence: 'certain',
              resource: targetGroup.arn,
              remedies: [
                change(region.name, 'give requests in flight 30 s', {
                  kind: 'modify-target-group-attributes',
                  targetGroupArn: targetGroup.arn,
                  attributes: { [KEY]: '30' },
                }),
              ],
            },
          ]
        : [],
      pass(delay === undefined ? 'it has no such attribute' : `the delay is ${delay} s`),
    );
  },
});
