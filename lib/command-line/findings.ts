import type { Command } from 'commander';
import type { FindingRecord } from '../audit/finding-record.ts';
import { renderFindings, renderFindingsCsv } from '../report/render-records.ts';
import { toOneOf } from './arguments.ts';
import { type CommandContext, newCommand } from './command-context.ts';
import { addSelectionOptions, querySelection, RECORD_FORMATS, type SelectionOptions } from './record-selection.ts';

export function findingsCommand({ terminal, page, print }: CommandContext): Command {
  const command = newCommand('findings', 'What the deployed auditor has found and not forgotten.', [
    'tga findings --open',
    'tga findings --severity high --since 24h --format csv > findings.csv',
    'tga findings --target-group orders-api',
  ]);
  return addSelectionOptions(command)
    .option('--format <format>', `one of ${RECORD_FORMATS.join(', ')}`, toOneOf('--format', RECORD_FORMATS), 'table')
    .action(async (options: SelectionOptions) => {
      const findings = await querySelection<FindingRecord>(options, terminal.now(), async (query) => {
        const { queryFindings } = await import('../store/query-findings.ts');
        return queryFindings(query);
      });
      if (options.format === 'json') print(`${JSON.stringify(findings, undefined, 2)}\n`);
      else print(options.format === 'csv' ? renderFindingsCsv(findings) : renderFindings(findings, page));
    });
}
