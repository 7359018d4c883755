import type { Command } from 'commander';
import { auditSnapshot } from '../audit/audit.ts';
import type { AuditResult } from '../audit/audit-result.ts';
import { SEVERITIES } from '../audit/severity.ts';
import type { Severity } from '../checks/outcome.ts';
import { renderAudit } from '../report/render-audit.ts';
import { renderCsv } from '../report/render-csv.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { toReportDocument } from '../report/report-document.ts';
import { hasFindingAtLeast, regionsNotAudited } from '../report/summarise-audit.ts';
import { addNames, toOneOf } from './arguments.ts';
import { type CommandContext, type ExitCode, newCommand } from './command-context.ts';
import { type AccountOptions, addAccountOptions, obtainSnapshot } from './obtain-snapshot.ts';
import { keepTargetGroups } from './select-target-groups.ts';

const FORMATS = ['table', 'json', 'markdown', 'csv'] as const;
type Format = (typeof FORMATS)[number];

interface Options extends AccountOptions {
  readonly targetGroup?: readonly string[];
  readonly format: Format;
  readonly failOn: Severity | 'none';
}

export function auditCommand(context: CommandContext): Command {
  const command = newCommand('audit', 'Which targets are not healthy, why, and what fixes it.', [
    'tga audit --region eu-west-1',
    'tga audit --snapshot examples/broken.json',
    'tga audit --all-regions --format json > report.json',
    'tga collect | tga audit --snapshot - --fail-on critical',
  ]);
  return addAccountOptions(command)
    .option('--target-group <name>', 'report this target group only, by name or ARN; repeatable', addNames)
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, toOneOf('--format', FORMATS), 'table')
    .option(
      '--fail-on <severity>',
      `exit 1 from this severity: ${SEVERITIES.join(', ')} or none`,
      toOneOf('--fail-on', [...SEVERITIES, 'none']),
      'high',
    )
    .action(async (options: Options) => context.finish(await audit(options, context)));
}

async function audit(options: Options, context: CommandContext): Promise<ExitCode> {
  const { terminal, print, note } = context;
  const started = terminal.now();
  const snapshot = await obtainSnapshot(options, context, scopeOf(options));
  const everything = auditSnapshot(snapshot, new Date(terminal.now()).toISOString());
  const result = keepTargetGroups(everything, options.targetGroup ?? []);
  print(render(result, options.format, context, terminal.now() - started));
  for (const { region, because } of regionsNotAudited(result)) note(`tga: ${region} could not be audited: ${because}`);
  return exitCodeOf(result, options.failOn);
}

const scopeOf = ({ targetGroup }: Options) => (targetGroup === undefined ? {} : { targetGroups: targetGroup });

function render(result: AuditResult, format: Format, { page }: CommandContext, millis: number): string {
  if (format === 'json') return `${JSON.stringify(toReportDocument(result), undefined, 2)}\n`;
  if (format === 'markdown') return renderMarkdown(result);
  return format === 'csv' ? renderCsv(result) : renderAudit(result, page, nameDuration(millis));
}

const nameDuration = (millis: number): string => (millis < 1000 ? `${millis} ms` : `${(millis / 1000).toFixed(1)} s`);

/** A region that could not be listed is never a pass. */
function exitCodeOf(result: AuditResult, failOn: Options['failOn']): ExitCode {
  if (failOn !== 'none' && hasFindingAtLeast(result, failOn)) return 1;
  return regionsNotAudited(result).length > 0 ? 2 : 0;
}
