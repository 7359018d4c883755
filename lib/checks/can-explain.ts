import type { Target } from '../model/load-balancing.ts';
import type { CheckInfo, ReasonCode } from './define-check.ts';

/** States whose reason tells nothing about the way to the target. */
const IN_BETWEEN: readonly Target['state'][] = ['initial', 'draining', 'unknown'];

const REASONS: readonly ReasonCode[] = [
  'Elb.RegistrationInProgress',
  'Elb.InitialHealthChecking',
  'Elb.InternalError',
  'Target.ResponseCodeMismatch',
  'Target.Timeout',
  'Target.FailedHealthChecks',
  'Target.NotRegistered',
  'Target.NotInUse',
  'Target.DeregistrationInProgress',
  'Target.InvalidState',
  'Target.IpUnusable',
  'Target.HealthCheckDisabled',
];

/** Whether a check's fault can be why a target is in its state: by ELB's reason code where that says something. */
export function canExplain({ explains, category }: Pick<CheckInfo, 'explains' | 'category'>, target: Target): boolean {
  if (explains.length === 0) return false;
  const { state, reason } = target;
  if (explains.some((code) => code === reason)) return true;
  if (category === 'reachability' && IN_BETWEEN.includes(state)) return true;
  // An NLB says no reason beside `unhealthy.draining`, and codes that are new are no reason to stay silent.
  if (REASONS.some((code) => code === reason)) return false;
  if (state === 'unhealthy' || state === 'unhealthy.draining') return explains.includes('Target.FailedHealthChecks');
  return state === 'unused' && explains.includes('Target.NotInUse');
}
