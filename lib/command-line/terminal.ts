/** Where a command reads and writes: the process, or a test. */
import type { Page, Style } from '../report/style.ts';
import { PLAIN } from '../report/style.ts';
import { COLOURS } from './colours.ts';

export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readStandardInput(): Promise<string>;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface Output {
  /** Somebody is watching, not a file or a pipe. */
  readonly isTerminal: boolean;
  readonly columns: number | undefined;
  write(text: string): void;
}

/** Narrow enough to read in a file, a mail or a ticket. */
const WIDTH_OF_A_FILE = 110;
const NARROWEST = 60;

export function pageOf(terminal: Terminal, colour: boolean): Page {
  const columns = terminal.out.columns ?? Number(terminal.env.COLUMNS ?? Number.NaN);
  const width = Number.isInteger(columns) && columns > 0 ? columns : WIDTH_OF_A_FILE;
  return { width: Math.max(NARROWEST, width), style: styleOf(terminal, colour) };
}

/** https://no-color.org: set to anything but nothing, it wins over the terminal. */
export function styleOf({ env, out }: Terminal, colour: boolean): Style {
  if (!colour || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return PLAIN;
  const forced = env.FORCE_COLOR ?? '';
  return out.isTerminal || (forced !== '' && forced !== '0') ? COLOURS : PLAIN;
}

/** One line on standard error that is written over; nothing at all where nobody is watching. */
export interface Progress {
  readonly show: (text: string) => void;
  readonly clear: () => void;
}

export function progressOf({ err, env }: Terminal): Progress {
  if (!err.isTerminal || env.TERM === 'dumb') return { show: () => undefined, clear: () => undefined };
  const clearLine = '\r\u001b[2K';
  return {
    show: (text) => err.write(`${clearLine}${[...text].slice(0, (err.columns ?? 80) - 1).join('')}`),
    clear: () => err.write(clearLine),
  };
}
