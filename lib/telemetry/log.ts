import { embedMetrics, type MetricValues } from './metrics.ts';

/** Writes one line of JSON: what happened, its facts, and metrics in CloudWatch's embedded format. */
export type Log = (event: LogEvent, facts: object, metrics?: MetricValues) => void;

/** Named in docs/runbook.md. */
export type LogEvent =
  | 'region-planned'
  | 'region-not-listed'
  | 'region-retired'
  | 'region-closed'
  | 'shard-audited'
  | 'message-expired'
  | 'message-failed'
  | 'region-swept'
  | 'digest-sent'
  | 'digest-not-needed';

export interface LogOptions {
  readonly write: (line: string) => void;
  readonly clock: () => Date;
}

/**
 * Not console.log, before whose lines Lambda puts a time and an id: then CloudWatch would not see the metrics.
 */
const toStandardOutput = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export function createLog(stackName: string, options: Partial<LogOptions> = {}): Log {
  const { write = toStandardOutput, clock = () => new Date() } = options;
  return (event, facts, metrics = {}) => {
    const at = clock();
    write(JSON.stringify({ event, at: at.toISOString(), ...facts, ...embedMetrics(stackName, metrics, at) }));
  };
}
