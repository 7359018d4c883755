/** Whether the application listens, but on the loopback address only. */
import type { Probe } from '../../model/region.ts';
import type { HealthReading } from './health-reading.ts';
import { isLoopback } from './probe-evidence.ts';

const NAMES_LOOPBACK = /127\.0\.0\.1|\blocalhost\b|\bloopback\b|\[?::1\]?[:\s]/i;

/** Refused from outside, answered on the target itself: or the probe's own words say where it listens. */
export function loopbackProof({ probes, repeated, failure }: HealthReading): Probe | undefined {
  if (failure === 'code') return undefined;
  const isShut = repeated === undefined || repeated.outcome === 'refused' || repeated.outcome === 'timeout';
  if (!isShut) return undefined;
  const answered = probes.find((probe) => probe.outcome === 'response' && isLoopback(probe));
  if (answered) return answered;
  return repeated && NAMES_LOOPBACK.test(repeated.error.replace(/connect econnrefused \S+/i, ''))
    ? repeated
    : undefined;
}
