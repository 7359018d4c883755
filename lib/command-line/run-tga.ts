/** The command `tga`: arguments in, exit code out. */
import { Command, CommanderError } from 'commander';
import { auditCommand } from './audit.ts';
import { checksCommand } from './checks.ts';
import { collectCommand } from './collect.ts';
import type { CommandContext, ExitCode } from './command-context.ts';
import { demoCommand } from './demo.ts';
import { describeError } from './describe-error.ts';
import { explainCommand } from './explain.ts';
import { findingsCommand } from './findings.ts';
import { incidentsCommand } from './incidents.ts';
import { pathCommand } from './path.ts';
import { pageOf, progressOf, type Terminal } from './terminal.ts';

export async function runTga(argv: readonly string[], terminal: Terminal, version: string): Promise<ExitCode> {
  let code: ExitCode = 0;
  const context: CommandContext = {
    terminal,
    version,
    page: pageOf(terminal, !argv.includes('--no-color')),
    progress: progressOf(terminal),
    print: (text) => terminal.out.write(text),
    note: (line) => terminal.err.write(`${line}\n`),
    finish: (finished) => {
      code = finished;
    },
  };
  try {
    await buildProgram(context).parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    context.progress.clear();
    return refuse(error, context);
  }
}

function refuse(error: unknown, { note }: CommandContext): ExitCode {
  // Help and version end this way too; commander has written what there is to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  note(`tga: ${describeError(error) ?? describeFault(error)}`);
  return 2;
}

/** A fault of ours still ends in exit code 2: 1 would say that the account has findings. */
function describeFault(error: unknown): string {
  return `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function buildProgram(context: CommandContext): Command {
  const program = new Command('tga')
    .description(
      'Which target of a load balancer is not healthy, why, what was ruled out, and the command that fixes it.',
    )
    .version(context.version, '-V, --version')
    .option('--no-color', 'plain text; NO_COLOR does the same')
    .addHelpText('after', HELP);
  for (const command of COMMANDS) program.addCommand(command(context));
  for (const command of [program, ...program.commands]) share(command, context);
  return program;
}

const COMMANDS = [
  auditCommand,
  collectCommand,
  pathCommand,
  checksCommand,
  explainCommand,
  findingsCommand,
  incidentsCommand,
  demoCommand,
];

const HELP = `
Exit code: 0 nothing at or above --fail-on, 1 something is, 2 the work could not be done.

Examples:
  $ tga demo                                        no AWS account needed
  $ tga audit --region eu-west-1
  $ tga audit --snapshot examples/broken.json`;

function share(command: Command, { terminal }: CommandContext): void {
  command.exitOverride().showSuggestionAfterError(true);
  command.configureOutput({
    writeOut: (text) => terminal.out.write(text),
    writeErr: (text) => terminal.err.write(text),
    outputError: (text, write) => write(`${toOneLine(text)}\n`),
    getOutHelpWidth: () => Math.min(terminal.out.columns ?? 100, 100),
    getErrHelpWidth: () => Math.min(terminal.err.columns ?? 100, 100),
  });
}

const toOneLine = (text: string): string =>
  `tga: ${text
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .trim()}`;
