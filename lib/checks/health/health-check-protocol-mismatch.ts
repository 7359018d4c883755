import { hintOf } from '../../model/gathered.ts';
import { change, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { answerOfAlb } from './alb-target-answer.ts';
import { askedFor, healthyAmong, type Judgement, judgeFailing } from './cases.ts';
import { answeredOtherHost, type HealthReading, readFailing } from './health-reading.ts';
import { isContent, isHttp, quoted } from './probe-evidence.ts';
import { settingsDisagree, showsPlaintext, showsTls } from './protocol-evidence.ts';
import { repeatIt, replaceGroup } from './remedies.ts';

export default defineCheck({
  id: 'health-check-protocol-mismatch',
  title: 'The health check and the port do not speak the same protocol',
  category: 'health',
  severity: 'high',
  why: 'HTTP to a port that speaks TLS, or HTTPS to one that does not, is answered with an error or not at all.',
  fix: 'Set the health check protocol to the one that the port speaks.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks', 'Target.Timeout'],
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    const healthy = healthyAmong(subject.targets);
    return judgeFailing(
      readings,
      (reading) => judge(subject, reading, healthy),
      'nothing shows that the port speaks another protocol than its check',
    );
  },
});

interface Suspicion {
  readonly because: string;
  readonly confidence: Confidence;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** What the port speaks, where that is the matter. */
  readonly speaks?: 'HTTP' | 'HTTPS';
}

function judge(subject: Subject, reading: HealthReading, healthy: number): Judgement | undefined {
  const suspicion = proofOf(reading) ?? listenerOf(subject, reading) ?? hintIn(subject, reading, healthy);
  if (!suspicion) return undefined;
  const { because, confidence, evidence, speaks } = suspicion;
  return {
    message: `${askedFor(reading)} speaks ${reading.asked.protocol}, but ${because}`,
    evidence: { healthCheckProtocol: reading.asked.protocol, port: reading.asked.port, ...evidence },
    confidence,
    resource: reading.group.arn,
    remedies: [...speakIt(subject, reading, speaks), repeatIt(subject, reading)],
  };
}

function proofOf(reading: HealthReading): Suspicion | undefined {
  const tls = showsTls(reading);
  if (tls)
    return { because: 'the port speaks TLS', confidence: 'certain', evidence: { probe: quoted(tls) }, speaks: 'HTTPS' };
  const plain = showsPlaintext(reading);
  return (
    plain && {
      because: 'the port answers in plaintext',
      confidence: 'certain',
      evidence: { probe: quoted(plain) },
      speaks: 'HTTP',
    }
  );
}

/** An ALB as the target tells by its listener what its port speaks. */
function listenerOf(subject: Subject, { target }: HealthReading): Suspicion | undefined {
  const answer = answerOfAlb(subject, target);
  if (answer?.kind !== 'other-protocol') return undefined;
  const { arn, port, protocol } = answer.listener;
  const speaks = protocol === 'HTTP' || protocol === 'HTTPS' ? ({ speaks: protocol } as const) : {};
  return {
    because: `the listener on ${port} speaks ${protocol}`,
    confidence: 'certain',
    evidence: { listener: arn },
    ...speaks,
  };
}

/** Only where the answer fits: broken, or the 400 with which servers refuse plaintext on a TLS port. */
function hintIn(subject: Subject, reading: HealthReading, healthy: number): Suspicion | undefined {
  const { failure, type, codes, repeated } = reading;
  const is400 = codes.length > 0 && codes.every((code) => code === 400);
  const isBroken = failure === 'failed' && codes.length === 0;
  if (healthy > 0 || !(is400 || isBroken) || answeredOtherHost(reading)) return undefined;
  // A probe sends no such header: that it is answered well leaves the header as the difference.
  const answersProbes = repeated === undefined || isContent(reading.group, reading.asked, repeated);
  if (type === 'network' && sendsProxyHeader(subject) && isHttp(reading.asked) && (is400 || answersProbes)) {
    const because = 'its connections open with a PROXY protocol header, which the server may not understand';
    const probe = repeated ? { probe: quoted(repeated) } : {};
    return { because, confidence: 'likely', evidence: { 'proxy_protocol_v2.enabled': 'true', ...probe } };
  }
  if (!is400 && repeated !== undefined) return undefined;
  const because = settingsDisagree(reading);
  if (!because) return undefined;
  const speaks = reading.asked.protocol === 'HTTP' ? 'HTTPS' : 'HTTP';
  return { because, confidence: 'likely', evidence: { targetGroupProtocol: reading.group.protocol }, speaks };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol */
const sendsProxyHeader = ({ targetGroup }: Subject): boolean =>
  hintOf(targetGroup.attributes)?.get('proxy_protocol_v2.enabled') === 'true';

function speakIt(subject: Subject, reading: HealthReading, protocol: 'HTTP' | 'HTTPS' | undefined): readonly Remedy[] {
  if (protocol === undefined) return [];
  const { group, asked, target } = reading;
  // Traffic speaks the group's protocol, for ever: a check that passes would only hide that every request fails.
  if (
    asked.port === target.port &&
    (group.protocol === 'HTTP' || group.protocol === 'HTTPS') &&
    group.protocol !== protocol
  )
    return [
      replaceGroup(
        subject,
        reading,
        { protocol, 'health-check-protocol': protocol },
        `a new target group that speaks ${protocol}, as the traffic must too; register the targets and move the listener rule to it`,
      ),
    ];
  return [
    change(subject.region.name, `check by ${protocol}`, {
      kind: 'modify-target-group',
      targetGroupArn: group.arn,
      settings: { protocol },
    }),
  ];
}
