/** Which stored findings or incidents are asked for. */
import type { Command } from 'commander';
import { isAtLeast, SEVERITIES } from '../audit/severity.ts';
import type { Severity } from '../checks/outcome.ts';
import type { RecordQuery } from '../store/query-findings.ts';
import { toSeverity } from './arguments.ts';
import { addTableOptions, openDeployedTable, type TableOptions } from './deployed-table.ts';
import { UsageError } from './usage-error.ts';

export const RECORD_FORMATS = ['table', 'json', 'csv'] as const;
export type RecordFormat = (typeof RECORD_FORMATS)[number];

export interface SelectionOptions extends TableOptions {
  readonly open?: true;
  readonly severity?: Severity;
  readonly targetGroup?: string;
  readonly since?: string;
  readonly format: RecordFormat;
}

export const addSelectionOptions = (command: Command): Command =>
  addTableOptions(
    command
      .option('--open', 'only what is not resolved')
      .option('--severity <severity>', `this severity or worse: ${SEVERITIES.join(', ')}`, toSeverity('--severity'))
      .option('--target-group <name>', 'of this target group, by name or ARN')
      .option('--since <time>', 'opened or resolved since then: 24h, 7d, 2026-11-22 or a full ISO time'),
  );

/** Queries the deployed table and closes it again. */
export async function querySelection<T>(
  options: SelectionOptions,
  now: number,
  query: (query: RecordQuery) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const since = options.since === undefined ? undefined : toTime(options.since, now);
  const { severity, targetGroup } = options;
  const table = await openDeployedTable(options);
  const records = await query({
    client: table.client,
    tableName: table.tableName,
    ...(options.open ? { isOpen: true } : {}),
    ...(severity === undefined ? {} : { severities: SEVERITIES.filter((each) => isAtLeast(each, severity)) }),
    ...(targetGroup === undefined ? {} : { targetGroup }),
    ...(since === undefined ? {} : { since }),
  });
  table.close();
  return records;
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** `24h` before now, or a time as it is. */
export function toTime(typed: string, now: number): string {
  const [, count, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(typed) ?? [];
  if (count !== undefined) return new Date(now - Number(count) * (UNITS[unit] ?? 0)).toISOString();
  const time = /^\d{4}-\d{2}-\d{2}/.test(typed) ? Date.parse(typed) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(`--since must be like 24h, 7d, 2026-11-22 or 2026-11-22T02:41:00Z; got "${typed}"`);
  }
  return new Date(time).toISOString();
}
