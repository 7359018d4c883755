/** SNS refuses subjects of 100 characters and more, and any but printable ASCII. */
const MOST_CHARACTERS = 99;

/** The head, then in brackets the first of the tails that there is room for. */
export function toSubject(head: string, tails: readonly string[] = []): string {
  const start = cut(toAscii(head), MOST_CHARACTERS);
  const room = MOST_CHARACTERS - start.length - ' ()'.length;
  const tail = tails.map(toAscii).find((each) => each !== '' && each.length <= room);
  return tail === undefined ? start : `${start} (${tail})`;
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
