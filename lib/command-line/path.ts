import type { Command } from 'commander';
import { understand } from '../model/understand.ts';
import { answerQuestions } from '../network/questions.ts';
import type { Trace, Verdict } from '../network/trace.ts';
import { traceBetween } from '../network/trace-between.ts';
import { renderAnswers } from '../report/render-answers.ts';
import { renderPaths } from '../report/render-path.ts';
import { toAddress, toOneOf, toPort, toProtocol } from './arguments.ts';
import { type CommandContext, type ExitCode, newCommand } from './command-context.ts';
import { findEnds } from './find-ends.ts';
import { loadQuestions } from './load-questions.ts';
import { type AccountOptions, addAccountOptions, obtainSnapshot } from './obtain-snapshot.ts';
import { UsageError } from './usage-error.ts';

const FORMATS = ['text', 'json'] as const;
const MODES = ['health-check', 'traffic'] as const;
const VERDICTS: readonly Verdict[] = ['allowed', 'partlyBlocked', 'blocked', 'undetermined'];

interface Options extends AccountOptions {
  readonly protocol?: number;
  readonly port?: number;
  readonly mode?: (typeof MODES)[number];
  readonly clientIp?: string;
  readonly questions?: string;
  readonly expect?: Verdict;
  readonly format: (typeof FORMATS)[number];
}

export function pathCommand(context: CommandContext): Command {
  const command = newCommand('path', "The packet's way and the reply's, control by control, between any two ends.", [
    'tga path orders-api i-0c1                                  the health check of one target',
    'tga path shop-public 10.0.11.7 --port 8080 --mode traffic',
    'tga path --questions questions.json --snapshot examples/healthy.json --format json',
  ]);
  return addAccountOptions(command)
    .argument('[from]', 'a load balancer, target group, interface, instance, subnet or address')
    .argument('[to]', 'the same; a target group is all its targets')
    .option(
      '--protocol <protocol>',
      'tcp, udp, icmp, icmpv6 or a number (default: what the target group says, or tcp)',
      toProtocol,
    )
    .option('--port <port>', 'the port it goes to (default: what the target group says)', toPort)
    .option('--mode <mode>', `one of ${MODES.join(', ')}`, toOneOf('--mode', MODES))
    .option('--client-ip <address>', 'a client whose address a Network Load Balancer keeps', toAddress)
    .option('--expect <verdict>', `exit 1 unless it is ${VERDICTS.join(', ')}`, toOneOf('--expect', VERDICTS))
    .option('--questions <file>', 'many questions at once, as docs/questions.md has them; - is standard input')
    .option('--format <format>', `one of ${FORMATS.join(', ')}`, toOneOf('--format', FORMATS), 'text')
    .action(async (from: string | undefined, to: string | undefined, options: Options) => {
      if (options.questions !== undefined) context.finish(await answerFile(options.questions, from, options, context));
      else context.finish(await tracePath(from, to, options, context));
    });
}

async function tracePath(
  from: string | undefined,
  to: string | undefined,
  options: Options,
  context: CommandContext,
): Promise<ExitCode> {
  if (from === undefined || to === undefined) {
    throw new UsageError('path needs two ends, such as `tga path orders-api i-0c1`, or --questions FILE');
  }
  const account = understand(await obtainSnapshot(options, context));
  const ends = findEnds(account, from, to);
  const { protocol, port, mode, clientIp } = options;
  const traces = traceBetween(ends.region, ends.from, ends.to, { protocol, port, mode, clientIp });
  if (options.format === 'json') context.print(`${JSON.stringify(traces.map(toAnswer), undefined, 2)}\n`);
  else context.print(`${renderPaths(traces, context.page.style)}\n`);
  return options.expect !== undefined && traces.some(({ verdict }) => verdict !== options.expect) ? 1 : 0;
}

/** As answers to questions are, with the two ends named. */
const toAnswer = ({ source, destination, verdict, because, steps }: Trace) => ({
  from: source.label,
  to: destination.label,
  verdict,
  because,
  steps: steps.map((step) => ({
    control: step.control,
    resource: step.resource,
    verdict: step.verdict,
    blocked: step.blocked,
    because: step.because,
  })),
});

async function answerFile(
  file: string,
  from: string | undefined,
  options: Options,
  context: CommandContext,
): Promise<ExitCode> {
  if (from !== undefined) throw new UsageError(`--questions asks what the file says; leave out "${from}"`);
  if (options.expect !== undefined) throw new UsageError('with --questions, each question has its own "expect"');
  if (file === '-' && options.snapshot === '-') throw new UsageError('only one of --questions and --snapshot can be -');
  const questions = await loadQuestions(file, context.terminal);
  const account = understand(await obtainSnapshot(options, context));
  const answers = answerQuestions(account, questions);
  if (options.format === 'json') context.print(`${JSON.stringify(answers, undefined, 2)}\n`);
  else context.print(renderAnswers(questions, answers, context.page));
  return answers.some(({ met }) => met === false) ? 1 : 0;
}
