import type { Target } from '../model/load-balancing.ts';
import type { CheckInfo } from './define-check.ts';

/** States whose reason tells nothing about the way to the target. */
const IN_BETWEEN: readonly Target['state'][] = ['initial', 'draining', 'unknown'];

/** Whether a check's fault can be why a target is in its state: by ELB's reason code where that says something. */
export function canExplain(check: Pick<CheckInfo, 'explains' | 'category'>, { state, reason }: Target): boolean {
  if (check.explains.length === 0) return false;
  if (check.explains.some((code) => code === reason)) return true;
  if (check.category === 'reachability' && IN_BETWEEN.includes(state)) return true;
  // An NLB says no reason beside this state, and reasons that are not known yet may come: the generic one fits both.
  const saysNothing = reason === undefined || !KNOWN_PREFIX.test(reason);
  const isFailing = state === 'unhealthy' || state === 'unhealthy.draining';
  return isFailing && saysNothing && check.explains.includes('Target.FailedHealthChecks');
}

const KNOWN_PREFIX = /^(Target|Elb)\./;
