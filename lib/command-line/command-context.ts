import { Command } from 'commander';
import type { Page } from '../report/style.ts';
import type { Progress, Terminal } from './terminal.ts';

/** 0: nothing at or above the threshold. 1: something is. 2: the audit could not be done. */
export type ExitCode = 0 | 1 | 2;

/** What a command is given. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly page: Page;
  readonly progress: Progress;
  readonly version: string;
  /** Results: standard output. */
  print(text: string): void;
  /** Everything else, a line: standard error. */
  note(line: string): void;
  finish(code: ExitCode): void;
}

/** A command with what all share: examples beneath the help, and `--no-color`. */
export function newCommand(name: string, description: string, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${example}`).join('\n');
  return new Command(name)
    .description(description)
    .option('--no-color', 'plain text; NO_COLOR does the same')
    .addHelpText('after', `\nExamples:\n${lines}`);
}
