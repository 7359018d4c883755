/** What is done with a message of the queue. */

import { auditSnapshot } from '../audit/audit.ts';
import type { AuditResult, TargetGroupAudit } from '../audit/audit-result.ts';
import type { Clients } from '../collect/clients.ts';
import { collectSnapshot } from '../collect/collect-snapshot.ts';
import { isInTrouble } from '../collect/scope.ts';
import type { Notifier } from '../notify/message.ts';
import type { RuntimeSettings } from '../settings.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Store } from '../store/store.ts';
import { recordRegionGone, recordTargetGroupsGone } from '../sweep/record-gone.ts';
import type { Recording } from '../sweep/record-groups.ts';
import { recordSweep } from '../sweep/record-sweep.ts';
import type { Log } from '../telemetry/log.ts';
import { type AuditSummary, summariseAudit } from '../telemetry/summarise-audit.ts';
import { type ClosingMessage, type RetiredMessage, readSweepMessage, type ShardMessage } from './sweep-message.ts';

export interface PerformOptions {
  readonly settings: RuntimeSettings;
  readonly clientsFor: (region: string) => Clients;
  readonly store: Store;
  readonly notifier: Notifier;
  readonly log: Log;
  readonly clock: () => Date;
}

/** @throws where it has to be done again */
export async function performMessage(body: string, options: PerformOptions): Promise<void> {
  const message = readSweepMessage(body);
  if (options.clock().getTime() >= Date.parse(message.validUntil)) {
    options.log('message-expired', message, { MessagesExpired: 1 });
    return;
  }
  switch (message.kind) {
    case 'shard':
      return auditShard(message, options);
    case 'closing':
      return closeSweep(message, options);
    case 'retired':
      return retire(message, options);
  }
}

async function auditShard(message: ShardMessage, options: PerformOptions): Promise<void> {
  const { clientsFor, clock, log } = options;
  const { accountId, region, scheduledAt, depth, part, targetGroups } = message;
  const started = clock();
  const at = started.toISOString();
  const scope = { targetGroups, cadence: depth };
  const snapshot = await collectSnapshot({ regions: [region], accountId, at, scope, clientsFor });
  const audit = auditSnapshot(snapshot, at);
  const recorded = await recordSweep({ ...recordingOf(options), audit, at, scope: targetGroups, part });
  requireListed(audit);
  const summary = summariseAudit(audit, isInFull(snapshot, depth));
  const durationMs = clock().getTime() - started.getTime();
  log(
    'shard-audited',
    { region, part, scheduledAt, durationMs, ...summary, recorded },
    {
      ShardsAudited: 1,
      ShardDuration: durationMs,
      TargetGroupsAudited: summary.targetGroups,
      ChecksCrashed: summary.crashes.length,
      AlertsSent: recorded.alertsSent,
      ...sightOf(summary),
    },
  );
}

/** What is gone has its records resolved; then the region's sweep is over. */
async function closeSweep(message: ClosingMessage, options: PerformOptions): Promise<void> {
  const { accountId, region, cadence, scheduledAt, gone } = message;
  if (gone.length > 0) {
    // The listing was made after the schedule's time: whatever was recorded since knows better.
    await recordTargetGroupsGone({ ...recordingOf(options), accountId, region, at: scheduledAt, targetGroups: gone });
  }
  options.log('region-swept', { region, cadence, scheduledAt, gone: gone.length }, { RegionsSwept: 1 });
}

async function retire({ accountId, region, scheduledAt }: RetiredMessage, options: PerformOptions): Promise<void> {
  await recordRegionGone({ ...recordingOf(options), accountId, region, at: scheduledAt });
  options.log('region-closed', { region, scheduledAt });
}

function recordingOf({ settings, store, notifier }: PerformOptions): Recording {
  const { consecutiveSights, calmMinutes, alertSeverity, retentionDays, docsBaseUrl } = settings;
  return {
    store,
    notifier,
    settings: { consecutiveSights, calmMinutes, alertSeverity, retentionDays },
    docsBaseUrl,
  };
}

/** The target groups of a shard come from a listing: where it cannot be made again, the shard has to be. */
function requireListed({ regions }: AuditResult): void {
  for (const { region, targetGroups } of regions) {
    if (!targetGroups.known) throw new Error(`target groups of ${region} could not be listed: ${targetGroups.because}`);
  }
}

function isInFull({ regions: [region] }: Snapshot, depth: ShardMessage['depth']): (group: TargetGroupAudit) => boolean {
  if (depth === 'full') return () => true;
  const health = region?.targetHealth;
  const inFull = (region?.targetGroups ?? []).filter(
    (group) => health?.[group.TargetGroupArn] === undefined || isInTrouble(group, health),
  );
  const arns = new Set(inFull.map(({ TargetGroupArn }) => TargetGroupArn));
  return ({ targetGroup }) => arns.has(targetGroup.arn);
}

/** Nothing where nothing was looked at in full: then there is no share of unknowns. */
function sightOf({ outcomes }: AuditSummary) {
  const looked = outcomes.pass + outcomes.fail + outcomes.unknown;
  return looked === 0 ? {} : { Outcomes: looked, UnknownOutcomes: outcomes.unknown };
}
