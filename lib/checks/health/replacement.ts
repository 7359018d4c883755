/** Who replaces targets that fail their checks, and signs that it does so too early. */
import { hintOf } from '../../model/gathered.ts';
import type { Target } from '../../model/load-balancing.ts';
import type { Instance, Region } from '../../model/region.ts';
import type { Subject } from '../subject.ts';
import { instanceIdOf, interfaceWith } from '../target-instance.ts';
import { askedOf, isContent, repeatingProbe } from './probe-evidence.ts';

export interface Replacer {
  readonly kind: 'ecs-service' | 'auto-scaling-group';
  readonly name: string;
}

/** By the tags that ECS and Auto Scaling put on what they make. */
export function replacerOf(subject: Subject, targets: readonly Target[]): Replacer | undefined {
  const { region, targetGroup } = subject;
  const ofGroup = hintOf(targetGroup.tags);
  const ofTargets = targets.flatMap((target) => {
    const instance = instanceOf(subject, target);
    const carrier = interfaceWith(region, targetGroup.vpcId, target.id);
    return [...(instance ? [instance.tags] : []), ...(carrier ? [carrier.tags] : [])];
  });
  for (const tags of [...(ofGroup ? [ofGroup] : []), ...ofTargets]) {
    const service = tags.get('aws:ecs:serviceName') ?? tags.get('aws:ecs:service-name');
    if (service) return { kind: 'ecs-service', name: service };
  }
  for (const tags of [...(ofGroup ? [ofGroup] : []), ...ofTargets]) {
    const group = tags.get('aws:autoscaling:groupName');
    if (group) return { kind: 'auto-scaling-group', name: group };
  }
  const isTask = targets.some(({ id }) =>
    /attachment|ecs:/i.test(interfaceWith(region, targetGroup.vpcId, id)?.description ?? ''),
  );
  return isTask ? { kind: 'ecs-service', name: targetGroup.name } : undefined;
}

export const instanceOf = (subject: Subject, target: Target): Instance | undefined => {
  const id = instanceIdOf(subject.region, subject.targetGroup.vpcId, target);
  return id === undefined ? undefined : hintOf(subject.region.instances.find(id));
};

/** Seconds since the instance or the task of a target was started; undefined where that is not known. */
export function ageOf(subject: Subject, target: Target): number | undefined {
  const started = instanceOf(subject, target)?.launchTime ?? taskStartOf(subject, target);
  const age = secondsSince(subject.region, started);
  return age !== undefined && age >= 0 ? age : undefined;
}

/** From an ISO time to when AWS was asked; undefined where it is no time. */
export function secondsSince({ capturedAt }: Pick<Region, 'capturedAt'>, at: string | undefined): number | undefined {
  const seconds = at === undefined ? Number.NaN : (Date.parse(capturedAt) - Date.parse(at)) / 1000;
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** An interface that is no instance's, as Fargate's are, is attached when its task starts. */
function taskStartOf({ region, targetGroup }: Subject, { id }: Target): string | undefined {
  const carrier = interfaceWith(region, targetGroup.vpcId, id);
  return carrier?.instanceId === undefined ? carrier?.attachedAt : undefined;
}

/** No application is asked to start faster than this. */
const YOUNG_SECONDS = 900;

export const isYoung = (subject: Subject, target: Target): boolean =>
  (ageOf(subject, target) ?? Infinity) <= YOUNG_SECONDS;

/** A task that tells no age may be young: a service that replaces what fails has none that is old. */
export const mayBeYoung = (subject: Subject, target: Target): boolean => (ageOf(subject, target) ?? 0) <= YOUNG_SECONDS;

/** Targets that are taken away while they are young, and answer by now as the health check asks them to. */
export function lateStarters(subject: Subject, targets: readonly Target[]): readonly Target[] {
  const { targetGroup, probes } = subject;
  return targets.filter((target) => {
    if (target.state !== 'draining' || !isYoung(subject, target)) return false;
    const own = probes.filter(({ targetId }) => targetId === target.id);
    const repeated = repeatingProbe(targetGroup, target, own);
    return repeated !== undefined && isContent(targetGroup, askedOf(targetGroup, target), repeated);
  });
}
