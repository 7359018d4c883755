/** Findings over time: what one sweep's sight of a check makes of the record there is. */
import type { Evidence } from '../checks/outcome.ts';
import { targetKey } from '../model/load-balancing.ts';
import type { Finding, ReportedTarget, TargetGroupAudit } from './audit-result.ts';
import type { Episode, FindingRecord } from './finding-record.ts';
import { fingerprintOf } from './fingerprint.ts';
import { expiryOf, isStale, type Moment } from './lifecycle-settings.ts';
import { type MuteSight, muteAfter, mutedBy, mutesOf } from './mutes.ts';
import { worstOf } from './severity.ts';

/** What a sweep says of one check of one target group. */
export type FindingSight =
  | {
      readonly kind: 'failing';
      readonly accountId: string;
      readonly finding: Finding;
      readonly muted: MuteSight;
    }
  /** Looked at and not failing, or nothing left to look at. */
  | { readonly kind: 'gone'; readonly because: string }
  /** Could not look: opens nothing, resolves nothing. */
  | { readonly kind: 'unknown' };

export type FindingChange = 'opened' | 'reopened' | 'changed' | 'refreshed' | 'resolved';

export interface NextFinding {
  readonly change: FindingChange;
  readonly record: FindingRecord;
}

/** Earlier episodes that are kept. */
const EPISODES_KEPT = 20;

/** What the record becomes; undefined where there is nothing to write. */
export function nextFinding(
  current: FindingRecord | undefined,
  sight: FindingSight,
  moment: Moment,
): NextFinding | undefined {
  if (sight.kind === 'unknown') return undefined;
  if (current !== undefined && isOlderLook(current, moment)) return undefined;
  if (sight.kind === 'gone') return current?.status === 'open' ? resolve(current, sight.because, moment) : undefined;
  if (current === undefined) return { change: 'opened', record: open(sight, moment, 1, [], 1) };
  if (current.status === 'resolved') return reopen(current, sight, moment);
  return goOn(current, sight, moment);
}

/** A sweep that looked before the record last changed knows less than the record does. */
const isOlderLook = ({ lastChangedAt }: FindingRecord, { seenAt }: Moment): boolean =>
  Date.parse(seenAt) < Date.parse(lastChangedAt);

type Failing = Extract<FindingSight, { kind: 'failing' }>;

function open(sight: Failing, moment: Moment, episode: number, history: readonly Episode[], version: number) {
  const { seenAt } = moment;
  return {
    ...contentOf(sight, undefined),
    status: 'open',
    firstSeenAt: seenAt,
    lastSeenAt: seenAt,
    lastChangedAt: seenAt,
    episode,
    history,
    version,
  } as const;
}

function reopen(current: FindingRecord, sight: Failing, moment: Moment): NextFinding {
  const ended: Episode = {
    firstSeenAt: current.firstSeenAt,
    resolvedAt: current.resolvedAt ?? current.lastChangedAt,
    severity: current.severity,
    because: current.resolvedBecause ?? '',
  };
  const history = [ended, ...current.history].slice(0, EPISODES_KEPT);
  return { change: 'reopened', record: open(sight, moment, current.episode + 1, history, current.version + 1) };
}

function goOn(current: FindingRecord, sight: Failing, moment: Moment): NextFinding | undefined {
  const content = contentOf(sight, current);
  const { loadBalancer: _, resource: __, muted: ___, ...rest } = current;
  const seen = { ...rest, ...content, lastSeenAt: moment.seenAt, version: current.version + 1 };
  if (content.fingerprint !== current.fingerprint) {
    return { change: 'changed', record: { ...seen, lastChangedAt: moment.seenAt } };
  }
  return isStale(current.lastSeenAt, moment) ? { change: 'refreshed', record: seen } : undefined;
}

function resolve(current: FindingRecord, because: string, { seenAt, settings }: Moment): NextFinding {
  return {
    change: 'resolved',
    record: {
      ...current,
      status: 'resolved',
      lastSeenAt: seenAt,
      lastChangedAt: seenAt,
      resolvedAt: seenAt,
      resolvedBecause: because,
      expiresAt: expiryOf(seenAt, settings),
      version: current.version + 1,
    },
  };
}

