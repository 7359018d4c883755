import { hintOf } from '../../model/gathered.ts';
import type { TargetGroup } from '../../model/load-balancing.ts';
import { defineCheck } from '../define-check.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { askedFor, healthyAmong, type Judgement, judgeFailing } from './cases.ts';
import { codesOfKind } from './code-kind.ts';
import { type HealthReading, readFailing } from './health-reading.ts';
import { askedBy, quoted } from './probe-evidence.ts';
import { showsPlaintext, showsTls, speaksOtherVersion } from './protocol-evidence.ts';
import { repeatIt, replaceGroup } from './remedies.ts';

export default defineCheck({
  id: 'protocol-version-mismatch',
  title: 'The health check and the port do not speak the same version of HTTP',
  category: 'health',
  severity: 'high',
  why: 'Health checks follow the protocol version of the target group, on whatever port they go to. HTTP/2 or gRPC to an HTTP/1.1 server, and the reverse, breaks off.',
  fix: 'Serve the version that the group asks for, or make a new target group with the version that the server speaks and move the listener rule to it: the version of a group cannot be changed.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-group-protocol-version',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'],
  exempts: ({ targetType, protocol }) =>
    targetType === 'lambda' || protocol === undefined || !['HTTP', 'HTTPS', 'TCP', 'TLS'].includes(protocol)
      ? 'its health checks know no versions of HTTP'
      : undefined,
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    const healthy = healthyAmong(subject.targets);
    return judgeFailing(
      readings,
      (reading) => judge(subject, reading, healthy),
      'nothing shows that the port speaks another version of HTTP',
    );
  },
});

interface Suspicion {
  readonly because: string;
  readonly confidence: Confidence;
  readonly evidence: Readonly<Record<string, unknown>>;
}

const versionOf = ({ protocolVersion }: TargetGroup): string => protocolVersion ?? 'HTTP1';

function judge(subject: Subject, reading: HealthReading, healthy: number): Judgement | undefined {
  const suspicion = suspicionOf(subject, reading, healthy);
  if (!suspicion) return undefined;
  const version = versionOf(reading.group);
  const other = version === 'HTTP1' ? 'HTTP2' : 'HTTP1';
  return {
    message: `${askedFor(reading)} speaks ${version}, but ${suspicion.because}`,
    evidence: { protocolVersion: version, port: reading.asked.port, ...suspicion.evidence },
    confidence: suspicion.confidence,
    resource: reading.group.arn,
    remedies: [
      repeatIt(subject, reading),
      replaceGroup(
        subject,
        reading,
        { 'protocol-version': other },
        `if the server is to stay as it is: a new target group that speaks ${other}; register the targets and move the listener rule to it`,
      ),
    ],
  };
}

function suspicionOf(subject: Subject, reading: HealthReading, healthy: number): Suspicion | undefined {
  if (showsTls(reading) || showsPlaintext(reading)) return undefined;
  return proofOf(reading) ?? neighbourOf(subject, reading) ?? hintIn(reading, healthy);
}

function proofOf(reading: HealthReading): Suspicion | undefined {
  const { asked, group, repeated, probes } = reading;
  const other = probes.find((probe) => {
    const { port, protocol } = askedBy(probe, asked);
    const isOther = probe.protocolVersion !== undefined && probe.protocolVersion !== versionOf(group);
    return isOther && port === asked.port && protocol === asked.protocol && probe.outcome === 'response';
  });
  const isBroken = repeated !== undefined && repeated.outcome !== 'response';
  if (other && (isBroken || repeated === other || !repeated) && reading.failure !== 'silence') {
    return {
      because: `it answers ${other.protocolVersion}`,
      confidence: 'certain',
      evidence: { answered: quoted(other) },
    };
  }
  if (repeated && speaksOtherVersion(repeated)) {
    const because = `the port answers in another version: ${repeated.error}`;
    return { because, confidence: 'certain', evidence: { probe: quoted(repeated) } };
  }
  const codes = codesOfKind(reading, 'version');
  if (codes.length > 0)
    return { because: `it is answered ${codes.join(', ')}`, confidence: 'likely', evidence: { codes } };
  if (repeated?.outcome === 'protocol-error') {
    const because = `the answer is not HTTP as it asked: ${repeated.error}`;
    return { because, confidence: 'likely', evidence: { probe: quoted(repeated) } };
  }
  return undefined;
}

/** Another group of another version finds the same target healthy on the same port. */
function neighbourOf({ neighbours }: Subject, { group, target, failure }: HealthReading): Suspicion | undefined {
  if (failure !== 'failed') return undefined;
  const neighbour = neighbours.find(
    (each) =>
      each.protocolVersion !== undefined &&
      each.protocolVersion !== versionOf(group) &&
      (hintOf(each.targets) ?? []).some(
        ({ id, state, healthCheckPort }) =>
          id === target.id && state === 'healthy' && healthCheckPort === target.healthCheckPort,
      ),
  );
  if (!neighbour) return undefined;
  const because = `${neighbour.name} finds the same target healthy on this port with ${neighbour.protocolVersion}`;
  return { because, confidence: 'certain', evidence: { neighbour: neighbour.arn } };
}

/** Without a probe: a group of HTTP/2 or gRPC whose connection breaks off, or a gRPC port asked by HTTP/1.1. */
function hintIn(
  { group, failure, repeated, asked, target, type }: HealthReading,
  healthy: number,
): Suspicion | undefined {
  if (failure !== 'failed' || type !== 'application' || repeated || healthy > 0) return undefined;
  const version = versionOf(group);
  if (version !== 'HTTP1') {
    const elsewhere =
      asked.port !== target.port ? `port ${asked.port}, not the traffic's, may speak HTTP/1.1 only` : '';
    return {
      because: elsewhere || 'the connection breaks off, as a server that speaks HTTP/1.1 only does',
      confidence: 'likely',
      evidence: {},
    };
  }
  const isGrpc = asked.port === 50051 || /(^|[-_.])grpc([-_.]|$)/i.test(group.name);
  return isGrpc
    ? { because: 'the port looks like one that speaks gRPC', confidence: 'likely', evidence: {} }
    : undefined;
}
