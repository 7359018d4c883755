import type { HealthCheck } from '../../model/load-balancing.ts';
import { change, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Confidence } from '../outcome.ts';
import { failIfAny, pass } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { flappingIn } from './flapping.ts';
import { isFailing } from './health-reading.ts';
import { slowResponses } from './load-evidence.ts';

export default defineCheck({
  id: 'thresholds-too-tight',
  title: 'Targets flap, and the timing of the health check explains it',
  category: 'health',
  severity: 'medium',
  why: 'A short timeout and few checks take a target out for a pause of a second or two, such as a garbage collection, and put it back soon after.',
  fix: 'Give the check a longer timeout or a higher unhealthy threshold, and look for what makes the target pause.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets', 'metrics'],
  explains: ['Target.Timeout', 'Target.FailedHealthChecks', 'Target.ResponseCodeMismatch'],
  exempts: ({ targetType }) => (targetType === 'lambda' ? 'functions do not flap' : undefined),
  evaluate(subject) {
    const { metrics, targets, targetGroup } = subject;
    const flapping = flappingIn(metrics);
    if (!flapping) return pass('the host counts do not go up and down');
    const { timeoutSeconds, intervalSeconds, unhealthyThreshold } = targetGroup.healthCheck;
    const slow = slowResponses(metrics, timeoutSeconds ?? 5);
    const tight = tightnessOf(targetGroup.healthCheck);
    const isShort = (unhealthyThreshold ?? 2) <= 2;
    if (!slow && !tight && !isShort) {
      return pass(`${flapping.metric} changed ${flapping.changes} times, but the timing is not tight`);
    }
    const failing = targets.filter(isFailing);
    return failIfAny(
      [
        {
          message: `${flapping.metric} changed ${flapping.changes} times in ${flapping.points} points: ${tight ?? slow?.because ?? `${unhealthyThreshold ?? 2} failures take a target out`}`,
          evidence: { ...flapping, timeoutSeconds, intervalSeconds, unhealthyThreshold, ...(slow?.evidence ?? {}) },
          targets: failing.length > 0 ? failing : targets,
          confidence: confidenceOf(tight, slow),
          ...(tight || slow ? {} : { severity: 'low' as const }),
          resource: targetGroup.arn,
          remedies: moreTime(subject),
        },
      ],
      pass('the host counts do not go up and down'),
    );
  },
});

const confidenceOf = (tight: string | undefined, slow: object | undefined): Confidence =>
  tight || slow ? 'likely' : 'possible';

/** Out after less than this: as long as a garbage collection or a deployment step may pause a process. */
const SHORT_SECONDS = 20;

function tightnessOf({ timeoutSeconds, intervalSeconds, unhealthyThreshold }: HealthCheck): string | undefined {
  if (intervalSeconds === undefined || unhealthyThreshold === undefined) return undefined;
  const out = intervalSeconds * unhealthyThreshold;
  if (out <= SHORT_SECONDS)
    return `a pause of ${out} s takes a target out (${unhealthyThreshold} checks, ${intervalSeconds} s apart)`;
  return timeoutSeconds !== undefined && timeoutSeconds <= 3 ? `the check waits ${timeoutSeconds} s only` : undefined;
}

/** ELB's own defaults where the settings are below them. */
function moreTime({ region, targetGroup }: Subject): readonly Remedy[] {
  const { timeoutSeconds = 5, intervalSeconds = 30, unhealthyThreshold = 2 } = targetGroup.healthCheck;
  const timeout = Math.max(timeoutSeconds < 5 ? 5 : timeoutSeconds * 2, 5);
  const wanted = Math.min(timeout, 60);
  const interval = Math.max(intervalSeconds, wanted + 5, 15);
  return [
    change(
      region.name,
      `wait ${wanted} s, every ${interval} s, and take a target out after ${Math.max(unhealthyThreshold, 3)} failures`,
      {
        kind: 'modify-target-group',
        targetGroupArn: targetGroup.arn,
        settings: {
          timeoutSeconds: wanted,
          intervalSeconds: interval,
          unhealthyThreshold: Math.max(unhealthyThreshold, 3),
        },
      },
    ),
  ];
}
