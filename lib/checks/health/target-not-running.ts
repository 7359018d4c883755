import type { Target } from '../../model/load-balancing.ts';
import { change, nextStep, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, pass, type Unseen, unknown } from '../outcome.ts';
import type { Facts, Subject } from '../subject.ts';
import { type Absence, absenceOf } from './target-presence.ts';

export default defineCheck({
  id: 'target-not-running',
  title: 'The instance or the interface behind the target is gone',
  category: 'health',
  severity: 'high',
  why: 'Nothing runs where the target points: the instance is stopped or terminated, or no network interface carries the address any more.',
  fix: 'Start the instance, or deregister the target; if targets are registered by a controller, see why it left this one behind.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets'],
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
    const blindness = cannotTell(subject);
    const absent = suspects.flatMap((target): Absent[] => {
      const absence = (blindness === undefined ? absenceOf(subject, target) : undefined) ?? saidByElb(target);
      return absence ? [{ target, absence }] : [];
    });
    if (blindness !== undefined && absent.length === 0) return unknown(blindness);
    const found = new Set(absent.map(({ target }) => target));
    const doubtful = suspects.filter((target) => !found.has(target));
    const unseen: readonly Unseen[] =
      blindness === undefined || doubtful.length === 0 ? [] : [{ targets: doubtful, because: blindness }];
    return failIfAny(
      groupByStory(absent).map((together) => toCase(subject, together)),
      pass(innocence(subject.targetGroup.targetType), unseen),
      unseen,
    );
  },
});

/** What would tell that an instance or an address is gone could not be read. */
function cannotTell(subject: Subject & Pick<Facts, 'targets'>): string | undefined {
  const { region, targetGroup } = subject;
  if (targetGroup.targetType === 'instance') return unreadInstances(subject);
  const { interfaces, subnets } = region.network;
  if (!interfaces.all.known) return interfaces.all.because;
  return subnets.all.known ? undefined : subnets.all.because;
}

function unreadInstances({ region, targets }: Subject & Pick<Facts, 'targets'>): string | undefined {
  if (!region.instances.all.known) return region.instances.all.because;
  const ids = new Set(targets.map(({ id }) => id));
  const denied = region.unread.find(
    ({ api, resource }) => api.endsWith('DescribeInstances') && resource !== undefined && ids.has(resource),
  );
  return denied && `${denied.api}: ${denied.code}`;
}

interface Absent {
  readonly target: Target;
  readonly absence: Absence;
}

const innocence = (targetType: string): string =>
  targetType === 'instance' ? 'the instances are running' : 'a network interface carries each address';

function groupByStory(absent: readonly Absent[]): readonly (readonly Absent[])[] {
  const byStory = new Map<string, Absent[]>();
  for (const each of absent) {
    const story = `${each.target.reason} ${each.absence.instanceState} ${each.absence.sure}`;
    byStory.set(story, [...(byStory.get(story) ?? []), each]);
  }
  return [...byStory.values()];
}

function toCase(subject: Subject, absent: readonly Absent[]): Case {
  const targets = absent.map(({ target }) => target);
  const whats = absent.map(({ absence }) => absence.what);
  const shown = whats.length > 3 ? `${whats.slice(0, 2).join('; ')}; ${whats.length - 2} more` : whats.join('; ');
  const reasons = [...new Set(absent.flatMap(({ absence }) => absence.stateReason ?? []))];
  const [first] = absent;
  const isSure = first?.absence.sure === true || first?.target.reason === 'Target.InvalidState';
  return {
    message: reasons.length === 1 ? `${shown}: ${reasons[0]}` : shown,
    evidence: {
      targets: targets.map(({ id }) => id),
      instanceState: first?.absence.instanceState,
      stateReasons: reasons,
    },
    targets,
    confidence: isSure ? 'certain' : 'likely',
    ...(targets.length === 1 && first ? { resource: first.target.id } : {}),
    remedies: remediesFor(subject, targets, first?.absence.instanceState),
  };
}

function saidByElb({ id, reason, description }: Target): Absence | undefined {
  if (reason !== 'Target.InvalidState') return undefined;
  return { what: `ELB says of ${id}: ${description ?? 'invalid state'}`, sure: true };
}

/** A stopped instance can be started; what is gone for good can only be deregistered, unless nothing would be left. */
function remediesFor(subject: Subject, targets: readonly Target[], state: string | undefined): readonly Remedy[] {
  const { region, targetGroup } = subject;
  const names = targets.length > 3 ? `${targets.length} targets` : targets.map(({ id }) => id).join(', ');
  const start = change(region.name, `start ${names}`, {
    kind: 'start-instances',
    instanceIds: [...new Set(targets.map(({ id }) => id))],
  });
  const first = state === 'stopped' ? [start] : [];
  const registered = targetGroup.targets.known ? targetGroup.targets.value.length : 0;
  if (targets.length >= registered) return first.length > 0 ? first : [registerAnew(subject)];
  const deregister = change(region.name, `deregister ${names}`, {
    kind: 'deregister-targets',
    targetGroupArn: targetGroup.arn,
    targets: targets.map(({ id, port }) => ({ id, port })),
  });
  return [...first, deregister];
}

/** Nothing that is registered exists: first comes what replaced it. */
const registerAnew = ({ region, targetGroup }: Subject): Remedy =>
  nextStep(
    'register what runs in place of these targets, then deregister them; ask the controller or service that registers targets why it did not',
    `aws elbv2 register-targets --region ${region.name} --target-group-arn ${targetGroup.arn} --targets "Id=$NEW_TARGET"`,
  );
