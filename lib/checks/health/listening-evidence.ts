/** Whether a process listens on the checked port, by elimination. */
import type { Target } from '../../model/load-balancing.ts';
import type { Probe } from '../../model/region.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { type HealthReading, somethingSpoke } from './health-reading.ts';
import { loadSignsOf, slowResponses } from './load-evidence.ts';
import { loopbackProof } from './loopback-evidence.ts';
import { hintedMetrics, totalOf } from './metric-evidence.ts';
import type { NetworkProof } from './network-proof.ts';
import { isStarved, mayBeStarved, portSignOf } from './port-evidence.ts';
import { speaksOtherVersion } from './protocol-evidence.ts';
import { lateStarters, mayBeYoung } from './replacement.ts';
import { stageOf } from './silence-evidence.ts';

export interface ListeningSign {
  readonly because: string;
  readonly confidence: Confidence;
  /** Another reading of the same evidence comes first. */
  readonly isSecond?: boolean;
}

/** How sure it is that nothing listens; undefined where something does, or where another reading is certain. */
export function nothingListens(
  subject: Subject,
  targets: readonly Target[],
  reading: HealthReading,
  network: NetworkProof,
): ListeningSign | undefined {
  const { failure, codes, repeated } = reading;
  if (repeated && speaksOtherVersion(repeated)) return undefined;
  if (failure === 'code' || codes.length > 0 || somethingSpoke(reading) || loopbackProof(subject, reading))
    return undefined;
  const port = portSignOf(subject, targets, reading, network);
  if (port?.confidence === 'certain') return undefined;
  const isSecond = port?.confidence === 'likely';
  const isShut = network.kind === 'blocked' || network.kind === 'partlyBlocked';
  if ((!repeated && isShut) || isStarved(subject, reading)) return undefined;
  const sign = repeated
    ? byProbe(reading, repeated, network, isSecond || startsLate(subject, targets, reading))
    : byReason(subject, reading, network);
  return sign && { ...sign, isSecond };
}

/** What starts late is replaced before it listens: that it does not yet is the lesser story. */
const startsLate = (subject: Subject, targets: readonly Target[], { target }: HealthReading): boolean =>
  mayBeYoung(subject, target) && lateStarters(subject, targets).length > 0;

function byProbe(
  { failure }: HealthReading,
  probe: Probe,
  network: NetworkProof,
  isOtherLikelier: boolean,
): ListeningSign | undefined {
  const isShut = network.kind === 'blocked' || network.kind === 'partlyBlocked';
  if (probe.outcome === 'refused') {
    const isSure = network.kind === 'open' && !isOtherLikelier && failure !== 'silence';
    return { because: 'the port refuses the connection', confidence: isSure ? 'certain' : 'likely' };
  }
  if (isShut) return undefined;
  if (probe.outcome === 'reset') {
    return {
      because: 'the connection is reset at once, as a published port does with no process behind it',
      confidence: 'likely',
    };
  }
  const stage = stageOf(probe);
  if (stage === 'connecting') {
    const because = 'no connection comes about, to a probe in the network neither';
    return { because, confidence: network.kind === 'open' ? 'likely' : 'possible' };
  }
  return stage === 'unclear'
    ? { because: 'nothing answers, a probe in the network neither', confidence: 'possible' }
    : undefined;
}

function byReason(subject: Subject, reading: HealthReading, network: NetworkProof): ListeningSign | undefined {
  const { failure, type, target, group, asked } = reading;
  const metrics = hintedMetrics(subject);
  if (failure === 'silence') {
    const isSlow = slowResponses(metrics, group.healthCheck.timeoutSeconds ?? 5) !== undefined;
    if (isSlow || loadSignsOf(subject, target, metrics).length > 0 || network.kind !== 'open') return undefined;
    return { because: 'the network is open and nothing answers', confidence: 'possible' };
  }
  const sawTls = asked.protocol === 'HTTPS' && (totalOf(metrics, 'TargetTLSNegotiationErrorCount') ?? 0) > 0;
  if (sawTls) return undefined;
  // An ALB says Timeout where packets are dropped, so a connection that failed was refused or broken by the target.
  const mayBeTls = asked.protocol === 'HTTPS' && !subject.region.metrics.known;
  if (type === 'application' && mayBeTls)
    return { because: 'the connection or its handshake is broken off', confidence: 'possible' };
  if (type === 'application') return { because: 'the connection is refused or broken off', confidence: 'likely' };
  if (network.kind !== 'open')
    return { because: 'the check fails, and not all of the way could be seen', confidence: 'possible' };
  const confidence = mayBeStarved(subject, reading) ? 'possible' : 'likely';
  return { because: 'the network is open and the check fails', confidence };
}
