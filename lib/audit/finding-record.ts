/** A finding as it lives from sweep to sweep. */
import type { Evidence, Severity } from '../checks/outcome.ts';
import type { RenderedRemedy, ReportedTarget } from './audit-result.ts';
import type { Muted } from './mutes.ts';

export type Status = 'open' | 'resolved';

export interface FindingRecord {
  readonly accountId: string;
  readonly region: string;
  readonly targetGroup: string;
  readonly targetGroupName: string;
  readonly loadBalancer?: string;
  readonly check: string;
  readonly status: Status;
  readonly severity: Severity;
  readonly message: string;
  readonly evidence: Evidence;
  readonly resource?: string;
  readonly targets: readonly ReportedTarget[];
  readonly remedies: readonly RenderedRemedy[];
  /** Of this episode. */
  readonly firstSeenAt: string;
  /** May be as old as `refreshHours` while nothing changes. */
  readonly lastSeenAt: string;
  readonly lastChangedAt: string;
  readonly resolvedAt?: string;
  readonly resolvedBecause?: string;
  readonly muted?: Muted;
  /** 1 when first found; one more each time it comes back. */
  readonly episode: number;
  /** Earlier episodes, newest first. */
  readonly history: readonly Episode[];
  /** Of what the finding says, to see whether it changed. */
  readonly fingerprint: string;
  readonly expiresAt?: number;
  /** Counts writes: each is made only if no other came between. */
  readonly version: number;
}

export interface Episode {
  readonly firstSeenAt: string;
  readonly resolvedAt: string;
  readonly severity: Severity;
  readonly because: string;
}
