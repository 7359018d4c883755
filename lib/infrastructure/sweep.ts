import { Duration, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ContextAttribute, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { READ_ACTIONS } from '../collect/permissions.ts';
import type { FunctionVariables } from '../environment.ts';
import { renderRuntimeSettings, type Settings } from '../settings.ts';
import { AuditorFunction } from './auditor-function.ts';

export interface SweepProps {
  readonly settings: Settings;
  readonly table: TableV2;
  readonly topic: Topic;
}

const AUDIT_TIMEOUT = Duration.minutes(5);

/** What runs: schedules → plan → queue → audit, and the daily digest. */
export class Sweep extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly plan: AuditorFunction;
  readonly audit: AuditorFunction;
  readonly digest: AuditorFunction;

  constructor(scope: Construct, id: string, { settings, table, topic }: SweepProps) {
    super(scope, id);
    this.deadLetters = this.fifoQueue('DeadLetters', { retentionPeriod: Duration.days(14) });
    this.queue = this.fifoQueue('Queue', {
      // Longer than the function may take. A shard that failed blocks its region's later ones until it is seen again,
      // so not the six timeouts that AWS advises for functions that share a queue and are throttled.
      visibilityTimeout: AUDIT_TIMEOUT.plus(Duration.minutes(1)),
      retentionPeriod: Duration.days(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 3 },
    });

    const stack = Stack.of(this);
    const variables: FunctionVariables = {
      ACCOUNT_ID: stack.account,
      STACK_NAME: stack.stackName,
      TABLE_NAME: table.tableName,
      TOPIC_ARN: topic.topicArn,
      SETTINGS: renderRuntimeSettings(settings),
    };
    const shared = { logRetention: settings.logRetentionDays, environment: { ...variables } };
    this.plan = new AuditorFunction(this, 'Plan', {
      ...shared,
      name: 'plan',
      description: 'Lists target groups and puts them on the queue, shard by shard',
      environment: { ...shared.environment, QUEUE_URL: this.queue.queueUrl },
      memorySize: 512,
      timeout: Duration.minutes(2),
    });
    this.audit = new AuditorFunction(this, 'Audit', {
      ...shared,
      name: 'audit',
      description: 'Audits one shard: reads AWS, records findings and incidents, sends alerts',
      memorySize: 1024,
      timeout: AUDIT_TIMEOUT,
    });
    this.digest = new AuditorFunction(this, 'Digest', {
      ...shared,
      name: 'digest',
      description: 'Sends the daily digest of findings and incidents',
      memorySize: 512,
      timeout: Duration.minutes(2),
    });
    this.audit.addEventSource(new SqsEventSource(this.queue, { batchSize: 1, reportBatchItemFailures: true }));
    this.allow(table, topic);
    this.schedule(settings);
  }

  private fifoQueue(id: string, props: ConstructorParameters<typeof Queue>[2]): Queue {
    return new Queue(this, id, { ...props, fifo: true, encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true });
  }

  private allow(table: TableV2, topic: Topic): void {
    readAccount(this.plan, ['elasticloadbalancing:DescribeTargetGroups', 'ec2:DescribeRegions']);
    readAccount(this.audit, READ_ACTIONS);
    this.queue.grantSendMessages(this.plan);
    useTable(this.plan, table, ['dynamodb:Query']);
    useTable(this.audit, table, [
      'dynamodb:Query',
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
    ]);
    useTable(this.digest, table, ['dynamodb:Query', 'dynamodb:Scan']);
    for (const publisher of [this.audit, this.digest]) {
      topic.grantPublish(publisher);
      justify(
        publisher.role,
        'Action::kms:GenerateDataKey*',
        'What SNS documents for publishing to an encrypted topic',
      );
    }
  }

  private schedulerRole(): Role {
    const role = new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    for (const fn of [this.plan, this.digest]) {
      justify(
        role,
        `Resource::<${Stack.of(this).getLogicalId(fn.node.defaultChild as CfnFunction)}.Arn>:*`,
        'Any version of our own function',
      );
    }
    return role;
  }

  private schedule(settings: Settings): void {
    const role = this.schedulerRole();
    const every = (id: string, cadence: 'health' | 'full', minutes: number) =>
      new Schedule(this, id, {
        description: `Starts a ${cadence} sweep`,
        schedule: ScheduleExpression.rate(Duration.minutes(minutes)),
        target: new LambdaInvoke(this.plan, {
          role,
          // The time names the sweep: a repeated invocation puts nothing on the queue twice.
          input: ScheduleTargetInput.fromObject({ cadence, scheduledAt: ContextAttribute.scheduledTime }),
          maxEventAge: Duration.minutes(5),
          retryAttempts: 2,
        }),
      });
    every('HealthSweep', 'health', settings.healthSweepMinutes);
    every('FullSweep', 'full', settings.fullSweepMinutes);

    const [hour, minute] = settings.digestTime.split(':').map(Number);
    new Schedule(this, 'DailyDigest', {
      description: 'Sends the daily digest',
      schedule: ScheduleExpression.cron({
        hour: String(hour),
        minute: String(minute),
        timeZone: TimeZone.of(settings.timeZone),
      }),
      target: new LambdaInvoke(this.digest, {
        role,
        input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
        maxEventAge: Duration.hours(1),
        retryAttempts: 2,
      }),
    });
  }
}

/** Says to cdk-nag why a wildcard has to be. */
function justify(role: IRole | undefined, wildcard: string, reason: string): void {
  if (role !== undefined) Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[${wildcard}]`, reason });
}

/** The Describe calls of ELB and EC2 know no resource-level permissions: the resource has to be `*`. */
function readAccount(reader: AuditorFunction, actions: readonly string[]): void {
  reader.addToRolePolicy(new PolicyStatement({ sid: 'ReadAccount', actions: [...actions], resources: ['*'] }));
  justify(reader.role, 'Resource::*', 'Describe calls know no resource-level permissions');
}

function useTable(user: AuditorFunction, table: TableV2, actions: readonly string[]): void {
  const resources = [table.tableArn, `${table.tableArn}/index/open`];
  user.addToRolePolicy(new PolicyStatement({ sid: 'UseTable', actions: [...actions], resources }));
}
