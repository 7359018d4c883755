/** How a mail is laid out: labels in the margin, text beside them, times and durations as people say them. */
import { wrap } from '../report/layout.ts';

const MARGIN = 9;
/** Mail clients break longer lines where they like; commands are never broken. */
const WIDTH = 92;

/** A label and text beside it, wrapped. */
export const paragraph = (label: string, text: string): readonly string[] =>
  beside(label, wrap(text, WIDTH - Math.max(MARGIN, label.length + 2)));

/** A label and ready lines beside it; a long label pushes only its own line. */
export function beside(label: string, lines: readonly string[]): readonly string[] {
  const first = label.length < MARGIN ? label.padEnd(MARGIN) : `${label}  `;
  return lines.map((line, at) => (at === 0 ? first : ' '.repeat(MARGIN)) + line);
}

export const plain = (text: string): readonly string[] => wrap(text, WIDTH);

/** Blocks of lines, with an empty line between those that have any. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n').trimEnd())
    .join('\n\n')}\n`;
}

/** `02:41 UTC`, with the day where it is not the day of the message. */
export function clockTime(at: string, messageAt: string): string {
  const time = `${at.slice(11, 16)} UTC`;
  return at.slice(0, 10) === messageAt.slice(0, 10) ? time : `${at.slice(0, 10)} ${time}`;
}

/** `02:41 to 02:55 UTC`. */
export function clockSpan(from: string, to: string, messageAt: string): string {
  const [start, end] = [clockTime(from, messageAt), clockTime(to, messageAt)];
  return from.slice(0, 10) === to.slice(0, 10)
    ? `${start.replace(' UTC', '')} to ${end.slice(-9)}`
    : `${start} to ${end}`;
}

/** `45 s`, `14 min`, `3 h 20 min`, `2 d 4 h`. */
export function duration(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 24) return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  const [days, left] = [Math.floor(hours / 24), hours % 24];
  return left === 0 ? `${days} d` : `${days} d ${left} h`;
}

/** One sentence: a capital first, a full stop last. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  // An id such as sg-0a1 is written as AWS writes it, wherever it stands.
  const isWord = /^[a-z]+[ ,]/.test(trimmed);
  const start = isWord ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…]$/.test(start) ? start : `${start}.`;
}
