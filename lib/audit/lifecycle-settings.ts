/** What an operator may tune about findings, incidents and alerts over time. */
import type { Severity } from '../checks/outcome.ts';

export interface LifecycleSettings {
  /** Unhealthy sights in a row before an incident opens. ELB has damped the state already, so one is the default. */
  readonly consecutiveSights: number;
  /** More targets are a material worsening when they are this share of the group, or twice as many as was told. */
  readonly worsenedShare: number;
  /** A group that is unhealthy again within this time is flapping; a flapping one has to be calm for as long to resolve. */
  readonly calmMinutes: number;
  /** Incidents below this severity are recorded and not alerted. */
  readonly alertSeverity: Severity;
  /** How long resolved records stay. */
  readonly retentionDays: number;
  /** An open record that does not change is written only this often, so `lastSeenAt` may be this old. */
  readonly refreshHours: number;
  /** How long one sweep may take over an alert before another may send it. Longer than one SNS call with its retries. */
  readonly leaseSeconds: number;
}

export const LIFECYCLE_DEFAULTS: LifecycleSettings = {
  consecutiveSights: 1,
  worsenedShare: 0.25,
  calmMinutes: 30,
  alertSeverity: 'high',
  retentionDays: 90,
  refreshHours: 24,
  leaseSeconds: 120,
};

/** When a sweep looked, and when it records what it saw. */
export interface Moment {
  /** ISO time at which AWS was asked: an older look never overrides a newer one. */
  readonly seenAt: string;
  readonly settings: LifecycleSettings;
}

export const minutesBetween = (earlier: string, later: string): number =>
  (Date.parse(later) - Date.parse(earlier)) / 60_000;

/** When a record resolved at this time may be dropped: epoch seconds, as DynamoDB's TTL wants them. */
export function expiryOf(resolvedAt: string, { retentionDays }: LifecycleSettings): number {
  return Math.floor(Date.parse(resolvedAt) / 1000) + retentionDays * 86_400;
}

/** Whether an open record that did not change is due for a new `lastSeenAt`. */
export function isStale(lastSeenAt: string, { seenAt, settings }: Moment): boolean {
  return minutesBetween(lastSeenAt, seenAt) >= settings.refreshHours * 60;
}
