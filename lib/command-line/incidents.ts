import type { Command } from 'commander';
import type { IncidentRecord } from '../audit/incident-record.ts';
import { renderIncidents, renderIncidentsCsv } from '../report/render-records.ts';
import { toOneOf } from './arguments.ts';
import { type CommandContext, newCommand } from './command-context.ts';
import { addSelectionOptions, querySelection, RECORD_FORMATS, type SelectionOptions } from './record-selection.ts';

export function incidentsCommand({ terminal, page, print }: CommandContext): Command {
  const command = newCommand(
    'incidents',
    'When target groups were unhealthy, and why: as the deployed auditor saw it.',
    ['tga incidents --open', 'tga incidents --since 7d --format json', 'tga incidents --target-group orders-api'],
  );
  return addSelectionOptions(command)
    .option('--format <format>', `one of ${RECORD_FORMATS.join(', ')}`, toOneOf('--format', RECORD_FORMATS), 'table')
    .action(async (options: SelectionOptions) => {
      const incidents = await querySelection<IncidentRecord>(options, terminal.now(), async (query) => {
        const { queryIncidents } = await import('../store/query-findings.ts');
        return queryIncidents(query);
      });
      if (options.format === 'json') print(`${JSON.stringify(incidents, undefined, 2)}\n`);
      else print(options.format === 'csv' ? renderIncidentsCsv(incidents) : renderIncidents(incidents, page));
    });
}
