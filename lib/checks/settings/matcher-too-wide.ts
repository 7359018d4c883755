import { change } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { accepts } from '../health/status-code.ts';
import { failIfAny, pass } from '../outcome.ts';

/** Answers that say that the application does not serve. Others, such as 429 of a standby, may be meant. */
const TELLING = [401, 403, 404, 500, 502, 503];

export default defineCheck({
  id: 'matcher-too-wide',
  title: 'The matcher accepts error codes as healthy',
  category: 'settings',
  severity: 'low',
  why: 'A target that answers not found, forbidden or an error counts as healthy, so a broken deploy gets traffic.',
  fix: 'Accept only the codes that the health check path answers when all is well.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#health-check-settings',
  needs: [],
  explains: [],
  exempts: ({ healthCheck }) => {
    if (!healthCheck.enabled) return 'health checks are off';
    return healthCheck.matcher?.kind === 'http' ? undefined : 'the health check has no HTTP matcher';
  },
  evaluate({ region, targetGroup }) {
    const codes = targetGroup.healthCheck.matcher?.codes ?? '';
    const accepted = TELLING.filter((code) => accepts(codes, code));
    // One code alone was asked for by name; a range that runs over many was not thought about.
    if (accepted.length < 2) return pass(`the matcher is ${codes}`);
    return failIfAny(
      [
        {
          message: `${targetGroup.name} accepts ${codes}, and with it ${accepted.join(', ')}, as healthy`,
          evidence: { matcher: codes, accepted },
          targets: [],
          confidence: 'certain',
          resource: targetGroup.arn,
          remedies: [
            change(region.name, 'accept 200–399 only', {
              kind: 'modify-target-group',
              targetGroupArn: targetGroup.arn,
              settings: { httpCodes: '200-399' },
            }),
          ],
        },
      ],
      pass(`the matcher is ${codes}`),
    );
  },
});
