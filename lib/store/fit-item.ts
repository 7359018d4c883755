import type { Item } from './items.ts';

/**
 * An item may have 400 KB. As JSON it is larger than as DynamoDB counts it, and writing costs by the KB in table and
 * index, so that far less is the limit here.
 */
const MOST_BYTES = 128 * 1024;

/** What may be cut, and what keys, state and filters must not be. */
const CUTTABLE = ['evidence', 'diagnoses', 'targets', 'remedies', 'causes', 'history', 'message'];

/** The item as plain JSON, without what is undefined, and with its largest parts cut until it fits; `truncated` says which. */
export function fitItem(item: Item): Item {
  let fitting = toPlain(item);
  const cut = new Set<string>();
  while (sizeOf(fitting) > MOST_BYTES) {
    const largest = largestOf(fitting);
    if (largest === undefined) return fitting;
    cut.add(largest);
    fitting = { ...fitting, [largest]: cutPart(fitting[largest]), truncated: [...cut].sort() };
  }
  return fitting;
}

function largestOf(item: Item): string | undefined {
  const sizes = CUTTABLE.map((name) => ({ name, size: sizeOf(item[name]) })).filter(({ size }) => size > SMALL);
  return sizes.sort((one, other) => other.size - one.size)[0]?.name;
}

/** A part of so few bytes is not worth cutting. */
const SMALL = 512;

/** Half of a list or text; of anything else, how much was left out. */
function cutPart(part: unknown): unknown {
  if (typeof part === 'string') return `${part.slice(0, Math.floor(part.length / 2)).replace(/…$/, '')}…`;
  if (Array.isArray(part) && part.length > 1) return part.slice(0, Math.floor(part.length / 2));
  const left = `${Math.ceil(sizeOf(part) / 1024)} KB left out, too large for a record: tga audit shows it`;
  return Array.isArray(part) ? [] : { truncated: left };
}

const sizeOf = (value: unknown): number => (value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value)));

/** JSON knows no undefined, no bigint, and no NaN: what is left can be stored. */
function toPlain(item: Item): Item {
  return JSON.parse(JSON.stringify(item, (_, value) => (typeof value === 'bigint' ? String(value) : value)));
}
