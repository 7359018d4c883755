import type { Target } from '../../model/load-balancing.ts';
import { nextStep, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Confidence, failIfAny, pass } from '../outcome.ts';
import type { Facts, Subject } from '../subject.ts';
import { isFailing } from './health-reading.ts';
import { highestOf, named, valuesOf } from './metric-evidence.ts';
import { ageOf, isYoung, lateStarters, mayBeYoung, type Replacer, replacerOf } from './replacement.ts';

export default defineCheck({
  id: 'grace-period-too-short',
  title: 'Targets are replaced before they can become healthy',
  category: 'health',
  severity: 'high',
  why: 'ECS and Auto Scaling replace what fails its health check once the grace period is over. Where starting takes longer, no target ever gets healthy.',
  fix: 'Set the health check grace period to more than the slowest start takes.',
  reference: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html',
  needs: ['targets', 'metrics'],
  explains: [
    'Target.DeregistrationInProgress',
    'Elb.InitialHealthChecking',
    'Elb.RegistrationInProgress',
    'Target.FailedHealthChecks',
    'Target.Timeout',
  ],
  exempts: ({ targetType }) =>
    targetType === 'lambda' || targetType === 'alb' ? 'its targets are not replaced' : undefined,
  evaluate(subject) {
    const innocence = pass('no target is taken away while it is young');
    const { targets } = subject;
    const replacer = replacerOf(subject, targets);
    const leaving = targets.filter((target) => isLeaving(subject, target));
    const starting = targets.filter(({ state }) => state === 'initial');
    const failing = targets.filter(isFailing);
    if (!replacer || leaving.length === 0 || starting.length + failing.length === 0) return innocence;
    const late = lateStarters(subject, leaving);
    const confidence = confidenceOf(subject, leaving, late);
    if (!confidence) return innocence;
    return failIfAny(
      [
        {
          message: `${leaving.length} of ${targets.length} targets leave before they were ever healthy, while ${starting.length + failing.length} others start: ${replacer.name} replaces them too early`,
          evidence: {
            replacer,
            leaving: leaving.map(({ id }) => id),
            starting: starting.map(({ id }) => id),
            youngestSeconds: youngest(subject, leaving),
            answerByNow: late.map(({ id }) => id),
          },
          targets: [...leaving, ...starting, ...failing.filter((target) => mayBeYoung(subject, target))],
          confidence,
          resource: replacer.name,
          remedies: [longerGrace(subject, replacer)],
        },
      ],
      innocence,
    );
  },
});

/** Being taken away: draining, or already stopped by whoever replaces it. */
const isLeaving = (subject: Subject, target: Target): boolean =>
  target.state === 'draining' && mayBeYoung(subject, target);

/**
 * A deployment drains old targets beside healthy ones; here the young ones go, or none was ever healthy. Those that
 * answer by the time they go were only late.
 */
function confidenceOf(
  subject: Subject & Pick<Facts, 'targets' | 'metrics'>,
  leaving: readonly Target[],
  late: readonly Target[],
): Confidence | undefined {
  const counts = named(subject.metrics, 'HealthyHostCount').flatMap(valuesOf);
  const neverHealthy = counts.length >= 5 && highestOf(counts) === 0;
  const anyHealthy = subject.targets.some(({ state }) => state === 'healthy');
  if (!anyHealthy && late.length > 0) return 'certain';
  if (leaving.some((target) => isYoung(subject, target))) return anyHealthy && !neverHealthy ? 'possible' : 'likely';
  if (neverHealthy) return 'likely';
  return anyHealthy ? undefined : 'possible';
}

function youngest(subject: Subject, leaving: readonly Target[]): number | undefined {
  const ages = leaving.flatMap((target) => ageOf(subject, target) ?? []);
  return ages.length === 0 ? undefined : Math.round(Math.min(...ages));
}

function longerGrace({ region, targetGroup }: Subject, { kind, name }: Replacer): Remedy {
  const { intervalSeconds = 30, healthyThreshold = 5 } = targetGroup.healthCheck;
  const seconds = Math.max(300, intervalSeconds * healthyThreshold * 2);
  const summary = `give ${name} a grace period longer than its slowest start`;
  return kind === 'ecs-service'
    ? nextStep(
        summary,
        `aws ecs update-service --region ${region.name} --cluster "$CLUSTER" --service ${name} --health-check-grace-period-seconds ${seconds}`,
      )
    : nextStep(
        summary,
        `aws autoscaling update-auto-scaling-group --region ${region.name} --auto-scaling-group-name ${name} --health-check-grace-period ${seconds}`,
      );
}
