import type { IncidentRecord } from '../../lib/audit/incident-record.ts';
import { alertMessage } from '../../lib/notify/alert-message.ts';
import { MOST_BYTES, sizeOf, toPublication } from '../../lib/notify/sns-notifier.ts';
import { aCause, aGroup } from '../support/audit-result.ts';
import { expectGolden } from '../support/golden.ts';
import { aBlockedGroup, anUnexplainedGroup, INGRESS_BLOCKED, incidentAfter } from '../support/incidents.ts';

const OPTIONS = { docsBaseUrl: 'docs', calmMinutes: 30 };
const THREE = ['i-0c1', 'i-0c2', 'i-0c4'];
const FOUR = [...THREE, 'i-0c3'];
const WELL = aGroup({ pass: ['target-ingress-blocked'] });

function shared(count: number, last: (group: string) => IncidentRecord): readonly IncidentRecord[] {
  return Array.from({ length: count }, (_, at) => last(`shop-${String(at + 1).padStart(2, '0')}`));
}

const KINDS: Readonly<Record<string, readonly IncidentRecord[]>> = {
  opened: [incidentAfter([[0, aBlockedGroup(THREE)]])],
  worsened: [
    incidentAfter([
      [0, aBlockedGroup(['i-0c1'])],
      [10, aBlockedGroup(THREE)],
    ]),
  ],
  'fail-open': [
    incidentAfter([
      [0, aBlockedGroup(THREE)],
      [10, aBlockedGroup(FOUR)],
    ]),
  ],
  flapping: [
    incidentAfter([
      [0, aBlockedGroup(['i-0c1'])],
      [5, WELL],
      [10, aBlockedGroup(['i-0c1', 'i-0c2'])],
    ]),
  ],
  'cause-not-visible': [incidentAfter([[0, anUnexplainedGroup(FOUR.slice(1))]])],
  resolved: [
    incidentAfter([
      [0, aBlockedGroup(THREE)],
      [14, WELL],
    ]),
  ],
  'resolved-unused': [
    incidentAfter([
      [0, aBlockedGroup(THREE)],
      [14, aGroup({ impact: 'unused', loadBalancers: [] })],
    ]),
  ],
  'shared-cause': shared(3, (name) => incidentAfter([[0, aBlockedGroup(name === 'shop-02' ? FOUR : THREE, name)]])),
  'shared-resolved': shared(3, (name) =>
    incidentAfter([
      [0, aBlockedGroup(THREE, name)],
      [24, aGroup({ name })],
    ]),
  ),
};

test.each(Object.entries(KINDS))('%s reads as it should', (kind, incidents) => {
  const { subject, text } = alertMessage(incidents, OPTIONS);
  expectGolden('notify', `${kind}.txt`, `Subject: ${subject}\n\n${text}`);
});

test.each(Object.entries(KINDS))('the subject of %s is what SNS takes', (_, incidents) => {
  expect(alertMessage(incidents, OPTIONS).subject).toMatch(/^[\x20-\x7e]{1,99}$/);
});

test('programs get the incident, with the number by which a repetition is told', () => {
  const message = alertMessage(KINDS.opened ?? [], OPTIONS);
  const { Message, MessageStructure, MessageAttributes } = toPublication(message);
  const copies = JSON.parse(Message);
  expect(MessageStructure).toBe('json');
  expect(Object.keys(copies).sort()).toEqual(['default', 'email', 'http', 'https', 'lambda', 'sqs']);
  expect(copies.default).toBe(message.text);
  expect(JSON.parse(copies.sqs)).toMatchObject({
    schema: 'incident/1',
    event: 'opened',
    severity: 'critical',
    targetGroupName: 'orders-api',
    alert: 1,
    check: 'target-ingress-blocked',
    targets: [{ id: 'i-0c1' }, { id: 'i-0c2' }, { id: 'i-0c4' }],
    alsoAffected: [],
  });
  expect(MessageAttributes).toEqual({
    event: { DataType: 'String', StringValue: 'opened' },
    severity: { DataType: 'String', StringValue: 'critical' },
    region: { DataType: 'String', StringValue: 'eu-west-1' },
    accountId: { DataType: 'String', StringValue: '123456789012' },
    targetGroupName: { DataType: 'String', StringValue: 'orders-api' },
  });
});

test('a filter policy finds each group of a shared cause by its name', () => {
  const { MessageAttributes } = toPublication(alertMessage(KINDS['shared-cause'] ?? [], OPTIONS));
  expect(MessageAttributes.targetGroupName).toEqual({
    DataType: 'String.Array',
    StringValue: '["shop-02","shop-01","shop-03"]',
  });
});

test('three thousand groups with much to say fit into one message that counts what it leaves out', () => {
  const long = 'ä'.repeat(3000);
  const ids = Array.from({ length: 900 }, (_, at) => `i-${at}`);
  const causes = [
    aCause({
      message: long,
      evidence: { long: long.repeat(20) },
      remedies: [{ summary: long, command: `aws ec2 ${long}`, proven: true }],
    }),
  ];
  const one = incidentAfter([[0, aGroup({ unhealthy: ids, total: 1000, causes })]]);
  const incidents = shared(3000, (name) => ({ ...one, targetGroupName: name }));
  const message = alertMessage(incidents, OPTIONS);
  expect(sizeOf(message)).toBeLessThanOrEqual(MOST_BYTES);
  expect(message.text).toMatch(/and \d+ more: tga incidents --open/);
  expect(message.json.leftOut).toMatchObject({ alsoAffected: expect.any(Number) });
  expect(message.subject).toMatch(/^\[critical\] 3000 target groups unhealthy: /);
});

test('a command that is too long to be told whole is not told in part', () => {
  const command = `aws ec2 ${'x'.repeat(9000)}`;
  const causes = [{ ...INGRESS_BLOCKED, remedies: [{ summary: 'Do it', command, proven: true }] }];
  const { text } = alertMessage([incidentAfter([[0, aGroup({ unhealthy: ['i-1'], causes })]])], OPTIONS);
  expect(text).not.toContain('aws ec2 xxx');
  expect(text).toContain('tga audit');
});
