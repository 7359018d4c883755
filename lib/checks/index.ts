/** The catalogue: every check, in order of directness. Diagnoses list causes of equal confidence in this order. */
import type { Check } from './define-check.ts';
import applicationError from './health/application-error.ts';
import causeNotVisible from './health/cause-not-visible.ts';
import pathNotFound from './health/path-not-found.ts';
import targetGroupUnused from './routing/target-group-unused.ts';
import zoneNotEnabled from './routing/zone-not-enabled.ts';

export const CHECKS: readonly Check[] = [
  // State: what ELB or EC2 says outright.

  // Reachability: what the network's configuration proves.

  // Routing.
  targetGroupUnused,
  zoneNotEnabled,

  // Health: what the answers say.
  applicationError,
  pathNotFound,

  // Health: by elimination.

  // Settings.

  // Resilience.

  // Observability.

  // The last resort: reads what all others answered.
  causeNotVisible,
];
