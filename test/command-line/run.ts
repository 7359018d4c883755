/** Runs `tga` in this process, with everything that it writes caught. */
import type { ExitCode } from '../../lib/command-line/command-context.ts';
import { runTga } from '../../lib/command-line/run-tga.ts';
import type { Terminal } from '../../lib/command-line/terminal.ts';

export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

interface Circumstances {
  readonly input?: string;
  readonly isTerminal?: boolean;
  readonly columns?: number;
  readonly env?: Terminal['env'];
}

export async function run(argv: readonly string[], circumstances: Circumstances = {}): Promise<Ran> {
  const { input = '', isTerminal = false, columns, env = {} } = circumstances;
  const written = { out: '', err: '' };
  const outputTo = (stream: 'out' | 'err') => ({
    isTerminal,
    columns,
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const code = await runTga(
    argv,
    {
      out: outputTo('out'),
      err: outputTo('err'),
      env,
      readStandardInput: async () => input,
      now: () => Date.parse('2026-11-22T12:00:00Z'),
    },
    '1.2.3',
  );
  return { code, ...written };
}
