/** From what every check answered about a group to why its targets are not healthy. */

import { canExplain } from '../checks/can-explain.ts';
import type { Check } from '../checks/define-check.ts';
import { loadBalancerTypeOf } from '../checks/health/load-balancer-type.ts';
import { CHECKS } from '../checks/index.ts';
import type { Case, Confidence, Outcome } from '../checks/outcome.ts';
import type { GatheredFacts, Subject } from '../checks/subject.ts';
import { type Target, type TargetGroup, targetKey } from '../model/load-balancing.ts';
import type { Cause, Diagnosis } from './diagnosis.ts';
import { couldNotLookAt, ruledOutFor } from './innocence.ts';

export interface CheckAnswer {
  readonly check: string;
  readonly outcome: Outcome;
}

/** One failing case that is about a target, with its check and its place in the catalogue. */
interface Suspect {
  readonly check: Check;
  readonly fault: Case;
  readonly order: number;
}

const BY_ID: ReadonlyMap<string, Check> = new Map(CHECKS.map((check) => [check.id, check]));

/** One diagnosis per group of targets with the same story; every target that is not healthy is in exactly one. */
export function diagnose(
  subject: Subject,
  facts: GatheredFacts,
  outcomes: readonly CheckAnswer[],
): readonly Diagnosis[] {
  const { targets } = subject.targetGroup;
  if (!targets.known) return [];
  const suspectsOf = suspectsByTarget(outcomes);
  const stories = new Map<string, { readonly suspects: readonly Suspect[]; readonly targets: Target[] }>();
  for (const target of targets.value) {
    if (target.state === 'healthy') continue;
    const suspects = suspectsOf(target);
    const story = storyOf(target, suspects);
    const same = stories.get(story);
    if (same) same.targets.push(target);
    else stories.set(story, { suspects, targets: [target] });
  }
  return [...stories.values()].map((story) => toDiagnosis(subject, facts, outcomes, story));
}

function suspectsByTarget(outcomes: readonly CheckAnswer[]): (target: Target) => readonly Suspect[] {
  const aboutAll: Suspect[] = [];
  const byTarget = new Map<string, Suspect[]>();
  outcomes.forEach(({ check: id, outcome }, order) => {
    const check = BY_ID.get(id);
    if (!check || outcome.outcome !== 'fail') return;
    for (const fault of outcome.cases) {
      const suspect = { check, fault, order };
      if (fault.targets.length === 0) aboutAll.push(suspect);
      for (const target of fault.targets) {
        const key = targetKey(target);
        byTarget.set(key, [...(byTarget.get(key) ?? []), suspect]);
      }
    }
  });
  return (target) => [...(byTarget.get(targetKey(target)) ?? []), ...aboutAll];
}

function storyOf({ state, reason, description }: Target, suspects: readonly Suspect[]): string {
  const faults = suspects.map(
    ({ check, fault }) => `${check.id} ${fault.confidence} ${fault.resource} ${fault.message}`,
  );
  return [state, reason, description, ...faults].join('\n');
}

interface Story {
  readonly suspects: readonly Suspect[];
  readonly targets: readonly Target[];
}

function toDiagnosis(
  { targetGroup }: Subject,
  facts: GatheredFacts,
  outcomes: readonly CheckAnswer[],
  { suspects, targets }: Story,
): Diagnosis {
  const [first] = targets;
  if (!first) throw new Error('a diagnosis is about at least one target');
  const { causes, later, isHidden } = sortOut(targetGroup, first, suspects);
  const innocent = ruledOutFor(first, targets, outcomes, BY_ID);
  return {
    targets,
    state: first.state,
    reason: first.reason,
    description: first.description,
    causes: causes.map(toCause),
    then: later.map(toCause),
    ruledOut: isHidden ? innocent.filter(({ check }) => isSeenAnyway(BY_ID.get(check))) : innocent,
    couldNotLook: couldNotLookAt(first, targets, outcomes, BY_ID, facts),
  };
}

const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];

/** A network fault hides what lies behind it: other faults that are visible nevertheless come after it. */
function sortOut(
  targetGroup: TargetGroup,
  target: Target,
  suspects: readonly Suspect[],
): { causes: readonly Suspect[]; later: readonly Suspect[]; isHidden: boolean } {
  const explaining = suspects.filter(({ check }) => canExplain(check, target)).toSorted(byDirectness);
  const rest = suspects.filter((suspect) => !explaining.includes(suspect) && isBehind(suspect));
  const isHidden = explaining.some((suspect) => hidesOthers(targetGroup, target, suspect));
  if (!isHidden) return { causes: explaining, later: rest.toSorted(byDirectness), isHidden };
  const hidden = explaining.filter((suspect) => isBehind(suspect));
  return {
    causes: explaining.filter((suspect) => !isBehind(suspect)),
    later: [...hidden, ...rest].toSorted(byDirectness),
    isHidden,
  };
}

const byDirectness = (a: Suspect, b: Suspect): number =>
  CONFIDENCES.indexOf(a.fault.confidence) - CONFIDENCES.indexOf(b.fault.confidence) || a.order - b.order;

/**
 * A closed network, or a target that is gone, hides what lies behind it. A network that is closed in part hides it from
 * some checks only: from those that time out, not from those that an ALB calls failed, which an answer broke.
 */
function hidesOthers(targetGroup: TargetGroup, { reason }: Target, { check, fault }: Suspect): boolean {
  if (OUTRIGHT.includes(check.id) || check.category === 'reachability') {
    if (fault.confidence === 'certain') return true;
  }
  const isBroken = reason === 'Target.FailedHealthChecks' && loadBalancerTypeOf(targetGroup) === 'application';
  return check.category === 'reachability' && fault.confidence === 'likely' && !isBroken;
}

/** What the answer of a target shows once it is reached. */
const isBehind = ({ check }: { readonly check: Check }): boolean =>
  check.category === 'health' && check.explains.length > 0 && !OUTRIGHT.includes(check.id);

/** Whom no answer accuses is not innocent where no answer gets through: only what CloudWatch measured clears. */
const isSeenAnyway = (check: Check | undefined): boolean =>
  check !== undefined && (!isBehind({ check }) || check.needs.includes('metrics'));

/** Causes that no closed network hides: they are read from ELB and EC2, not from an answer. */
const OUTRIGHT = ['target-not-running', 'address-belongs-to-load-balancer', 'lambda-permission-missing'];

const toCause = ({ check, fault }: Suspect): Cause => ({
  check: check.id,
  confidence: fault.confidence,
  message: fault.message,
  evidence: fault.evidence,
  resource: fault.resource,
  remedies: fault.remedies,
});
