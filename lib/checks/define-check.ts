import type { TargetGroup } from '../model/load-balancing.ts';
import type { Outcome, Severity } from './outcome.ts';
import type { FactName, Facts, Subject } from './subject.ts';

export type Category = 'health' | 'reachability' | 'resilience' | 'routing' | 'settings' | 'observability';

/** A reason code of ELB that a check can be the cause of (`TargetHealth.Reason`). */
export type ReasonCode =
  | 'Elb.RegistrationInProgress'
  | 'Elb.InitialHealthChecking'
  | 'Elb.InternalError'
  | 'Target.ResponseCodeMismatch'
  | 'Target.Timeout'
  | 'Target.FailedHealthChecks'
  | 'Target.NotRegistered'
  | 'Target.NotInUse'
  | 'Target.DeregistrationInProgress'
  | 'Target.InvalidState'
  | 'Target.IpUnusable'
  | 'Target.HealthCheckDisabled';

/** What people read about a check. */
export interface CheckInfo {
  /** Names the problem in kebab-case; permanent. */
  readonly id: string;
  readonly formerIds?: readonly string[];
  readonly title: string;
  readonly category: Category;
  readonly severity: Severity;
  /** Why it matters, one or two sentences. */
  readonly why: string;
  /** How to fix it, one or two sentences. */
  readonly fix: string;
  /** AWS's own page. */
  readonly reference: string;
  readonly needs: readonly FactName[];
  /** Reason codes of which this can be the cause; none for what no target's state shows. */
  readonly explains: readonly ReasonCode[];
}

export interface Check extends CheckInfo {
  /** Why the check has nothing to ask of this group; undefined where it has. */
  exempts(targetGroup: TargetGroup): string | undefined;
  evaluate(subject: Subject & Facts): Outcome;
}

interface Definition<Need extends FactName> extends Omit<CheckInfo, 'needs'> {
  readonly needs: readonly Need[];
  readonly exempts?: (targetGroup: TargetGroup) => string | undefined;
  readonly evaluate: (subject: Subject & Pick<Facts, Need>) => Outcome;
}

/** Defines a check. Asking for a fact that is not in `needs` does not compile. */
export function defineCheck<const Need extends FactName = never>(definition: Definition<Need>): Check {
  return { ...definition, exempts: definition.exempts ?? (() => undefined) };
}
