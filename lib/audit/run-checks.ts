/** Runs the checks of the catalogue on one target group. The only place that knows what a missing fact or a crash means. */
import type { Check } from '../checks/define-check.ts';
import { notApplicable, type Outcome, unknown } from '../checks/outcome.ts';
import type { EarlierOutcome, FactName, Facts, GatheredFacts, Subject } from '../checks/subject.ts';
import type { CheckOutcome, Crash } from './audit-result.ts';

export interface ChecksRun {
  /** One per check, in the order of the catalogue. */
  readonly outcomes: readonly CheckOutcome[];
  readonly crashes: readonly Crash[];
}

export function runChecks(checks: readonly Check[], subject: Subject, facts: GatheredFacts): ChecksRun {
  const crashes: Crash[] = [];
  const earlier: EarlierOutcome[] = [];
  for (const check of checks) {
    const outcome = runSafely(
      () => runCheck(check, { ...subject, earlier }, facts),
      (error) => crashes.push({ check: check.id, targetGroup: subject.targetGroup.arn, error }),
    );
    earlier.push({ check, outcome });
  }
  return { outcomes: earlier.map(({ check, outcome }) => ({ check: check.id, outcome })), crashes };
}

function runCheck(check: Check, subject: Subject, facts: GatheredFacts): Outcome {
  const exempt = check.exempts(subject.targetGroup);
  if (exempt !== undefined) return notApplicable(exempt);
  const needed: Partial<Record<FactName, unknown>> = {};
  const missing: string[] = [];
  for (const name of check.needs) {
    const fact = facts[name];
    if (fact.known) needed[name] = fact.value;
    else missing.push(fact.because);
  }
  if (missing.length > 0) return unknown([...new Set(missing)].join('; '));
  // The compiler holds each check to its own needs (define-check.ts), so those are all that it can ask for.
  return check.evaluate({ ...subject, ...needed } as Subject & Facts);
}

/** A crash of one check is `unknown` for that check alone, and counted. */
function runSafely(run: () => Outcome, onCrash: (error: string) => void): Outcome {
  try {
    return run();
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    onCrash(text);
    return unknown(`the check crashed (${text})`);
  }
}
