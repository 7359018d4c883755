import type { z } from 'zod';
import { type Snapshot, snapshotSchema } from './snapshot.ts';

/** A snapshot that cannot be read. The message is one line: where, what was got, what is allowed. */
export class InvalidSnapshotError extends Error {
  override readonly name = 'InvalidSnapshotError';
}

/**
 * Parses and validates the text of a snapshot file.
 * @throws InvalidSnapshotError naming the source and the first thing that is wrong
 */
export function readSnapshot(text: string, source: string): Snapshot {
  return toSnapshot(parseJson(text, source), source);
}

/** @throws InvalidSnapshotError naming the source and the first thing that is wrong */
export function toSnapshot(value: unknown, source: string): Snapshot {
  const parsed = snapshotSchema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new InvalidSnapshotError(`${source}: ${describeIssue(value, parsed.error.issues)}`);
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = text.trim() === '' ? 'it is empty' : cause instanceof Error ? cause.message : String(cause);
    throw new InvalidSnapshotError(`${source}: not JSON (${detail}); expected a snapshot/1 document`, { cause });
  }
}

function describeIssue(value: unknown, issues: readonly z.core.$ZodIssue[]): string {
  const [issue] = issues;
  if (!isObject(value)) return `expected a snapshot/1 object, got ${nameOf(value)}`;
  if (value.schema !== 'snapshot/1') {
    return `schema must be "snapshot/1", got ${value.schema === undefined ? 'none' : JSON.stringify(value.schema)}`;
  }
  if (issue === undefined) return 'not a snapshot/1 document';
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return `${pathOf(issue.path)} ${problemOf(issue)}${more}`;
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type')
    return issue.message.startsWith('must') ? issue.message : `is invalid: ${issue.message}`;
  return `must be ${EXPECTED[issue.expected] ?? issue.expected}, got ${nameOf(issue.input)}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
};

function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${String(step)}`))
    .join('');
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `text ${JSON.stringify(value.slice(0, 40))}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
