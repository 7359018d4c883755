import type { LoadBalancer, Target } from '../../model/load-balancing.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, pass } from '../outcome.ts';
import type { Facts, Subject } from '../subject.ts';
import { highestOf, named } from './metric-evidence.ts';
import { repeatHealthCheck } from './repeat-health-check.ts';
import { ageOf, secondsSince } from './replacement.ts';

export default defineCheck({
  id: 'registration-stuck',
  title: 'A target stays in its first checks',
  category: 'health',
  severity: 'medium',
  why: 'One passed check makes a new target healthy. A target that is initial for much longer gets no traffic, and nothing says that it failed.',
  fix: 'See that the load balancer is active and that a listener forwards to the group; register the target again if both are so.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets', 'loadBalancers', 'metrics'],
  explains: ['Elb.RegistrationInProgress', 'Elb.InitialHealthChecking'],
  evaluate(subject) {
    const waiting = subject.targets.filter(({ state }) => state === 'initial');
    const byMessage = new Map<string, { readonly sign: Sign; readonly targets: Target[] }>();
    for (const target of waiting) {
      const sign = signOf(subject, target);
      if (!sign) continue;
      const same = byMessage.get(sign.message);
      if (same) same.targets.push(target);
      else byMessage.set(sign.message, { sign, targets: [target] });
    }
    const cases = [...byMessage.values()].map(({ sign, targets }) => toCase(subject, sign, targets));
    const none = 'no target is in its first checks';
    return failIfAny(
      cases,
      pass(waiting.length === 0 ? none : 'first checks take no longer than they should, as far as can be told'),
    );
  },
});

type Sign = Pick<Case, 'message' | 'evidence' | 'confidence'>;
type Measured = Subject & Pick<Facts, 'targets' | 'loadBalancers' | 'metrics'>;

function toCase(subject: Subject, sign: Sign, targets: readonly Target[]): Case {
  const [first] = targets;
  return {
    ...sign,
    targets,
    ...(sign.confidence === 'possible' ? { severity: 'low' as const } : {}),
    resource: subject.targetGroup.arn,
    remedies: first ? [repeatHealthCheck(subject.region, subject.targetGroup, first)] : [],
  };
}

/** Registration itself takes an NLB some minutes. */
const REGISTRATION_SECONDS = 300;

function signOf(subject: Measured, target: Target): Sign | undefined {
  const { loadBalancers, metrics } = subject;
  const notActive = loadBalancers.find(({ state }) => state === 'provisioning' || state === 'failed');
  if (notActive) return signOfState(subject, notActive);
  const { intervalSeconds = 30, timeoutSeconds = 10, healthyThreshold = 5 } = subject.targetGroup.healthCheck;
  const expected = REGISTRATION_SECONDS + (intervalSeconds + timeoutSeconds) * Math.max(healthyThreshold, 3);
  // Where targets leave at the same time, they are replaced and not stuck.
  const isReplaced = subject.targets.some(({ state }) => state === 'draining');
  const waited = isReplaced ? undefined : waitedSeconds(metrics, subject);
  if (waited !== undefined && waited >= expected) {
    const message = `for ${Math.round(waited / 60)} min the group has had no healthy target, and the checks are still called initial`;
    return { message, evidence: { waitedSeconds: waited, expectedSeconds: expected }, confidence: 'likely' };
  }
  // An old instance may have been registered just now, so its age alone proves nothing.
  const age = ageOf(subject, target);
  if (age === undefined || age < expected * 4 || target.reason !== 'Elb.RegistrationInProgress') return undefined;
  const message = `${target.id} has run for ${Math.round(age / 60)} min and is still being registered`;
  return { message, evidence: { ageSeconds: Math.round(age), expectedSeconds: expected }, confidence: 'possible' };
}

/** Setting a load balancer up takes AWS some minutes. */
const PROVISIONING_SECONDS = 900;

function signOfState({ region }: Subject, { name, state, createdAt }: LoadBalancer): Sign | undefined {
  const age = secondsSince(region, createdAt);
  if (state === 'provisioning' && age !== undefined && age < PROVISIONING_SECONDS) return undefined;
  const since = age === undefined ? '' : `, ${Math.round(age / 60)} min after it was created`;
  return {
    message: `${name} is ${state}${since}, so its checks have not begun`,
    evidence: { name, state, createdAt },
    confidence: state === 'failed' || since !== '' ? 'certain' : 'likely',
  };
}

/** How long the group's count of healthy hosts has stood at zero. */
function waitedSeconds(metrics: Measured['metrics'], { region }: Subject): number | undefined {
  const [series] = named(metrics, 'HealthyHostCount').filter(({ dimensions }) => dimensions.has('TargetGroup'));
  const [first] = series?.points ?? [];
  if (!series || !first || highestOf(series.points.map(({ value }) => value)) > 0) return undefined;
  return secondsSince(region, first.at);
}
