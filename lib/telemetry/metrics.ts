/**
 * What the auditor says about itself, as CloudWatch metrics in the embedded metric format: a log line that CloudWatch
 * reads, so no function needs leave to write metrics.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

export const METRICS_NAMESPACE = 'TargetGroupAuditor';
/** Each stack has its own series. */
export const METRICS_DIMENSION = 'Stack';

export const METRICS = {
  /** Regions whose sweep went through to its last message. */
  RegionsSwept: 'Count',
  RegionsNotListed: 'Count',
  TargetGroupsAudited: 'Count',
  ShardsAudited: 'Count',
  MessagesFailed: 'Count',
  /** Messages too old to be worth doing: a newer sweep of the same groups is due or done. */
  MessagesExpired: 'Count',
  Outcomes: 'Count',
  UnknownOutcomes: 'Count',
  /** A defect of ours; the check's answer is unknown. */
  ChecksCrashed: 'Count',
  AlertsSent: 'Count',
  ShardDuration: 'Milliseconds',
} as const;

export type MetricName = keyof typeof METRICS;
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/** The metrics as members of a log line. */
export function embedMetrics(stack: string, values: MetricValues, at: Date): Readonly<Record<string, unknown>> {
  const names = (Object.keys(values) as MetricName[]).filter((name) => values[name] !== undefined);
  if (names.length === 0) return {};
  return {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [[METRICS_DIMENSION]],
          Metrics: names.map((name) => ({ Name: name, Unit: METRICS[name] })),
        },
      ],
    },
    [METRICS_DIMENSION]: stack,
    ...Object.fromEntries(names.map((name) => [name, values[name]])),
  };
}
