import type { Impact } from '../../lib/audit/audit-result.ts';
import type { TargetHealthRecord } from '../../lib/snapshot/load-balancing.ts';
import type { Scene } from '../faults/scene.ts';

/** What happened to an account that was healthy, and what a careful engineer concludes from what is left to see. */
export interface Incident {
  readonly name: string;
  readonly story: string;
  /** The healthy base that it happened to. */
  readonly base: string;
  readonly happen: (scene: Scene) => void;
  /** The target that the diagnosis is about; the first that is not healthy where it is left out. */
  readonly about?: (target: TargetHealthRecord) => boolean;
  readonly first: string;
  /** Where the evidence does not settle it. */
  readonly notCertain?: true;
  /** Other causes that must be named, in the first place or after it. */
  readonly named?: readonly string[];
  readonly ruledOut: readonly string[];
  readonly couldNotLook?: readonly string[];
  readonly impact?: Impact['kind'];
}
