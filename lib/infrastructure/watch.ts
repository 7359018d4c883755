import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from '../telemetry/metrics.ts';
import type { AuditorFunction } from './auditor-function.ts';
import type { Sweep } from './sweep.ts';

export interface WatchProps {
  readonly settings: Settings;
  readonly sweep: Sweep;
  readonly topic: Topic;
}

interface AlarmDefinition {
  readonly metric: IMetric;
  /** Raises the alarm. */
  readonly when: ComparisonOperator;
  readonly threshold: number;
  readonly periods?: number;
  readonly missing?: TreatMissingData;
  /** One sentence; the runbook's section follows. */
  readonly says: string;
}

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_THRESHOLD: LESS_THAN } = ComparisonOperator;

/** The alarms of the auditor itself: an auditor that is silent because it is broken looks like good news. */
export class Watch extends Construct {
  private readonly props: WatchProps;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this.props = props;
    this.watchSweeps();
    this.watchFunctions();
    this.watchSight();
  }

  private watchSweeps(): void {
    const { settings, sweep } = this.props;
    const silence = Duration.minutes(Math.max(15, 3 * settings.healthSweepMinutes));
    this.alarm('sweeps-stopped', {
      metric: this.own('RegionsSwept', silence),
      when: LESS_THAN,
      threshold: 1,
      missing: TreatMissingData.BREACHING,
      says: `No sweep has come to its end for ${silence.toMinutes()} minutes.`,
    });
    this.alarm('sweeps-late', {
      metric: sweep.queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(5),
        statistic: Stats.MAXIMUM,
      }),
      when: AT_LEAST,
      threshold: silence.toSeconds(),
      periods: 3,
      says: `Shards have waited in the queue for more than ${silence.toMinutes()} minutes.`,
    });
    this.alarm('dead-letters', {
      metric: sweep.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: Stats.MAXIMUM,
      }),
      when: AT_LEAST,
      threshold: 1,
      says: 'A shard failed three times and was given up.',
    });
  }

  private watchFunctions(): void {
    const { plan, audit, digest } = this.props.sweep;
    const period = Duration.minutes(5);
    const errors = (fn: AuditorFunction) => fn.metricErrors({ period, statistic: Stats.SUM });
    this.alarm('plan-failed', {
      metric: errors(plan),
      when: AT_LEAST,
      threshold: 1,
      says: 'A sweep could not be planned, or a region could not be listed.',
    });
    this.alarm('audit-failed', {
      metric: new MathExpression({
        label: 'Failed shards and failed invocations',
        expression: 'FILL(shards, 0) + FILL(invocations, 0)',
        usingMetrics: { shards: this.own('MessagesFailed', period), invocations: errors(audit) },
        period,
      }),
      when: AT_LEAST,
      threshold: 1,
      says: 'A shard could not be audited; it is tried three times.',
    });
    this.alarm('digest-failed', {
      metric: errors(digest),
      when: AT_LEAST,
      threshold: 1,
      says: 'The daily digest could not be made or sent.',
    });
  }

  private watchSight(): void {
    const { unknownPercent } = this.props.settings;
    const period = Duration.minutes(30);
    this.alarm('too-many-unknowns', {
      metric: new MathExpression({
        label: 'Checks that could not look, in percent',
        expression: '100 * unknown / outcomes',
        usingMetrics: { unknown: this.own('UnknownOutcomes', period), outcomes: this.own('Outcomes', period) },
        period,
      }),
      when: AT_LEAST,
      threshold: unknownPercent,
      // Nothing was looked at in full since: what was not readable still is not.
      missing: TreatMissingData.IGNORE,
      says: `${unknownPercent} % or more of the checks could not look.`,
    });
    this.alarm('checks-crashed', {
      metric: this.own('ChecksCrashed', period),
      when: AT_LEAST,
      threshold: 1,
      says: 'A check crashed, which is a defect; its answer is unknown.',
    });
  }

  private own(metricName: MetricName, period: Duration): Metric {
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { [METRICS_DIMENSION]: Stack.of(this).stackName },
      statistic: Stats.SUM,
      period,
    });
  }

  /** The name of an alarm is the heading of its section in docs/runbook.md. */
  private alarm(name: string, { metric, when, threshold, periods = 1, missing, says }: AlarmDefinition): void {
    const { settings, topic } = this.props;
    const alarm = new Alarm(this, name, {
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: `target-group-auditor: ${says} What to do: ${settings.docsBaseUrl}/runbook.md#${name}`,
      metric,
      comparisonOperator: when,
      threshold,
      evaluationPeriods: periods,
      treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
}
