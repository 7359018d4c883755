import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { MUTE_TAG, muteCarriers, readMuteTag } from '../mute.ts';
import { type Case, failIfAny, pass, unknown } from '../outcome.ts';

export default defineCheck({
  id: 'mute-malformed',
  title: 'A mute tag cannot be understood and mutes nothing',
  category: 'observability',
  severity: 'low',
  why: 'Whoever set the tag expects silence, and alerts are sent all the same.',
  fix: 'Write check ids or all, then until= and reason= where wanted: `all until=2026-12-01 reason=moving`.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-tags.html',
  needs: ['tags', 'loadBalancers'],
  explains: [],
  evaluate({ region, targetGroup, tags, loadBalancers }) {
    const { carriers, unread } = muteCarriers(targetGroup, tags, loadBalancers);
    const cases = carriers.flatMap(({ name, arn, tags: own }): readonly Case[] => {
      const tag = readMuteTag(own);
      if (tag.kind !== 'malformed') return [];
      return [
        {
          message: `the tag ${MUTE_TAG} of ${name} ${tag.because}`,
          evidence: { resource: arn, tag: MUTE_TAG, value: tag.value },
          targets: [],
          confidence: 'certain',
          resource: arn,
          remedies: [
            nextStep(
              'write the tag anew',
              `aws elbv2 add-tags --region ${region.name} --resource-arns ${arn} --tags 'Key=${MUTE_TAG},Value=all until=YYYY-MM-DD'`,
            ),
          ],
        },
      ];
    });
    return failIfAny(cases, unread === undefined ? pass('every mute tag can be understood') : unknown(unread));
  },
});
