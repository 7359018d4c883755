/** An incident: a target group that went unhealthy, from first to last sight, and what people were told of it. */
import type { Confidence, Severity } from '../checks/outcome.ts';
import type { LoadBalancerType } from '../model/load-balancing.ts';
import type { DiagnosedTargets, Impact, RenderedRemedy, ReportedTarget } from './audit-result.ts';
import type { Status } from './finding-record.ts';
import type { Muted } from './mutes.ts';

export interface IncidentRecord extends IncidentContent {
  readonly status: Status;
  /** When the group was first seen unhealthy; names the record. */
  readonly openedAt: string;
  readonly firstSeenAt: string;
  /** May be as old as `refreshHours` while nothing changes. */
  readonly lastSeenAt: string;
  readonly lastChangedAt: string;
  readonly resolvedAt?: string;
  readonly resolvedBecause?: string;
  /** Healthy again, or no longer a matter: deleted, unused, so by design. */
  readonly resolution?: 'recovered' | 'over';
  /** The most targets that were unhealthy at once. */
  readonly mostTargets: number;
  /** Changes between healthy and unhealthy, the first included. */
  readonly transitions: number;
  readonly flapping: boolean;
  /** While a flapping group is healthy: since when. */
  readonly calmSince?: string;
  readonly muted?: Muted;
  /** What people were told, or are owed. */
  readonly told?: Told;
  /** Alerts that are not confirmed as sent, oldest first. Written together with the change they tell of. */
  readonly owed: readonly OwedAlert[];
  /** Of the owed alerts so far. */
  readonly alerts: number;
  readonly fingerprint: string;
  readonly expiresAt?: number;
  readonly version: number;
}

/** What a sweep sees of it. */
export interface IncidentContent {
  readonly accountId: string;
  readonly region: string;
  readonly targetGroup: string;
  readonly targetGroupName: string;
  readonly targetType: string;
  /** The first of its load balancers. */
  readonly loadBalancer?: string;
  readonly loadBalancers: readonly { readonly arn: string; readonly name: string; readonly type: LoadBalancerType }[];
  readonly severity: Severity;
  readonly impact: Impact['kind'];
  /** `3 of 4 unhealthy`. */
  readonly message: string;
  /** The lead cause's check, to filter by. */
  readonly check: string;
  /** The lead cause of each diagnosis. */
  readonly causes: readonly IncidentCause[];
  /** Those that do not serve. */
  readonly targets: readonly ReportedTarget[];
  readonly totalTargets: number;
  readonly healthyTargets: number;
  readonly diagnoses: readonly DiagnosedTargets[];
  readonly timing: Timing;
}

export interface IncidentCause {
  readonly check: string;
  readonly confidence: Confidence;
  readonly message: string;
  readonly resource?: string;
  readonly remedies: readonly RenderedRemedy[];
}

/** The settings that decide how fast a target changes state. */
export interface Timing {
  readonly intervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly healthyThreshold?: number;
  readonly unhealthyThreshold?: number;
}

export interface Told {
  readonly targets: number;
  readonly failingOpen: boolean;
  readonly causes: readonly string[];
}

export type AlertEvent = 'opened' | 'worsened' | 'resolved';
export type AlertReason = 'more-targets' | 'failing-open' | 'another-cause' | 'flapping';

export interface OwedAlert {
  /** Its number within the incident. */
  readonly id: number;
  readonly event: AlertEvent;
  /** Why it is a worsening. */
  readonly reasons: readonly AlertReason[];
  /** What people had been told before. */
  readonly before?: Told;
  /** Owed alerts of one key are one message. Fixed when the alert is owed, so that only one sweep at a time may send it. */
  readonly alert: string;
  readonly at: string;
}

/**
 * Which incident of a target group is the current one. One record per group that is or was just unhealthy, so that
 * overlapping sweeps agree on one incident.
 */
export interface Watch {
  readonly accountId: string;
  readonly region: string;
  readonly targetGroup: string;
  /** The incident's `openedAt`. */
  readonly since: string;
  /** Unhealthy sights in a row, counted until they make an incident. */
  readonly sights: number;
  readonly lastSightAt: string;
  readonly version: number;
}
