/** One target group with its facts and what every check says of it. */
import type { Check } from '../checks/define-check.ts';
import { gatherFacts, subjectOf } from '../checks/gather-facts.ts';
import type { GatheredFacts, Subject } from '../checks/subject.ts';
import { diagnose } from '../diagnose/diagnose.ts';
import type { Diagnosis } from '../diagnose/diagnosis.ts';
import type { TargetGroup } from '../model/load-balancing.ts';
import type { Region } from '../model/region.ts';
import type { Reachability } from '../network/reachability.ts';
import type { CheckOutcome, Crash } from './audit-result.ts';
import { runChecks } from './run-checks.ts';

export interface Examined {
  readonly targetGroup: TargetGroup;
  readonly subject: Subject;
  readonly facts: GatheredFacts;
  readonly outcomes: readonly CheckOutcome[];
  readonly crashes: readonly Crash[];
}

export function examine(
  region: Region,
  targetGroup: TargetGroup,
  reachability: Reachability,
  checks: readonly Check[],
): Examined {
  const subject = subjectOf(region, targetGroup);
  const facts = gatherFacts(region, targetGroup, reachability);
  return { targetGroup, subject, facts, ...runChecks(checks, subject, facts) };
}

export interface Diagnosed extends Examined {
  readonly diagnoses: readonly Diagnosis[];
}

export function withDiagnoses(examined: Examined): Diagnosed {
  return { ...examined, diagnoses: diagnose(examined.subject, examined.facts, examined.outcomes) };
}
