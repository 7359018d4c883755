/** Whether a change broke something: a check fails for a target for which it did not fail before. */
import type { Check } from '../checks/define-check.ts';
import { targetKey } from '../model/load-balancing.ts';
import type { Examined } from './examine.ts';
import { rankOf } from './severity.ts';

/**
 * Findings below medium are advice and do not count. Nor do causes that a target's answer shows once it can be reached:
 * they were there before, unseen.
 */
export function isWorse(checks: readonly Check[], before: Examined, after: Examined): boolean {
  const counted = new Set(checks.filter((check) => rankOf(check.severity) <= rankOf('medium')).map(({ id }) => id));
  const failedBefore = failuresOf(before);
  const unreachedBefore = before.targetGroup.targets.known
    ? new Set(before.targetGroup.targets.value.filter(({ state }) => state !== 'healthy').map(targetKey))
    : new Set<string>();
  const unmaskable = new Set(checks.filter(({ category }) => category === 'health').map(({ id }) => id));
  return [...failuresOf(after)].some(([key, { check, target }]) => {
    if (!counted.has(check) || failedBefore.has(key)) return false;
    return !(unmaskable.has(check) && (target === undefined || unreachedBefore.has(target)));
  });
}

interface Failure {
  readonly check: string;
  readonly target: string | undefined;
}

function failuresOf({ outcomes }: Examined): ReadonlyMap<string, Failure> {
  const failures = outcomes.flatMap(({ check, outcome }): Failure[] => {
    if (outcome.outcome !== 'fail') return [];
    return outcome.cases.flatMap(({ targets }): Failure[] => {
      if (targets.length === 0) return [{ check, target: undefined }];
      return targets.map((target) => ({ check, target: targetKey(target) }));
    });
  });
  return new Map(failures.map((failure) => [`${failure.check}\n${failure.target ?? ''}`, failure]));
}
