/** What a check answers. Exactly one of four; unknown is never a pass. */
import type { Target } from '../model/load-balancing.ts';
import type { Remedy } from '../remedy/remedy.ts';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/**
 * How sure a cause is, earned by evidence.
 * `certain`: what was read excludes every other reading. `likely`: it fits all that was read and nothing read speaks
 * against it. `possible`: it cannot be excluded.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

/** Facts that prove a fail, as JSON. */
export type Evidence = Readonly<Record<string, unknown>>;

/** One story within a fail: targets of one group may fail one check for different reasons. */
export interface Case {
  /** One sentence for people, with AWS's ids and numbers; no full stop. */
  readonly message: string;
  readonly evidence: Evidence;
  /** The targets it is about; empty where it is about the group as a whole. */
  readonly targets: readonly Target[];
  readonly confidence: Confidence;
  /** The AWS resource at fault, such as `sg-0a1`: targets of several groups may share it. */
  readonly resource?: string;
  /** Where it differs from the check's own. */
  readonly severity?: Severity;
  readonly remedies: readonly Remedy[];
}

/** What a check could not see about some targets while it could judge others. */
export interface Unseen {
  readonly targets: readonly Target[];
  readonly because: string;
}

export type Outcome =
  | { readonly outcome: 'pass'; readonly because: string; readonly unseen: readonly Unseen[] }
  | { readonly outcome: 'fail'; readonly cases: readonly [Case, ...Case[]]; readonly unseen: readonly Unseen[] }
  | { readonly outcome: 'notApplicable'; readonly because: string }
  | { readonly outcome: 'unknown'; readonly because: string };

/** `because` is the evidence of innocence, quoted under "ruled out". */
export const pass = (because: string, unseen: readonly Unseen[] = []): Outcome => ({
  outcome: 'pass',
  because,
  unseen,
});
export const notApplicable = (because: string): Outcome => ({ outcome: 'notApplicable', because });
export const unknown = (because: string): Outcome => ({ outcome: 'unknown', because });

/** Fails with the given cases, or answers `otherwise` where there are none. */
export function failIfAny(cases: readonly Case[], otherwise: Outcome, unseen: readonly Unseen[] = []): Outcome {
  const [first, ...rest] = cases;
  return first === undefined ? otherwise : { outcome: 'fail', cases: [first, ...rest], unseen };
}
