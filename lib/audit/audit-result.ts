/** What one audit found: everything that reports, the store and alerts are made from. */
import type { Confidence, Evidence, Outcome, Severity } from '../checks/outcome.ts';
import type { RuledOut } from '../diagnose/diagnosis.ts';
import type { Gathered } from '../model/gathered.ts';
import type { LoadBalancer, Tags, Target, TargetGroup, TargetState } from '../model/load-balancing.ts';
import type { Unread } from '../model/region.ts';

export interface AuditResult {
  /** ISO time at which the audit was made. */
  readonly auditedAt: string;
  /** ISO time at which AWS was asked. */
  readonly capturedAt: string;
  readonly accountId: string;
  readonly regions: readonly RegionAudit[];
}

export interface RegionAudit {
  readonly region: string;
  readonly unread: readonly Unread[];
  /** Not known where the region's target groups could not be listed: then nothing may be concluded from absence. */
  readonly targetGroups: Gathered<readonly TargetGroupAudit[]>;
}

export interface TargetGroupAudit {
  readonly region: string;
  readonly targetGroup: TargetGroup;
  /** Those it is attached to, as far as they could be read. */
  readonly loadBalancers: readonly LoadBalancer[];
  readonly tags: Gathered<Tags>;
  /** One per check of the catalogue, in its order. */
  readonly outcomes: readonly CheckOutcome[];
  readonly findings: readonly Finding[];
  readonly diagnoses: readonly DiagnosedTargets[];
  readonly impact: Impact;
  /** Checks that crashed, a defect of ours; their outcomes are `unknown`. */
  readonly crashes?: readonly Crash[];
}

export interface Crash {
  readonly check: string;
  readonly targetGroup: string;
  readonly error: string;
}

export interface CheckOutcome {
  readonly check: string;
  readonly outcome: Outcome;
}

/** What users of the service notice, said as what it is. */
export interface Impact {
  readonly kind:
    | 'none'
    /** Some of many targets do not serve. */
    | 'degraded'
    /** All targets are unhealthy: the load balancer routes to all of them. */
    | 'failing-open'
    /** Nothing to route to: 503 or refused connections. */
    | 'no-targets'
    /** Nothing forwards to the group. */
    | 'unused'
    /** By design, such as a node-local health port that one node of several answers. */
    | 'by-design'
    /** Targets are in their first checks. */
    | 'starting'
    | 'not-known';
  readonly counts: Readonly<Record<TargetState, number>>;
  readonly total: number;
  /** A clause for people: `3 of 4 unhealthy`, `all 2 unhealthy (failing open)`. */
  readonly summary: string;
}

/** A remedy ready to print. */
export interface RenderedRemedy {
  readonly summary: string;
  /** A shell command that can be pasted, or empty where only a person can act. */
  readonly command: string;
  /** Tried on the model: its finding is gone, the path is open, nothing else got worse. */
  readonly proven: boolean;
}

export interface Finding {
  readonly check: string;
  readonly severity: Severity;
  readonly region: string;
  readonly targetGroup: string;
  readonly targetGroupName: string;
  readonly loadBalancer: string | undefined;
  readonly message: string;
  readonly evidence: Evidence;
  readonly resource: string | undefined;
  readonly targets: readonly ReportedTarget[];
  readonly remedies: readonly RenderedRemedy[];
}

export interface ReportedTarget {
  readonly id: string;
  readonly port?: number;
  readonly zone?: string;
}

export interface RenderedCause {
  readonly check: string;
  readonly confidence: Confidence;
  readonly message: string;
  readonly evidence: Evidence;
  readonly resource: string | undefined;
  readonly remedies: readonly RenderedRemedy[];
}

export interface DiagnosedTargets {
  readonly region: string;
  readonly targetGroup: string;
  readonly targets: readonly ReportedTarget[];
  readonly state: TargetState;
  readonly reason: string | undefined;
  readonly description: string | undefined;
  readonly causes: readonly RenderedCause[];
  readonly then: readonly RenderedCause[];
  readonly ruledOut: readonly RuledOut[];
  readonly couldNotLook: readonly RuledOut[];
}

export function toReportedTarget(target: Target): ReportedTarget {
  return {
    id: target.id,
    ...(target.port === undefined ? {} : { port: target.port }),
    ...(target.zone === undefined ? {} : { zone: target.zone }),
  };
}