function contentOf({ accountId, finding, muted: sight }: Failing, current: FindingRecord | undefined) {
  const muted = muteAfter(current?.muted, sight);
  const { region, targetGroup, targetGroupName, loadBalancer, check, severity, message, evidence } = finding;
  const content = {
    accountId,
    region,
    targetGroup,
    targetGroupName,
    ...(loadBalancer === undefined ? {} : { loadBalancer }),
    check,
    severity,
    message,
    evidence,
    ...(finding.resource === undefined ? {} : { resource: finding.resource }),
    targets: finding.targets,
    remedies: finding.remedies,
    ...(muted === undefined ? {} : { muted }),
  };
  return { ...content, fingerprint: fingerprintOf(content) };
}

/** What the audit of a group says of each of its checks, and of each check with an open record. */
export function sightsOf(
  accountId: string,
  group: TargetGroupAudit,
  open: readonly FindingRecord[],
  at: string,
): ReadonlyMap<string, FindingSight> {
  const sights = new Map<string, FindingSight>();
  for (const record of open) sights.set(record.check, withoutFinding(record, group));
  const mutes = mutesOf(group, at);
  for (const finding of onePerCheck(group.findings)) {
    const muted = mutedBy(mutes, finding.check);
    sights.set(finding.check, { kind: 'failing', accountId, finding, muted });
  }
  return sights;
}

/** A check that the audit has no finding of. */
function withoutFinding(record: FindingRecord, group: TargetGroupAudit): FindingSight {
  const outcome = group.outcomes.find(({ check }) => check === record.check)?.outcome;
  // An audit says something of every check there is.
  if (outcome === undefined) {
    return group.outcomes.length === 0 ? { kind: 'unknown' } : { kind: 'gone', because: 'the check no longer exists' };
  }
  if (outcome.outcome === 'unknown' || outcome.outcome === 'fail') return { kind: 'unknown' };
  if (
    outcome.outcome === 'pass' &&
    hidesAny(
      outcome.unseen.flatMap(({ targets }) => targets),
      record.targets,
    )
  ) {
    return { kind: 'unknown' };
  }
  const { loadBalancer } = record;
  if (loadBalancer !== undefined && !group.targetGroup.loadBalancerArns.includes(loadBalancer)) {
    return { kind: 'gone', because: `its load balancer ${nameInArn(loadBalancer)} was deleted or no longer uses it` };
  }
  return { kind: 'gone', because: outcome.because };
}

/** A pass that could not see a target of the finding says nothing of it. */
function hidesAny(unseen: readonly ReportedTargetLike[], targets: readonly ReportedTarget[]): boolean {
  if (unseen.length === 0) return false;
  if (targets.length === 0) return true;
  const hidden = new Set(unseen.map(targetKey));
  return targets.some(({ id, port }) => hidden.has(targetKey({ id, port })));
}
type ReportedTargetLike = Parameters<typeof targetKey>[0];

/** `shop-public` of `arn:…:loadbalancer/app/shop-public/50dc6c495c0c9188`, `orders-api` of a target group's. */
export function nameInArn(arn: string): string {
  return arn.split('/').at(-2) ?? arn;
}

/** A check's findings of one group are one record. */
function onePerCheck(findings: readonly Finding[]): readonly Finding[] {
  const byCheck = new Map<string, Finding[]>();
  for (const finding of findings) byCheck.set(finding.check, [...(byCheck.get(finding.check) ?? []), finding]);
  return [...byCheck.values()].flatMap((same) => merge(same));
}

function merge(findings: readonly Finding[]): readonly Finding[] {
  const [first] = findings;
  if (first === undefined || findings.length === 1) return findings;
  const targets = new Map(
    findings.flatMap((each) => each.targets).map((target) => [`${target.id}:${target.port}`, target]),
  );
  const evidence: Evidence = { cases: findings.map((each) => ({ message: each.message, ...each.evidence })) };
  return [
    {
      ...first,
      severity: worstOf(findings.map(({ severity }) => severity)),
      message: [...new Set(findings.map(({ message }) => message))].join('; '),
      evidence,
      targets: [...targets.values()],
      remedies: findings.flatMap(({ remedies }) => remedies),
    },
  ];
}
