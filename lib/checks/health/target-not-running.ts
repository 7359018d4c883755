import type { Target } from '../../model/load-balancing.ts';
import { change, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, pass } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { type Absence, absenceOf } from './target-presence.ts';

export default defineCheck({
  id: 'target-not-running',
  title: 'The instance or the interface behind the target is gone',
  category: 'health',
  severity: 'high',
  why: 'Nothing runs where the target points: the instance is stopped or terminated, or no network interface carries the address any more.',
  fix: 'Start the instance, or deregister the target; if targets are registered by a controller, see why it left this one behind.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets', 'instances'],
  explains: [
    'Target.InvalidState',
    'Target.FailedHealthChecks',
    'Target.Timeout',
    'Target.NotRegistered',
    'Elb.RegistrationInProgress',
    'Elb.InitialHealthChecking',
    'Target.DeregistrationInProgress',
  ],
  exempts: ({ targetType }) =>
    targetType === 'lambda' || targetType === 'alb' ? 'its targets are neither instances nor addresses' : undefined,
  evaluate(subject) {
    // A target that passes its checks is there, whatever else could not be found.
    const suspects = subject.targets.filter(({ state }) => state !== 'healthy' && state !== 'draining');
    const cases = suspects.flatMap((target) => caseOf(subject, target) ?? []);
    return failIfAny(cases, pass(innocence(subject.targetGroup.targetType)));
  },
});

const innocence = (targetType: string): string =>
  targetType === 'instance' ? 'the instances are running' : 'a network interface carries each address';

function caseOf(subject: Subject, target: Target): Case | undefined {
  const isInvalid = target.reason === 'Target.InvalidState';
  const absence = absenceOf(subject, target) ?? (isInvalid ? saidByElb(target) : undefined);
  if (!absence) return undefined;
  const { what, instanceState, stateReason } = absence;
  return {
    message: stateReason ? `${what}: ${stateReason}` : what,
    evidence: {
      target: target.id,
      ...(instanceState ? { instanceState } : {}),
      ...(stateReason ? { stateReason } : {}),
    },
    targets: [target],
    confidence: absence.sure || isInvalid ? 'certain' : 'likely',
    resource: target.id,
    remedies: remediesFor(subject, target, absence),
  };
}

const saidByElb = ({ id, description }: Target): Absence => ({
  what: `ELB says of ${id}: ${description ?? 'invalid state'}`,
  sure: true,
});

/** A stopped instance can be started; what is gone for good can only be deregistered. */
function remediesFor(subject: Subject, target: Target, { instanceState }: Absence): readonly Remedy[] {
  const region = subject.region.name;
  const deregister = change(region, `deregister ${target.id}`, {
    kind: 'deregister-targets',
    targetGroupArn: subject.targetGroup.arn,
    targets: [{ id: target.id, port: target.port }],
  });
  if (instanceState !== 'stopped') return [deregister];
  return [change(region, `start ${target.id}`, { kind: 'start-instances', instanceIds: [target.id] }), deregister];
}
