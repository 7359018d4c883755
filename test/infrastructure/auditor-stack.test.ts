import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { READ_ACTIONS } from '../../lib/collect/permissions.ts';
import { AuditorStack } from '../../lib/infrastructure/auditor-stack.ts';
import { readSettings } from '../../lib/settings.ts';

const settings = readSettings({
  alertEmails: ['ops@example.com', 'oncall@example.com'],
  healthSweepMinutes: 10,
  fullSweepMinutes: 120,
  digestTime: '06:30',
  timeZone: 'Europe/Berlin',
  unknownPercent: 35,
  logRetentionDays: 14,
  docsBaseUrl: 'https://docs.example.com/auditor',
});
const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const stack = new AuditorStack(app, 'Auditor', { settings });
const template = Template.fromStack(stack);

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** All statements of the policies of one function's role. */
function statementsOf(fn: 'Plan' | 'Audit' | 'Digest'): readonly Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  return policies.flatMap(([id, { Properties }]) =>
    id.startsWith(`Sweep${fn}Role`) ? (Properties.PolicyDocument.Statement as Statement[]) : [],
  );
}

const actionsOf = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => Action);

describe('what is stored and sent', () => {
  test('the table has the public keys and index, is encrypted, expires what is resolved, and can be restored', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'targetGroup', KeyType: 'HASH' },
        { AttributeName: 'record', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'open',
          KeySchema: [
            { AttributeName: 'openIn', KeyType: 'HASH' },
            { AttributeName: 'rank', KeyType: 'RANGE' },
          ],
        },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } })],
    });
    template.hasResource('AWS::DynamoDB::GlobalTable', { DeletionPolicy: 'Retain' });
  });

  test('everyone in alertEmails is subscribed to the encrypted topic', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    for (const email of settings.alertEmails) {
      template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: email });
    }
  });

  test("the account's alarms may publish to the topic and use its key", () => {
    const cloudWatch = { Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } };
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ ...cloudWatch, Action: 'sns:Publish' })]),
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({ ...cloudWatch, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'] }),
        ]),
      },
    });
  });

  test('both queues are FIFO and encrypted, and a shard is given up after three attempts', () => {
    template.resourceCountIs('AWS::SQS::Queue', 2);
    template.allResourcesProperties('AWS::SQS::Queue', { FifoQueue: true, SqsManagedSseEnabled: true });
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }) });
  });
});

describe('what runs', () => {
  test.each([
    ['rate(10 minutes)', undefined, '"cadence":"health"'],
    ['rate(2 hours)', undefined, '"cadence":"full"'],
    ['cron(30 6 * * ? *)', 'Europe/Berlin', '<aws.scheduler.scheduled-time>'],
  ])('a schedule %s', (expression, timeZone, input) => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: expression,
      ...(timeZone === undefined ? {} : { ScheduleExpressionTimezone: timeZone }),
      State: 'ENABLED',
      Target: Match.objectLike({ Input: Match.stringLikeRegexp(input.replace(/[?.*]/g, '\\$&')) }),
    });
  });

  test('the functions are arm64 on Node 24, keep their logs for the time set, and do not know who is mailed', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(functions).toHaveLength(3);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
      expect(JSON.stringify(Properties.Environment)).not.toContain('example.com"');
    }
    template.resourceCountIs('AWS::Logs::LogGroup', 3);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 14 });
  });

  test('a shard that fails does not repeat the others of its batch', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('the queue hides a message for longer than the function may take', () => {
    const timeout = Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) =>
      id.startsWith('SweepAudit'),
    )?.[1].Properties.Timeout;
    const hidden = Object.values(template.findResources('AWS::SQS::Queue')).flatMap(
      ({ Properties }) => Properties.VisibilityTimeout ?? [],
    );
    expect(hidden).toEqual([expect.any(Number)]);
    expect(hidden[0]).toBeGreaterThan(timeout);
  });
});

describe('what it may do', () => {
  test('audit reads the account by exactly the actions of collection', () => {
    const onAccount = statementsOf('Audit').filter(({ Resource }) => Resource === '*');
    expect([...actionsOf(onAccount)].sort()).toEqual([...READ_ACTIONS].sort());
  });

  test('plan reads no more of the account than audit, digest nothing', () => {
    const onAccount = (fn: 'Plan' | 'Digest') =>
      actionsOf(statementsOf(fn).filter(({ Resource }) => JSON.stringify(Resource) === '"*"'));
    expect(READ_ACTIONS).toEqual(expect.arrayContaining(onAccount('Plan')));
    expect(onAccount('Digest')).toEqual([]);
  });

  test.each(['Plan', 'Audit', 'Digest'] as const)('whatever else %s may do is about our own resources', (fn) => {
    const own = statementsOf(fn).filter(({ Resource }) => Resource !== '*');
    expect(own.length).toBeGreaterThan(0);
    for (const { Resource } of own) expect(JSON.stringify(Resource)).toMatch(/GetAtt|Ref/);
    expect(actionsOf(own).filter((action) => action.endsWith(':*') || action === '*')).toEqual([]);
  });
});

describe('who watches the auditor', () => {
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  const named = (name: string) => alarms.find(({ AlarmName }) => AlarmName === `Auditor-${name}`);

  test('every alarm tells the topic, at its end too, and links to its section of the runbook', () => {
    expect(alarms.length).toBeGreaterThan(0);
    for (const alarm of alarms) {
      const name = String(alarm.AlarmName).replace('Auditor-', '');
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
      expect(alarm.AlarmDescription).toContain(`https://docs.example.com/auditor/runbook.md#${name}`);
    }
  });

  test('the runbook has a section for every alarm, and none for another', () => {
    const sections = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(sections.sort()).toEqual(alarms.map(({ AlarmName }) => AlarmName.replace('Auditor-', '')).sort());
  });

  test('silence is an alarm', () => {
    expect(named('sweeps-stopped')).toMatchObject({ TreatMissingData: 'breaching', Period: 1800, Threshold: 1 });
  });

  test('the alarm about unknowns goes by the share that is set', () => {
    expect(named('too-many-unknowns')).toMatchObject({ Threshold: 35 });
  });

  test.each(['plan-failed', 'audit-failed', 'digest-failed', 'dead-letters', 'sweeps-late', 'checks-crashed'])(
    '%s is an alarm',
    (name) => {
      expect(named(name)).toMatchObject({ TreatMissingData: 'notBreaching' });
    },
  );
});

test('the outputs have the names by which the command line finds them', () => {
  for (const output of ['TableName', 'TopicArn', 'QueueUrl']) template.hasOutput(output, {});
});

test('cdk-nag has nothing to say that is not answered in the code', () => {
  const checked = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  new AuditorStack(checked, 'Auditor', { settings });
  Validations.of(checked).addPlugins(new AwsSolutionsChecks(checked));
  expect(() => checked.synth()).not.toThrow();
});
