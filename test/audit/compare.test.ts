import type { TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import { type FindingChange, nextFinding, sightsOf } from '../../lib/audit/compare.ts';
import type { FindingRecord } from '../../lib/audit/finding-record.ts';
import { LIFECYCLE_DEFAULTS, type LifecycleSettings } from '../../lib/audit/lifecycle-settings.ts';
import { pass } from '../../lib/checks/outcome.ts';
import { ACCOUNT, aGroup, minute } from '../support/audit-result.ts';

const CHECK = 'target-ingress-blocked';
const FAILING = aGroup({ unhealthy: ['i-1'] });
const PASSING = aGroup({ pass: [CHECK] });
const UNKNOWN = aGroup({ impact: 'not-known', unknown: [CHECK] });

interface Looked {
  readonly record: FindingRecord | undefined;
  readonly change: FindingChange | 'none';
}

function look(
  current: FindingRecord | undefined,
  group: TargetGroupAudit,
  minutes: number,
  settings: Partial<LifecycleSettings> = {},
): Looked {
  const open = current?.status === 'open' ? [current] : [];
  const sight = sightsOf(ACCOUNT, group, open, minute(minutes)).get(CHECK);
  if (sight === undefined) return { record: current, change: 'none' };
  const moment = { seenAt: minute(minutes), settings: { ...LIFECYCLE_DEFAULTS, ...settings } };
  const next = nextFinding(current, sight, moment);
  return { record: next?.record ?? current, change: next?.change ?? 'none' };
}

const OPEN = look(undefined, FAILING, 0).record;
const RESOLVED = look(OPEN, PASSING, 10).record;

test.each<[string, FindingRecord | undefined, TargetGroupAudit, FindingChange | 'none']>([
  ['absent', undefined, FAILING, 'opened'],
  ['absent', undefined, PASSING, 'none'],
  ['absent', undefined, UNKNOWN, 'none'],
  ['absent', undefined, aGroup({ notApplicable: [CHECK] }), 'none'],
  ['open', OPEN, FAILING, 'none'],
  ['open', OPEN, PASSING, 'resolved'],
  ['open', OPEN, UNKNOWN, 'none'],
  ['open', OPEN, aGroup({ notApplicable: [CHECK] }), 'resolved'],
  ['open', OPEN, aGroup({ unhealthy: ['i-1', 'i-2'] }), 'changed'],
  ['open', OPEN, aGroup({ unhealthy: ['i-1'], findings: [{ severity: 'high' }] }), 'changed'],
  ['open', OPEN, aGroup({ unhealthy: ['i-1'], findings: [{ evidence: { port: 81 } }] }), 'changed'],
  ['open', OPEN, aGroup({ unhealthy: ['i-1'], tags: { 'tga:mute': 'all' } }), 'changed'],
  ['open', OPEN, aGroup({ pass: ['some-other-check'] }), 'resolved'],
  ['open', OPEN, aGroup(), 'none'],
  ['resolved', RESOLVED, FAILING, 'reopened'],
  ['resolved', RESOLVED, PASSING, 'none'],
  ['resolved', RESOLVED, UNKNOWN, 'none'],
])('a finding that is %s, %#', (_, current, group, change) => {
  expect(look(current, group, 20).change).toBe(change);
});

test('an ongoing finding is not written again until its last sight is a day old', () => {
  expect(look(OPEN, FAILING, 24 * 60 - 1).change).toBe('none');
  expect(look(OPEN, FAILING, 24 * 60)).toMatchObject({
    change: 'refreshed',
    record: { lastSeenAt: minute(24 * 60), lastChangedAt: minute(0) },
  });
});

test('a change keeps the episode and moves the time of the last change', () => {
  const { record } = look(OPEN, aGroup({ unhealthy: ['i-1', 'i-2'] }), 20);
  expect(record).toMatchObject({ episode: 1, firstSeenAt: minute(0), lastChangedAt: minute(20), version: 2 });
  expect(record?.targets.map(({ id }) => id)).toEqual(['i-1', 'i-2']);
});

test('a resolved finding says why, and when it may be dropped', () => {
  expect(look(OPEN, PASSING, 10, { retentionDays: 7 }).record).toMatchObject({
    status: 'resolved',
    resolvedAt: minute(10),
    resolvedBecause: 'looked at and fine',
    expiresAt: Date.parse(minute(10)) / 1000 + 7 * 86_400,
  });
});

test('a finding that comes back is a new episode that keeps the old one', () => {
  const { record } = look(RESOLVED, FAILING, 20);
  expect(record).toMatchObject({
    status: 'open',
    episode: 2,
    firstSeenAt: minute(20),
    history: [{ firstSeenAt: minute(0), resolvedAt: minute(10), severity: 'critical', because: 'looked at and fine' }],
  });
  expect(record).not.toHaveProperty('resolvedAt');
  expect(record).not.toHaveProperty('expiresAt');
});

test('of many episodes the newest twenty are kept', () => {
  let record: FindingRecord | undefined;
  for (let round = 0; round < 30; round += 1) {
    record = look(record, FAILING, round * 10).record;
    record = look(record, PASSING, round * 10 + 5).record;
  }
  expect(record).toMatchObject({ episode: 30 });
  expect(record?.history).toHaveLength(20);
  expect(record?.history[0]).toMatchObject({ firstSeenAt: minute(280) });
});

test.each([
  ['opens again', RESOLVED, FAILING],
  ['resolves', look(OPEN, aGroup({ unhealthy: ['i-1', 'i-2'] }), 8).record, PASSING],
  ['changes', look(OPEN, aGroup({ unhealthy: ['i-1', 'i-2'] }), 8).record, FAILING],
])('a look that is older than the last change %s nothing', (_, current, group) => {
  expect(look(current, group, 5).change).toBe('none');
});

test('a deleted load balancer is the reason where the finding was about it', () => {
  const { record } = look(OPEN, aGroup({ pass: [CHECK], loadBalancers: [], impact: 'unused' }), 10);
  expect(record?.resolvedBecause).toBe('its load balancer shop-public was deleted or no longer uses it');
});

test('a check that is gone from the catalogue resolves its findings', () => {
  const { record } = look(OPEN, aGroup({ pass: ['some-other-check'] }), 10);
  expect(record?.resolvedBecause).toBe('the check no longer exists');
});

test('a pass that could not see a target of the finding resolves nothing', () => {
  const unseen = [{ targets: [{ id: 'i-1', port: 8080 } as never], because: 'eni-1 is not in the snapshot' }];
  const group = { ...PASSING, outcomes: [{ check: CHECK, outcome: pass('the others are fine', unseen) }] };
  expect(look(OPEN, group, 10).change).toBe('none');
  const other = [{ targets: [{ id: 'i-9', port: 8080 } as never], because: 'eni-9 is not in the snapshot' }];
  const elsewhere = { ...PASSING, outcomes: [{ check: CHECK, outcome: pass('the others are fine', other) }] };
  expect(look(OPEN, elsewhere, 10).change).toBe('resolved');
});

test('several findings of one check are one record with the worst severity and all targets', () => {
  const targets = (id: string) => [{ id, port: 80 }];
  const findings = [
    { severity: 'medium', message: 'one', targets: targets('i-1') },
    { severity: 'high', message: 'two', targets: targets('i-2') },
  ] as const;
  const { record } = look(undefined, aGroup({ unhealthy: ['i-1', 'i-2'], findings }), 0);
  expect(record).toMatchObject({ severity: 'high', message: 'one; two', targets: [{ id: 'i-1' }, { id: 'i-2' }] });
});
