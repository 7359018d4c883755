import type { Failure } from './gather.ts';

/** AWS cannot be read at all: no credentials, no way to the endpoint, no such region. The message is one line. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired']);
const REFUSED = new Set([
  'AuthFailure',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const UNREACHABLE = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);

export const isRefused = ({ code }: Failure): boolean => REFUSED.has(code);
export const isUnreachable = ({ code, message }: Failure): boolean =>
  UNREACHABLE.has(code) || /certificate|self[- ]signed/i.test(message);

/** Whom was asked, and as whom. */
export interface Access {
  readonly region: string;
  readonly profile: string | undefined;
}

/** The first call failed: what that means for whoever asked, and what to do. */
export function toAccessError(failure: Failure, access: Access): AccessError {
  return new AccessError(describe(failure, access), { cause: failure.cause });
}

function describe(failure: Failure, { region, profile }: Access): string {
  const { code, message } = failure;
  if (EXPIRED.has(code) || /expired/i.test(message)) {
    return `credentials have expired (${code}): run \`aws sso login\` or get new ones`;
  }
  if (code.endsWith('ProviderError')) return describeMissing(message, profile);
  if (isRefused(failure)) {
    return `AWS refused the credentials (${code}): check AWS_PROFILE, AWS_ACCESS_KEY_ID and the clock`;
  }
  if (isUnreachable(failure)) return `cannot reach ${endpointName(region)} (${code}): ${message}`;
  return `cannot tell which account this is: sts:GetCallerIdentity: ${code}: ${message}`;
}

function describeMissing(message: string, profile: string | undefined): string {
  if (profile === undefined) return 'no credentials: set AWS_PROFILE, pass --profile, or run `aws sso login`';
  return `no credentials for profile "${profile}": ${message}`;
}

function endpointName(region: string): string {
  return process.env.AWS_ENDPOINT_URL || `AWS in region "${region}"`;
}
