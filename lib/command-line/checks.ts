import type { Command } from 'commander';
import type { CheckInfo } from '../checks/define-check.ts';
import { CHECKS } from '../checks/index.ts';
import { renderCatalogue } from '../report/catalogue.ts';
import { renderChecks } from '../report/render-checks.ts';
import { toOneOf } from './arguments.ts';
import { type CommandContext, newCommand } from './command-context.ts';

const FORMATS = ['table', 'json', 'markdown'] as const;

export function checksCommand({ print, page }: CommandContext): Command {
  return newCommand('checks', 'The catalogue: every check, by the question it answers.', [
    'tga checks',
    "tga checks --format json | jq -r '.[].id'",
  ])
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, toOneOf('--format', FORMATS), 'table')
    .action(({ format }: { format: (typeof FORMATS)[number] }) => {
      if (format === 'json') print(`${JSON.stringify(CHECKS.map(toInfo), undefined, 2)}\n`);
      else print(format === 'markdown' ? renderCatalogue(CHECKS) : renderChecks(CHECKS, page));
    });
}

/** What of a check is data. */
export function toInfo(check: CheckInfo): CheckInfo {
  const { id, formerIds = [], title, category, severity, why, fix, reference, needs, explains } = check;
  return { id, formerIds, title, category, severity, why, fix, reference, needs, explains };
}
