/** What was examined and found fine, and what could not be examined. */

import { canExplain } from '../checks/can-explain.ts';
import type { Check } from '../checks/define-check.ts';
import type { Outcome, Unseen } from '../checks/outcome.ts';
import type { GatheredFacts } from '../checks/subject.ts';
import { type Target, targetKey } from '../model/load-balancing.ts';
import type { RuledOut } from './diagnosis.ts';

interface CheckAnswer {
  readonly check: string;
  readonly outcome: Outcome;
}

type ById = ReadonlyMap<string, Check>;

/** The last resort is no suspect: it cannot be found innocent. */
const LAST_RESORT = 'cause-not-visible';

function relevant(first: Target, outcomes: readonly CheckAnswer[], byId: ById): readonly CheckAnswer[] {
  return outcomes.filter(({ check: id }) => {
    const check = byId.get(id);
    return check !== undefined && id !== LAST_RESORT && canExplain(check, first);
  });
}

/** Checks that could have been the cause and answered, for these targets, that they are not. */
export function ruledOutFor(
  first: Target,
  targets: readonly Target[],
  outcomes: readonly CheckAnswer[],
  byId: ById,
): readonly RuledOut[] {
  return relevant(first, outcomes, byId).flatMap(({ check, outcome }): RuledOut[] => {
    if (outcome.outcome === 'pass' && !isUnseen(outcome.unseen, targets)) return [{ check, because: outcome.because }];
    return [];
  });
}

/** Checks that could have been the cause and could not be answered, for these targets, with what is missing. */
export function couldNotLookAt(
  first: Target,
  targets: readonly Target[],
  outcomes: readonly CheckAnswer[],
  byId: ById,
  facts: GatheredFacts,
): readonly RuledOut[] {
  const gaps = relevant(first, outcomes, byId).flatMap(({ check, outcome }): RuledOut[] => {
    if (outcome.outcome === 'unknown') return [{ check, because: outcome.because }];
    if (outcome.outcome === 'notApplicable') return [];
    return outcome.unseen
      .filter(({ targets: about }) => concerns(about, targets))
      .map(({ because }) => ({ check, because }));
  });
  const distinct = [...new Map(gaps.map((gap) => [`${gap.check}\n${gap.because}`, gap])).values()];
  return distinct.length > 0 || facts.targets.known
    ? distinct
    : [{ check: LAST_RESORT, because: facts.targets.because }];
}

const isUnseen = (unseen: readonly Unseen[], targets: readonly Target[]): boolean =>
  unseen.some(({ targets: about }) => concerns(about, targets));

function concerns(about: readonly Target[], targets: readonly Target[]): boolean {
  if (about.length === 0) return true;
  const keys = new Set(about.map(targetKey));
  return targets.some((target) => keys.has(targetKey(target)));
}
