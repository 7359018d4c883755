/** How a call failed, in AWS's words. */
export interface Failure {
  /** AWS's error code, or the system's: `AccessDenied`, `ThrottlingException`, `ECONNREFUSED`. */
  readonly code: string;
  /** One line. */
  readonly message: string;
  readonly cause: Error;
}

export type Reading<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** An answer that is not what AWS documents: a proxy's page, a truncated document, a list that is no list. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** The only place of collection that catches: what AWS or the way to it refuses. Our own bugs go on up. */
export async function gather<T>(call: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { ok: true, value: await call() };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { ok: false, failure: toFailure(error) };
  }
}

/** The SDK marks with `$metadata` whatever failed on the way to AWS or in its answer. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  return error instanceof UnexpectedAnswerError || error.name.endsWith('ProviderError') || '$metadata' in error;
}

function toFailure(cause: Error): Failure {
  return { code: codeOf(cause), message: toOneLine(messageOf(cause)), cause };
}

/** Names of errors that say less than the system's code beside them. */
const VAGUE = new Set(['Error', 'AggregateError', 'TimeoutError']);
/** The code of the system in a message, for errors that the SDK had to wrap since another realm made them. */
const SYSTEM_CODE = /\b(?:EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EPIPE|ETIMEDOUT)\b/;

function codeOf(error: Error): string {
  if ('$response' in error && (error.name === 'Error' || error.name === 'SyntaxError')) return 'UnexpectedAnswer';
  if (!VAGUE.has(error.name)) return error.name;
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : (SYSTEM_CODE.exec(error.message)?.[0] ?? error.name);
}

/** Node tries several addresses of a host and then leaves the message empty. */
function messageOf(error: Error): string {
  if (error.message !== '' || !(error instanceof AggregateError)) {
    return error.message.replace(/^AWS SDK error wrapper for (?:\w*Error: )?/, '');
  }
  return error.errors.map((each) => (each instanceof Error ? each.message : String(each))).join('; ');
}

/** EC2 appends a secret that only administrators can decode, and the SDK advice to programmers on a second line. */
function toOneLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line.replace(/\s*Encoded authorization failure message:.*$/, '').slice(0, 300);
}
