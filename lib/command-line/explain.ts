import type { Command } from 'commander';
import type { Check } from '../checks/define-check.ts';
import { CHECKS } from '../checks/index.ts';
import { renderCheckPage } from '../report/catalogue.ts';
import { renderExplanation } from '../report/render-checks.ts';
import { toOneOf, unknownName } from './arguments.ts';
import { toInfo } from './checks.ts';
import { type CommandContext, newCommand } from './command-context.ts';

const FORMATS = ['text', 'json', 'markdown'] as const;

export function explainCommand({ print, page }: CommandContext): Command {
  return newCommand('explain', 'One check: what it finds, why it matters, how to fix it.', [
    'tga explain target-ingress-blocked',
  ])
    .argument('<check>', 'the id of a check; `tga checks` lists them')
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, toOneOf('--format', FORMATS), 'text')
    .action((id: string, { format }: { format: (typeof FORMATS)[number] }) => {
      const check = checkNamed(id);
      if (format === 'json') print(`${JSON.stringify(toInfo(check), undefined, 2)}\n`);
      else print(format === 'markdown' ? renderCheckPage(check) : renderExplanation(check, page));
    });
}

/** By its id, or one it had before. */
export function checkNamed(id: string): Check {
  const check = CHECKS.find((each) => each.id === id) ?? CHECKS.find((each) => each.formerIds?.includes(id));
  if (check !== undefined) return check;
  throw unknownName(
    'check',
    id,
    CHECKS.map((each) => each.id),
    '`tga checks` lists all',
  );
}
