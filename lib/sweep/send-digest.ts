/** The use case behind the `digest` function. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { buildDigest, type Digest } from '../audit/digest.ts';
import { digestMessage } from '../notify/digest-message.ts';
import type { Notifier } from '../notify/message.ts';
import { queryFindings, queryIncidents } from '../store/query-findings.ts';
import { createStore } from '../store/store.ts';

export interface DigestOptions {
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  readonly tableName: string;
  readonly notifier: Notifier;
  readonly accountId: string;
  /** ISO time; the digest is about the 24 hours before it. */
  readonly at: string;
  /** Sends nothing when all is well. */
  readonly isSilentWhenWell?: boolean;
  /** The real time unless told otherwise. */
  readonly clock?: () => Date;
}

/**
 * Reads the whole table, once a day: records that ended are in no index.
 * Sent at least once: where sending fails, the function fails, and is tried again.
 */
export async function sendDigest(
  options: DigestOptions,
): Promise<{ readonly digest: Digest; readonly isSent: boolean }> {
  const { client, tableName, notifier, accountId, at, isSilentWhenWell = false, clock } = options;
  const table = { client, tableName, ...(clock === undefined ? {} : { clock }) };
  const [findings, incidents, sweeps] = await Promise.all([
    queryFindings(table),
    queryIncidents(table),
    createStore(table).readRegions(accountId),
  ]);
  const to = new Date(at).toISOString();
  const from = new Date(Date.parse(at) - 86_400_000).toISOString();
  const isOwn = (record: { readonly accountId: string }) => record.accountId === accountId;
  const digest = buildDigest({
    accountId,
    from,
    to,
    findings: findings.filter(isOwn),
    incidents: incidents.filter(isOwn),
    sweeps,
  });
  if (digest.isWell && isSilentWhenWell) return { digest, isSent: false };
  await notifier.send(digestMessage(digest));
  return { digest, isSent: true };
}
