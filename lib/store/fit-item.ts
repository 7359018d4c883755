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
  while (isTooLarge(fitting)) {
    const largest = largestOf(fitting);
    if (largest === undefined) return fitting;
    cut.add(largest);
    fitting = { ...fitting, [largest]: cutPart(fitting[largest]), truncated: [...cut].sort() };
  }
  return fitting;
}

/** A character takes three bytes at most, so most items need no counting. */
function isTooLarge(item: Item): boolean {
  const text = JSON.stringify(item);
  return text.length > MOST_BYTES / 3 && Buffer.byteLength(text) > MOST_BYTES;
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

/** Only what DynamoDB and JSON both know: no undefined, no bigint, no NaN. */
function toPlain(item: Item): Item {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(item)) if (value !== undefined) plain[name] = plainValue(value);
  return plain;
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map((each) => plainValue(each));
  return typeof value === 'object' ? toPlain(value as Item) : null;
}
