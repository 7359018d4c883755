import { text } from 'node:stream/consumers';
import type { Output, Terminal } from './terminal.ts';

/** The terminal of this process. */
export function processTerminal(): Terminal {
  endQuietlyWhenNobodyReads();
  passOverNodeVersionWarning();
  return {
    out: toOutput(process.stdout),
    err: toOutput(process.stderr),
    env: process.env,
    readStandardInput: () => text(process.stdin),
    now: () => Date.now(),
  };
}

function toOutput(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : undefined,
    write: (written) => {
      stream.write(written);
    },
  };
}

/** `tga audit | head` closes the pipe before we are done: that is no error. */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

/** AWS's SDK announces on each start which Node it will need next year. Our own `engines` tells what is supported. */
function passOverNodeVersionWarning(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'NodeVersionSupportWarning' || warning.message.startsWith('NodeVersionSupportWarning')) return;
    for (const listener of listeners) listener(warning);
  });
}
