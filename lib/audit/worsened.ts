/** What a change broke: cases of checks that fail for a target for which they did not fail before. */
import type { Check } from '../checks/define-check.ts';
import type { Case } from '../checks/outcome.ts';
import { type Target, targetKey } from '../model/load-balancing.ts';
import type { Examined } from './examine.ts';
import { rankOf } from './severity.ts';

export interface Worsening {
  readonly check: Check;
  readonly fault: Case;
}

/**
 * Findings below medium are advice and do not count. Nor do causes that a target's answer shows once it can be reached:
 * they were there before, unseen. Where no target was healthy and now all are, so was where they are.
 */
export function worsened(checks: readonly Check[], before: Examined, after: Examined): readonly Worsening[] {
  const failedBefore = new Set(failuresOf(checks, before).flatMap(keysOf));
  const unreached = unreachedIn(before);
  const isRevived = !targetsOf(before).some(isServing) && targetsOf(after).every(isServing);
  return failuresOf(checks, after).filter(({ check, fault }) => {
    if (rankOf(fault.severity ?? check.severity) > rankOf('medium')) return false;
    if (check.category === 'health' && fault.targets.every((target) => unreached.has(targetKey(target)))) return false;
    if (check.category === 'resilience' && isRevived) return false;
    return keysOf({ check, fault }).some((key) => !failedBefore.has(key));
  });
}

function failuresOf(checks: readonly Check[], { outcomes }: Examined): readonly Worsening[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  return outcomes.flatMap(({ check: id, outcome }) => {
    const check = byId.get(id);
    if (check === undefined || outcome.outcome !== 'fail') return [];
    return outcome.cases.map((fault) => ({ check, fault }));
  });
}

/** One for each target, or one for the group. */
function keysOf({ check, fault }: Worsening): readonly string[] {
  if (fault.targets.length === 0) return [check.id];
  return fault.targets.map((target) => `${check.id}\n${targetKey(target)}`);
}

function unreachedIn(examined: Examined): ReadonlySet<string> {
  return new Set(
    targetsOf(examined)
      .filter(({ state }) => state !== 'healthy')
      .map(targetKey),
  );
}

const targetsOf = ({ targetGroup: { targets } }: Examined): readonly Target[] => (targets.known ? targets.value : []);

const isServing = ({ state }: Target): boolean => state === 'healthy' || state === 'initial';
