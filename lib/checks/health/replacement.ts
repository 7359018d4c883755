/** Who replaces targets that fail their checks, and signs that it does so too early. */
import { hintOf } from '../../model/gathered.ts';
import type { Target } from '../../model/load-balancing.ts';
import type { Instance } from '../../model/region.ts';
import type { Subject } from '../subject.ts';
import { instanceIdOf, interfaceWith } from '../target-instance.ts';

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

/** Seconds since the instance of a target was launched; undefined where that is not known. */
export function ageOf(subject: Subject, target: Target): number | undefined {
  const launched = instanceOf(subject, target)?.launchTime;
  if (launched === undefined) return undefined;
  const age = (Date.parse(subject.region.capturedAt) - Date.parse(launched)) / 1000;
  return Number.isFinite(age) && age >= 0 ? age : undefined;
}
