/** The severity that fits: what a check is worth in general, and what the service notices of it here. */
import type { CheckInfo } from '../checks/define-check.ts';
import type { Case, Severity } from '../checks/outcome.ts';
import type { Impact } from './audit-result.ts';
import { isUnhealthy } from './impact.ts';

/** Worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

export const rankOf = (severity: Severity): number => SEVERITIES.indexOf(severity);

export const isAtLeast = (severity: Severity, threshold: Severity): boolean => rankOf(severity) <= rankOf(threshold);

export const worstOf = (severities: readonly Severity[]): Severity =>
  SEVERITIES.find((severity) => severities.includes(severity)) ?? 'info';

/**
 * A cause of an outage is critical when no target or only a minority is left to serve, and no more than low where the
 * state is meant to be so. What explains no state of a target keeps its own severity.
 */
export function severityOf(check: CheckInfo, fault: Case, impact: Impact): Severity {
  const base = fault.severity ?? check.severity;
  if (check.explains.length === 0) return base;
  if (impact.kind === 'by-design') return noWorseThan('low', base);
  if (impact.kind === 'unused') return noWorseThan('medium', base);
  if (impact.kind === 'starting' && fault.confidence !== 'certain') return noWorseThan('medium', base);
  return base === 'high' && takesServiceDown(fault, impact) ? 'critical' : base;
}

function takesServiceDown({ targets, confidence }: Case, impact: Impact): boolean {
  if (confidence === 'possible') return false;
  const lost = targets.filter((target) => isUnhealthy(target) || target.state === 'unused').length;
  if (lost === 0) return false;
  if (impact.kind === 'failing-open' || impact.kind === 'no-targets') return true;
  return impact.kind === 'degraded' && lost * 2 > impact.total;
}

const noWorseThan = (limit: Severity, severity: Severity): Severity =>
  rankOf(severity) < rankOf(limit) ? limit : severity;
