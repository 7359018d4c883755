/** Why targets of one group are not healthy. */
import type { Confidence, Evidence } from '../checks/outcome.ts';
import type { Target, TargetState } from '../model/load-balancing.ts';
import type { Remedy } from '../remedy/remedy.ts';

export interface Cause {
  readonly check: string;
  readonly confidence: Confidence;
  readonly message: string;
  readonly evidence: Evidence;
  readonly resource: string | undefined;
  readonly remedies: readonly Remedy[];
}

export interface RuledOut {
  readonly check: string;
  readonly because: string;
}

/** One group of targets with the same story; every target that is not healthy is in exactly one. */
export interface Diagnosis {
  readonly targets: readonly Target[];
  readonly state: TargetState;
  readonly reason: string | undefined;
  readonly description: string | undefined;
  /** Best first; never empty for `unhealthy` and `unused`. */
  readonly causes: readonly Cause[];
  /** Faults visible behind the first one, in the order in which they will show. */
  readonly then: readonly Cause[];
  readonly ruledOut: readonly RuledOut[];
  readonly couldNotLook: readonly RuledOut[];
}
