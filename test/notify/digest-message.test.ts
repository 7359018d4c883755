import { buildDigest, type DigestInput } from '../../lib/audit/digest.ts';
import type { FindingRecord } from '../../lib/audit/finding-record.ts';
import { digestMessage } from '../../lib/notify/digest-message.ts';
import { ACCOUNT, aGroup, minute, REGION, targetGroupArn } from '../support/audit-result.ts';
import { expectGolden } from '../support/golden.ts';
import { aBlockedGroup, incidentAfter } from '../support/incidents.ts';

const DAY = 24 * 60;
const SWEEP = { region: REGION, sweptAt: minute(DAY - 4), targetGroups: 12, targets: 41, unread: [] };
const QUIET: DigestInput = {
  accountId: ACCOUNT,
  from: minute(0),
  to: minute(DAY),
  findings: [],
  incidents: [],
  sweeps: [SWEEP],
};

function aFinding(changes: Partial<FindingRecord>): FindingRecord {
  const { targetGroupName = 'orders-api', check = 'target-ingress-blocked', firstSeenAt = minute(-3 * DAY) } = changes;
  return {
    accountId: ACCOUNT,
    region: REGION,
    targetGroup: targetGroupArn(targetGroupName),
    targetGroupName,
    check,
    status: 'open',
    severity: 'high',
    message: 'sg-0a1 admits no tcp/8080 from sg-0f7',
    evidence: {},
    targets: [],
    remedies: [],
    firstSeenAt,
    lastSeenAt: firstSeenAt,
    lastChangedAt: firstSeenAt,
    episode: 1,
    history: [],
    fingerprint: '',
    version: 1,
    ...changes,
  };
}

const zone = {
  check: 'targets-in-one-zone',
  severity: 'medium',
  message: 'all 4 healthy targets are in eu-west-1a',
} as const;
const BUSY: DigestInput = {
  ...QUIET,
  findings: [
    aFinding({ severity: 'critical', firstSeenAt: minute(600) }),
    aFinding({
      targetGroupName: 'reports',
      check: 'target-acl-blocks-reply',
      message: 'acl-09 drops replies on 32768-60999 to 1 of 2 zones',
    }),
    aFinding({ ...zone, targetGroupName: 'search', firstSeenAt: minute(700) }),
    aFinding({ ...zone, targetGroupName: 'cart' }),
    aFinding({ ...zone, targetGroupName: 'legacy', muted: { by: 'legacy', reason: 'goes in May' } }),
    aFinding({
      targetGroupName: 'search',
      check: 'path-not-found',
      status: 'resolved',
      resolvedAt: minute(900),
      resolvedBecause: 'GET /healthz answers 200',
    }),
  ],
  incidents: [
    incidentAfter([[600, aBlockedGroup(['i-0c1', 'i-0c2', 'i-0c4'])]]),
    incidentAfter([
      [100, aBlockedGroup(['i-1'], 'search')],
      [114, aGroup({ name: 'search' })],
    ]),
    incidentAfter([
      [300, aBlockedGroup(['i-7'], 'cart')],
      [305, aGroup({ name: 'cart' })],
      [310, aBlockedGroup(['i-7'], 'cart')],
      [315, aGroup({ name: 'cart' })],
      [350, aGroup({ name: 'cart' })],
    ]),
  ],
  sweeps: [
    {
      ...SWEEP,
      unread: ['acl-1', 'acl-2'].map((resource) => ({
        api: 'ec2:DescribeNetworkAcls',
        code: 'AccessDenied',
        message: '',
        resource,
      })),
    },
    { ...SWEEP, region: 'us-east-1', targetGroups: 3, targets: 8 },
  ],
};

const KINDS = {
  digest: BUSY,
  'digest-all-well': { ...QUIET, findings: [aFinding({ ...zone, targetGroupName: 'cart' })] },
  'digest-nothing-swept': { ...QUIET, sweeps: [] },
};

test.each(Object.entries(KINDS))('%s reads as it should', (kind, input) => {
  const { subject, text } = digestMessage(buildDigest(input));
  expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  expectGolden('notify', `${kind}.txt`, `Subject: ${subject}\n\n${text}`);
});

test.each<[string, Partial<DigestInput>, boolean]>([
  ['nothing is open and all was read', {}, true],
  ['only what may wait is open', { findings: [aFinding(zone)] }, true],
  ['what is grave is muted', { findings: [aFinding({ muted: { by: 'orders-api' } })] }, true],
  ['something grave is open', { findings: [aFinding({})] }, false],
  ['an incident ended', { incidents: BUSY.incidents.slice(1, 2) }, false],
  ['something could not be read', { sweeps: BUSY.sweeps }, false],
  ['nothing was swept', { sweeps: [] }, false],
  ['the last sweep was the day before', { sweeps: [{ ...SWEEP, sweptAt: minute(-10) }] }, false],
])('whether all is well where %s', (_, changes, isWell) => {
  expect(buildDigest({ ...QUIET, ...changes }).isWell).toBe(isWell);
});

test('a digest counts what is muted, and does not list it', () => {
  const digest = buildDigest(BUSY);
  expect(digest.muted).toEqual({ findings: 1, incidents: 0, targetGroups: ['legacy'] });
  expect(digest.openFindings.map(({ targetGroupName }) => targetGroupName)).toEqual([
    'orders-api',
    'reports',
    'cart',
    'search',
  ]);
  expect(digest.unread).toEqual([
    { region: REGION, api: 'ec2:DescribeNetworkAcls', code: 'AccessDenied', resources: 2 },
  ]);
});
