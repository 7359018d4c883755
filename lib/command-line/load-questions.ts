import { readFile, stat } from 'node:fs/promises';
import { parseQuestions, type Question } from '../network/questions.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The questions of a file, or of standard input for `-`. */
export async function loadQuestions(path: string, terminal: Terminal): Promise<readonly Question[]> {
  return parseQuestions(parseJson(await readText(path, terminal), path === '-' ? 'standard input' : path));
}

async function readText(path: string, terminal: Terminal): Promise<string> {
  if (path === '-') return terminal.readStandardInput();
  if ((await stat(path)).isDirectory()) throw new UsageError(`${path} is a directory; name a file`);
  return readFile(path, 'utf8');
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${source}: not JSON (${detail}); expected a list of questions`);
  }
}
