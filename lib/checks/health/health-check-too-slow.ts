import { change, nextStep, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { askedFor, type Judgement, judgeFailing } from './cases.ts';
import { type HealthReading, readFailing } from './health-reading.ts';
import { slowResponses } from './load-evidence.ts';
import { hintedMetrics } from './metric-evidence.ts';
import { type NetworkProof, proveNetwork } from './network-proof.ts';
import { quoted } from './probe-evidence.ts';
import { checkAnsweredPath } from './remedies.ts';
import { healthCheckCommand } from './repeat-health-check.ts';
import { isLate, stageOf } from './silence-evidence.ts';

export default defineCheck({
  id: 'health-check-too-slow',
  title: 'The answer to the health check takes longer than its timeout',
  category: 'health',
  severity: 'high',
  why: 'The target answers, but the load balancer has stopped waiting by then.',
  fix: 'Let the health path answer without calling databases and other services, or raise the timeout; it must stay below the interval.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets', 'healthCheckPaths'],
  explains: ['Target.Timeout', 'Target.FailedHealthChecks'],
  evaluate(subject) {
    const proofs = proveNetwork(subject.healthCheckPaths);
    const readings = readFailing(subject, subject.targets);
    return judgeFailing(
      readings,
      (reading) => judge(subject, reading, proofs(reading.target)),
      'no measurement shows an answer later than the timeout',
    );
  },
});

interface Sign {
  readonly because: string;
  readonly confidence: Confidence;
  readonly evidence: Readonly<Record<string, unknown>>;
}

function judge(subject: Subject, reading: HealthReading, network: NetworkProof): Judgement | undefined {
  const sign = signOf(subject, reading, network);
  if (!sign) return undefined;
  const { timeoutSeconds } = reading.group.healthCheck;
  return {
    message: `${askedFor(reading)} is not answered within ${timeoutSeconds ?? 'its'} s: ${sign.because}`,
    evidence: { timeoutSeconds, network: network.because, ...sign.evidence },
    confidence: sign.confidence,
    resource: reading.group.arn,
    remedies: [...checkAnsweredPath(subject, reading), ...waitLonger(subject, reading), measureIt(subject, reading)],
  };
}

/** An ALB says Timeout; what it calls failed was not slow. NLB and GWLB call everything failed. */
function signOf(subject: Subject, reading: HealthReading, network: NetworkProof): Sign | undefined {
  const { failure, type, repeated, group } = reading;
  if (failure === 'code' || (failure === 'failed' && type === 'application' && group.targetType !== 'lambda'))
    return undefined;
  const probe = repeated ? { probe: quoted(repeated) } : {};
  if (isLate(reading)) return { because: `it took ${repeated?.millis} ms`, confidence: 'certain', evidence: probe };
  if (network.kind === 'blocked' || network.kind === 'partlyBlocked') return undefined;
  if (repeated?.outcome === 'response' && isClose(reading)) {
    return { because: `it took ${repeated.millis} ms once`, confidence: 'likely', evidence: probe };
  }
  const stage = repeated && stageOf(repeated);
  if (stage === 'waiting')
    return { because: 'it accepts the connection and says nothing', confidence: 'likely', evidence: probe };
  if (failure !== 'silence' || stage === 'connecting' || repeated?.outcome === 'refused') return undefined;
  if (group.targetType === 'lambda') return { because: 'the function runs longer', confidence: 'likely', evidence: {} };
  const slow = slowResponses(hintedMetrics(subject), group.healthCheck.timeoutSeconds ?? 5);
  if (slow) return slow;
  if (network.kind !== 'open' || repeated?.outcome === 'response') return undefined;
  // A port on which nothing listens refuses; what keeps a probe waiting as well has taken the connection.
  if (stage === 'unclear')
    return { because: 'a probe in the network waits for an answer as well', confidence: 'likely', evidence: probe };
  return {
    because: 'the network is open, so the application may hang or answer too late',
    confidence: 'possible',
    evidence: probe,
  };
}

/** The longest that ELB can be told to wait. */
const LONGEST_SECONDS = 120;

/** The health check as it is sent, but for the patience. */
function measureIt({ region }: Subject, { group, target }: HealthReading): Remedy {
  const patient = { ...group, healthCheck: { ...group.healthCheck, timeoutSeconds: LONGEST_SECONDS } };
  const command = healthCheckCommand(region, patient, target);
  return nextStep('measure how long the answer takes', `time ${command}`);
}

const isClose = ({ repeated, group }: HealthReading): boolean =>
  (repeated?.millis ?? 0) >= (group.healthCheck.timeoutSeconds ?? 5) * 800;

/** Half as much again as the answer took, below the interval. */
function waitLonger(subject: Subject, { repeated, group }: HealthReading): readonly Remedy[] {
  const { intervalSeconds, timeoutSeconds } = group.healthCheck;
  if (repeated?.outcome !== 'response' || repeated.millis === undefined) return [];
  const wanted = Math.ceil((repeated.millis * 1.5) / 1000);
  if (wanted > 120 || wanted <= (timeoutSeconds ?? 0)) return [];
  const interval = Math.min(300, Math.max(intervalSeconds ?? 30, wanted + 5));
  return [
    change(subject.region.name, `wait ${wanted} s for the answer`, {
      kind: 'modify-target-group',
      targetGroupArn: group.arn,
      settings: { timeoutSeconds: wanted, ...(interval === intervalSeconds ? {} : { intervalSeconds: interval }) },
    }),
  ];
}
