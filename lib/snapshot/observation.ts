/** What was observed rather than configured: metrics, alarms, function policies, probes, and what could not be read. */
import * as z from 'zod';

const text = z.string().nullish();
const number = z.number().nullish();
const boolean = z.boolean().nullish();

const dimensions = z.array(z.looseObject({ Name: text, Value: text })).nullish();

export const alarmRecord = z.looseObject({
  AlarmName: text,
  AlarmArn: text,
  Namespace: text,
  MetricName: text,
  Dimensions: dimensions,
  Statistic: text,
  ExtendedStatistic: text,
  Period: number,
  EvaluationPeriods: number,
  DatapointsToAlarm: number,
  Threshold: number,
  ComparisonOperator: text,
  TreatMissingData: text,
  ActionsEnabled: boolean,
  AlarmActions: z.array(z.string()).nullish(),
  StateValue: text,
  Metrics: z
    .array(
      z.looseObject({
        Id: text,
        Expression: text,
        MetricStat: z
          .looseObject({
            Metric: z.looseObject({ Namespace: text, MetricName: text, Dimensions: dimensions }).nullish(),
            Stat: text,
            Period: number,
          })
          .nullish(),
      }),
    )
    .nullish(),
});

export const metricRecord = z.looseObject({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensions,
  Stat: text,
  /** Seconds. */
  Period: number,
  Timestamps: z.array(z.string()).nullish(),
  Values: z.array(z.number()).nullish(),
});

const oneOrMany = z.union([z.string(), z.array(z.string())]);

export const lambdaPolicyRecord = z.looseObject({
  Statement: z
    .array(
      z.looseObject({
        Effect: text,
        Principal: z.unknown(),
        Action: oneOrMany.nullish(),
        Resource: oneOrMany.nullish(),
        Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).nullish(),
      }),
    )
    .nullish(),
});

export const probeRecord = z.looseObject({
  targetGroupArn: z.string(),
  targetId: z.string(),
  port: number,
  request: z.looseObject({ protocol: text, protocolVersion: text, path: text, host: text, userAgent: text }).nullish(),
  outcome: z.string(),
  statusCode: number,
  headers: z.record(z.string(), z.unknown()).nullish(),
  millis: number,
  tls: z
    .looseObject({
      protocol: text,
      cipher: text,
      authorizationError: text,
      validTo: text,
      subjectAltNames: z.array(z.string()).nullish(),
    })
    .nullish(),
  error: text,
});

/** Something that could not be read: the whole part in this region, or one resource of it. */
export const errorRecord = z.looseObject({
  api: z.string(),
  code: text,
  message: text,
  resource: text,
});

export type AlarmRecord = z.infer<typeof alarmRecord>;
export type MetricRecord = z.infer<typeof metricRecord>;
export type LambdaPolicyRecord = z.infer<typeof lambdaPolicyRecord>;
export type ProbeRecord = z.infer<typeof probeRecord>;
export type ErrorRecord = z.infer<typeof errorRecord>;
