/** Any error that a command may meet → the one line after `tga: `, or undefined where it is a fault of our own. */
import { types } from 'node:util';

const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  ENOTDIR: 'part of its path is not a directory',
};

/** Names of errors whose message is one line for people already. */
const READABLE = new Set(['UsageError', 'InvalidSnapshotError', 'InvalidQuestionsError', 'AccessError']);

export function describeError(error: unknown): string | undefined {
  if (!types.isNativeError(error)) return undefined;
  if (READABLE.has(error.name)) return oneLine(error.message);
  return describeFileError(error) ?? describeAwsError(error);
}

function describeFileError(error: Error): string | undefined {
  const code = textOf(error, 'code');
  const path = textOf(error, 'path');
  if (code === undefined || textOf(error, 'syscall') === undefined) return undefined;
  const problem = FILE_PROBLEMS[code];
  // Reading a directory names no path.
  return problem === undefined ? undefined : `${path === undefined ? '' : `${path}: `}${problem}`;
}

const NO_CREDENTIALS = 'no credentials: set AWS_PROFILE, pass --profile, or run `aws sso login`';

const AWS_PROBLEMS: Readonly<Record<string, string>> = {
  CredentialsProviderError: NO_CREDENTIALS,
  TokenProviderError: NO_CREDENTIALS,
  ExpiredToken: 'the credentials have expired: run `aws sso login` or renew them',
  ExpiredTokenException: 'the credentials have expired: run `aws sso login` or renew them',
  RequestExpired: 'the request has expired: is the clock of this machine right?',
  InvalidClientTokenId: 'AWS does not know these credentials',
  UnrecognizedClientException: 'AWS does not know these credentials',
  AuthFailure: 'AWS does not know these credentials, or the region is not enabled in the account',
  SignatureDoesNotMatch: 'AWS refuses the signature: is the secret access key right?',
};

const NETWORK_PROBLEMS = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

function describeAwsError(error: Error): string | undefined {
  const known = AWS_PROBLEMS[error.name];
  if (known !== undefined) return known;
  const code = textOf(error, 'code') ?? textOf(error.cause, 'code');
  if (code !== undefined && NETWORK_PROBLEMS.has(code))
    return `the endpoint cannot be reached: ${oneLine(networkDetail(error))}`;
  if (error.name === 'TimeoutError') return `the endpoint did not answer in time: ${oneLine(error.message)}`;
  // Every error that an AWS service answers carries this.
  return hasMember(error, '$metadata') ? `AWS answered ${error.name}: ${oneLine(error.message)}` : undefined;
}

/** Node leaves the message of an AggregateError empty, as when both ::1 and 127.0.0.1 refuse. */
function networkDetail(error: Error): string {
  if (error.message !== '') return error.message;
  return error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0].message : error.name;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function hasMember(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && name in value;
}

function textOf(value: unknown, name: string): string | undefined {
  const member = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return typeof member === 'string' ? member : undefined;
}
