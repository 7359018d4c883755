/** What a refused status code says about the application. */
import type { HealthReading } from './health-reading.ts';

export type CodeKind =
  | 'success'
  | 'redirect'
  | 'authentication'
  | 'not-found'
  | 'server-error'
  | 'version'
  | 'bad-function'
  | 'client-error';

/** A gRPC group is answered gRPC's own statuses, 0 to 16; three digits are HTTP's, from a server without gRPC. */
export function kindOf({ group }: Pick<HealthReading, 'group'>, code: number): CodeKind {
  if (group.protocolVersion === 'GRPC') return code < 100 ? grpcKindOf(code) : 'version';
  // ELB's own word for a function that failed or answered wrongly.
  if (code === 502 && group.targetType === 'lambda') return 'bad-function';
  if (code >= 500) return code === 505 ? 'version' : 'server-error';
  if (code >= 200 && code < 300) return 'success';
  if ([301, 302, 303, 307, 308].includes(code)) return 'redirect';
  if ([401, 403, 407].includes(code)) return 'authentication';
  if (code === 404 || code === 410) return 'not-found';
  // 464 is ALB's own word for a request and a group of different versions; a gRPC server answers others 415.
  if (code === 464 || code === 426 || (code === 415 && group.protocolVersion === 'HTTP2')) return 'version';
  return 'client-error';
}

/** https://grpc.io/docs/guides/status-codes/ */
function grpcKindOf(code: number): CodeKind {
  if (code === 0) return 'success';
  // 12: no such method. 5: the standard health service does not know the service asked about.
  if (code === 5 || code === 12) return 'not-found';
  if (code === 7 || code === 16) return 'authentication';
  return [2, 4, 8, 13, 14, 15].includes(code) ? 'server-error' : 'client-error';
}

export const codesOfKind = (reading: HealthReading, kind: CodeKind): readonly number[] =>
  reading.codes.filter((code) => kindOf(reading, code) === kind);
