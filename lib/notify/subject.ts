/** SNS refuses subjects of 100 characters and more, and any but printable ASCII. */
const MOST_CHARACTERS = 99;

/** Head, then as much of the tail in brackets as there is room for. */
export function toSubject(head: string, tail = ''): string {
  const start = toAscii(head);
  if (start.length > MOST_CHARACTERS) return cut(start, MOST_CHARACTERS);
  const room = MOST_CHARACTERS - start.length - ' ()'.length;
  const end = toAscii(tail);
  // A few letters of a cause tell nothing.
  return end === '' || room < Math.min(end.length, 16) ? start : `${start} (${cut(end, room)})`;
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 3).trimEnd()}...`;
}

const ASCII: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '…': '...',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '→': '->',
  '·': '-',
};

function toAscii(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[–—…’‘“”→·]/g, (character) => ASCII[character] ?? '')
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/gu, '?')
    .trim();
}
