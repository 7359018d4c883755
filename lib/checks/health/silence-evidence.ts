/** At which stage a probe was left without an answer. */
import type { Probe } from '../../model/region.ts';
import type { HealthReading } from './health-reading.ts';

export type Stage = 'connecting' | 'waiting' | 'unclear';

const CONNECTING =
  /connect|etimedout|syn\b|no route|ehostunreach|enetunreach|unreachable|i\/o timeout dialing|dial tcp/i;
const WAITING =
  /header|response|answer|read|bytes? received|body|first byte|awaiting|after connect|connected|idle|handshake|operation timed out after|exceeded|esockettimedout/i;

/** A connection that was never made, or one on which nothing came back. */
export function stageOf({ error, outcome, tls, headers }: Probe): Stage | undefined {
  if (outcome !== 'timeout') return undefined;
  if (tls?.protocol !== undefined || headers.size > 0) return 'waiting';
  // "connected, no response" and "awaiting response headers" say that the connection stood.
  if (WAITING.test(error) && !/^(tcp )?connect(ion)? (etimedout|timed? ?out|timeout)/i.test(error)) return 'waiting';
  return CONNECTING.test(error) ? 'connecting' : 'unclear';
}

/** The answer came, but not in time. */
export function isLate({ repeated, group }: HealthReading): boolean {
  const { timeoutSeconds } = group.healthCheck;
  return (
    repeated?.outcome === 'response' && timeoutSeconds !== undefined && (repeated.millis ?? 0) >= timeoutSeconds * 1000
  );
}
