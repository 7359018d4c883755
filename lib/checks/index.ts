/** The catalogue: every check there is, most direct cause first. */
import type { Check } from './define-check.ts';
import targetGroupUnused from './routing/target-group-unused.ts';
import zoneNotEnabled from './routing/zone-not-enabled.ts';

export const CHECKS: readonly Check[] = [targetGroupUnused, zoneNotEnabled];
