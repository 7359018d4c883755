/** Laying out text in columns. Widths are counted before painting, so that colours never shift a column. */
import type { Paint } from './style.ts';

export const widthOf = (text: string): number => [...text].length;

export const plural = (count: number, singular: string, many = `${singular}s`): string =>
  `${formatCount(count)} ${count === 1 ? singular : many}`;

/** 2931 as 2,931. */
export const formatCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

/** Cut to the width, with an ellipsis where something was cut. */
export function truncate(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  return `${characters
    .slice(0, Math.max(0, width - 1))
    .join('')
    .trimEnd()}…`;
}

/** Words over lines no wider than `width`; a longer word gets a line of its own. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** At most `count` lines, the last one cut with an ellipsis where there are more. */
export function firstLines(lines: readonly string[], count: number, width: number): readonly string[] {
  if (lines.length <= count) return lines;
  const last = lines.slice(count - 1).join(' ');
  return [...lines.slice(0, count - 1), truncate(last, width)];
}

export interface Cell {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

/** One line of cells, each padded to its column's width; the last one is not padded. */
export function alignCells(cells: readonly Cell[], widths: readonly number[]): string {
  return cells
    .map(({ text, paint }, at) => {
      const gap = at === cells.length - 1 ? 0 : Math.max(0, (widths[at] ?? 0) - widthOf(text)) + 2;
      return `${paint === undefined ? text : paint(text)}${' '.repeat(gap)}`;
    })
    .join('')
    .trimEnd();
}

/** Columns as wide as their widest cell; the last column wraps within `width`. */
export function renderColumns(rows: readonly (readonly Cell[])[], width: number): readonly string[] {
  const widths = columnWidths(rows);
  return rows.flatMap((cells) => {
    const last = cells.at(-1);
    if (last === undefined) return [];
    const indent = widths.slice(0, cells.length - 1).reduce((sum, column) => sum + column + 2, 0);
    const [first = '', ...more] = wrap(last.text, Math.max(24, width - indent));
    const paint = last.paint ?? ((text: string) => text);
    return [
      alignCells([...cells.slice(0, -1), { text: first, paint: last.paint }], widths),
      ...more.map((line) => `${' '.repeat(indent)}${paint(line)}`),
    ];
  });
}

/** Columns with a message each: beside its row where there is room for all, else beneath it. */
export function renderWithMessages(
  rows: readonly (readonly Cell[])[],
  messages: readonly string[],
  width: number,
): readonly string[] {
  const used = columnWidths(rows).reduce((sum, column) => sum + column + 2, 0);
  if (width - used >= ROOM_FOR_MESSAGE) {
    return renderColumns(
      rows.map((cells, at) => [...cells, { text: messages[at] ?? '' }]),
      width,
    );
  }
  const indent = ' '.repeat((columnWidths(rows)[0] ?? 0) + 2);
  return renderColumns(rows, Number.POSITIVE_INFINITY).flatMap((line, at) => [
    line,
    ...wrap(messages[at] ?? '', width - indent.length).map((each) => `${indent}${each}`),
  ]);
}

const ROOM_FOR_MESSAGE = 48;

export function columnWidths(rows: readonly (readonly Cell[])[]): readonly number[] {
  const widths: number[] = [];
  for (const cells of rows) {
    for (const [at, { text }] of cells.entries()) widths[at] = Math.max(widths[at] ?? 0, widthOf(text));
  }
  return widths;
}

/** A label in the margin and text beside it, wrapped. */
export function labelled(label: string, text: string, width: number, paint?: Paint): readonly string[] {
  return besideLabel(label, wrap(text, Math.max(24, width - MARGIN)), paint);
}

/** A label in the margin and ready lines beside it. */
export function besideLabel(label: string, lines: readonly string[], paint?: Paint): readonly string[] {
  const margin = `  ${label}`.padEnd(MARGIN);
  return lines.map((line, at) => {
    if (at > 0) return `${' '.repeat(MARGIN)}${line}`;
    return `${paint === undefined ? margin : paint(margin)}${line}`;
  });
}

/** Columns before the text that stands beside a label. */
export const MARGIN = 12;

/** A shell command over lines: broken before an option, never inside quotes, so that it can still be pasted. */
export function wrapCommand(command: string, width: number): readonly string[] {
  return command.split('\n').flatMap((line) => wrapCommandLine(line, width));
}

function wrapCommandLine(command: string, width: number): readonly string[] {
  if (widthOf(command) <= width) return [command];
  const lines: string[] = [];
  let line = '';
  for (const part of beforeOptions(command)) {
    const indent = lines.length === 0 ? '' : '  ';
    if (line !== '' && widthOf(`${indent}${line}${part}`) + 2 > width) {
      lines.push(`${indent}${line.trimEnd()} \\`);
      line = part.trimStart();
    } else line += part;
  }
  return [...lines, `${lines.length === 0 ? '' : '  '}${line}`];
}

/** Pieces that each begin where an unquoted ` --` stands. */
function beforeOptions(command: string): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let quote = '';
  for (let at = 0; at < command.length; at += 1) {
    const character = command.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (piece !== '' && command.startsWith(' --', at)) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
