/** Whether the application listens, but on the loopback address only. */
import type { Probe } from '../../model/region.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { interfaceWith } from '../target-instance.ts';
import type { HealthReading } from './health-reading.ts';
import { isLoopback, quoted } from './probe-evidence.ts';
import { instanceOf } from './replacement.ts';

export interface LoopbackProof {
  /** Goes on after the port. */
  readonly because: string;
  readonly shown: Readonly<Record<string, unknown>>;
  readonly confidence: Confidence;
}

const NAMES_LOOPBACK = /127\.0\.0\.1|\blocalhost\b|\bloopback\b|\[?::1\]?[:\s]/i;

/** Refused from outside, answered on the target itself; or its own words, or its tags, say where it listens. */
export function loopbackProof(subject: Subject, reading: HealthReading): LoopbackProof | undefined {
  const { probes, repeated, failure } = reading;
  if (failure === 'code') return undefined;
  const isShut = repeated === undefined || repeated.outcome === 'refused' || repeated.outcome === 'timeout';
  if (!isShut) return undefined;
  const answered = probes.find((probe) => probe.outcome === 'response' && isLoopback(probe));
  const proof = answered ?? (repeated && saysLoopback(repeated) ? repeated : undefined);
  if (proof === undefined) return isRefused(reading) ? bySaying(subject, reading) : undefined;
  return {
    because: 'answers on the loopback address of the target and refuses from outside',
    shown: { answered: quoted(proof), ...(repeated ? { probe: quoted(repeated) } : {}) },
    confidence: repeated === undefined ? 'likely' : 'certain',
  };
}

/** What is bound elsewhere refuses; silence has other reasons. */
const isRefused = ({ repeated, failure }: HealthReading): boolean =>
  repeated === undefined ? failure === 'failed' : repeated.outcome === 'refused';

function bySaying(subject: Subject, reading: HealthReading): LoopbackProof | undefined {
  const { asked, repeated } = reading;
  const said = sayingsOf(subject, reading).find((text) => namesPortOnLoopback(text, asked.port));
  if (said === undefined) return undefined;
  return {
    because: `is asked for on the loopback address ("${said}") and refuses from outside`,
    shown: { said, ...(repeated ? { probe: quoted(repeated) } : {}) },
    confidence: 'likely',
  };
}

const saysLoopback = ({ error }: Probe): boolean => NAMES_LOOPBACK.test(error.replace(/connect econnrefused \S+/i, ''));

const namesPortOnLoopback = (text: string, port: number | undefined): boolean =>
  port !== undefined && new RegExp(`(?:127\\.0\\.0\\.1|\\blocalhost|\\[::1\\]):${port}(?!\\d)`, 'i').test(text);

/** Tags of the target, and what its other ports say in headers: a proxy names the address that it asks. */
function sayingsOf(subject: Subject, { target }: HealthReading): readonly string[] {
  const { region, targetGroup } = subject;
  const tags = [instanceOf(subject, target)?.tags, interfaceWith(region, targetGroup.vpcId, target.id)?.tags];
  const ofTarget = tags.flatMap((each) => [...(each ?? [])].map(([key, value]) => `${key}=${value}`));
  const ofProbes = region.probes
    .filter(({ targetId }) => targetId === target.id)
    .flatMap(({ headers }) => [...headers].map(([name, value]) => `${name}: ${value}`));
  return [...ofTarget, ...ofProbes];
}
