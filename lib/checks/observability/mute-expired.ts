import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { isExpired, MUTE_TAG, muteCarriers, readMuteTag } from '../mute.ts';
import { type Case, failIfAny, pass, unknown } from '../outcome.ts';

export default defineCheck({
  id: 'mute-expired',
  title: 'A mute tag has ended and is still there',
  category: 'observability',
  severity: 'low',
  why: 'It mutes nothing any more, and whoever reads it may believe that it does.',
  fix: 'Remove the tag, or set a new date where the silence is still wanted.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-tags.html',
  needs: ['tags', 'loadBalancers'],
  explains: [],
  evaluate({ region, targetGroup, tags, loadBalancers }) {
    const { carriers, unread } = muteCarriers(targetGroup, tags, loadBalancers);
    const cases = carriers.flatMap(({ name, arn, tags: own }): readonly Case[] => {
      const tag = readMuteTag(own);
      if (tag.kind !== 'mute' || !isExpired(tag.mute, region.capturedAt)) return [];
      return [
        {
          message: `the mute of ${name} ended at ${tag.mute.until}`,
          evidence: { resource: arn, tag: MUTE_TAG, value: own.get(MUTE_TAG), endedAt: tag.mute.until },
          targets: [],
          confidence: 'certain',
          resource: arn,
          remedies: [
            nextStep(
              'remove the tag',
              `aws elbv2 remove-tags --region ${region.name} --resource-arns ${arn} --tag-keys ${MUTE_TAG}`,
            ),
          ],
        },
      ];
    });
    return failIfAny(cases, unread === undefined ? pass('no mute has ended') : unknown(unread));
  },
});
