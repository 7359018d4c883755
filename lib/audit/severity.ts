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
  return lost > 0 && isOutage(impact, lost);
}

/** Nobody is served, or only a minority of the targets is left to serve. */
export function isOutage({ kind, total }: Impact, lost: number): boolean {
  if (kind === 'failing-open' || kind === 'no-targets') return true;
  return (kind === 'degraded' || kind === 'starting') && lost * 2 > total;
}

const noWorseThan = (limit: Severity, severity: Severity): Severity =>
  rankOf(severity) < rankOf(limit) ? limit : severity;
