import { hintOf } from '../../model/gathered.ts';
import type { Probe } from '../../model/region.ts';
import { nextStep, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Subject } from '../subject.ts';
import { type BackendTls, backendTlsOf } from './backend-tls.ts';
import { askedFor, type Judgement, judgeFailing } from './cases.ts';
import { type HealthReading, readFailing } from './health-reading.ts';
import { hintedMetrics, totalOf } from './metric-evidence.ts';
import { isContent, quoted } from './probe-evidence.ts';
import { namesHandshake, settingsDisagree, showsHandshakeFailure, showsPlaintext } from './protocol-evidence.ts';
import { repeatIt } from './remedies.ts';
import { addressOf } from './repeat-health-check.ts';

export default defineCheck({
  id: 'tls-handshake-incompatible',
  title: 'The load balancer and the target agree on no TLS',
  category: 'health',
  severity: 'high',
  why: 'They share no TLS version or cipher, or the server demands what the load balancer does not send: a server name or a client certificate. The certificate itself is never the reason: ALB and NLB accept any.',
  fix: 'Let the server accept what the load balancer offers: TLS 1.2 and an ECDHE cipher with AES-GCM, without a server name and without a client certificate. An ALB offers TLS 1.3 to targets only if one of its listeners has a TLS 1.3 policy.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html',
  needs: ['targets', 'loadBalancers'],
  explains: ['Target.FailedHealthChecks'],
  exempts: ({ healthCheck }) =>
    healthCheck.protocol === 'HTTPS'
      ? undefined
      : `its health checks are ${healthCheck.protocol ?? 'HTTP'}, without TLS`,
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    const { loadBalancers } = subject;
    return judgeFailing(
      readings,
      (reading) => judge(subject, reading, backendTlsOf(loadBalancers, reading.type)),
      'nothing shows a failed TLS handshake',
    );
  },
});

function judge(subject: Subject, reading: HealthReading, offered: BackendTls | undefined): Judgement | undefined {
  if (reading.failure === 'code' || showsPlaintext(reading)) return undefined;
  const shown = showsHandshakeFailure(reading);
  if (shown) {
    const isSure = namesHandshake(shown) && !mayBeOfferedMore(shown, reading, offered);
    return fault(subject, reading, offered, { because: shown.error, probe: shown, isProven: isSure });
  }
  return hintIn(subject, reading, offered);
}

/** The server takes TLS 1.3 only, which the probe did not offer and the load balancer, by its listeners, does. */
function mayBeOfferedMore(probe: Probe, { type }: HealthReading, offered: BackendTls | undefined): boolean {
  return type === 'application' && offered?.offersTls13 === true && wantsTls13(probe);
}

const wantsTls13 = ({ error, tls }: Probe): boolean =>
  /protocol[ _]version|unsupported protocol/i.test(error) &&
  /1\.3/.test(error) &&
  (tls?.protocol === undefined || /1\.[0-2]/.test(tls.protocol));

interface Sign {
  readonly because: string;
  readonly probe?: Probe;
  readonly isProven: boolean;
  readonly count?: number;
}

function fault(subject: Subject, reading: HealthReading, offered: BackendTls | undefined, sign: Sign): Judgement {
  return {
    message: `the TLS handshake of ${askedFor(reading)} fails: ${sign.because}`,
    evidence: {
      ...(sign.probe ? { probe: quoted(sign.probe), tls: sign.probe.tls?.protocol } : {}),
      ...(sign.count === undefined ? {} : { TargetTLSNegotiationErrorCount: sign.count }),
      ...(offered ? { offered: offered.policy, listenerPolicies: offered.listenerPolicies } : {}),
    },
    confidence: sign.isProven ? 'certain' : 'likely',
    resource: reading.group.arn,
    remedies: [...offerTls13(subject, sign.probe, offered), repeatIt(subject, reading), shakeHands(subject, reading)],
  };
}

/** Without a probe of a failed handshake: the load balancer counts them, or the server picks what it is not offered. */
function hintIn(subject: Subject, reading: HealthReading, offered: BackendTls | undefined): Judgement | undefined {
  const { repeated, failure, group, asked } = reading;
  if (failure !== 'failed') return undefined;
  const metrics = hintedMetrics(subject);
  const count = totalOf(metrics, 'TargetTLSNegotiationErrorCount') ?? 0;
  if (repeated?.outcome === 'reset') {
    return fault(subject, reading, offered, {
      because: 'the server resets the connection',
      probe: repeated,
      isProven: false,
    });
  }
  const chose13 =
    repeated?.outcome === 'response' && repeated.tls?.protocol === 'TLSv1.3' && isContent(group, asked, repeated);
  if (chose13 && offered?.offersTls13 === false) {
    const because = `the server chose TLS 1.3, which ${offered.policy} does not offer`;
    return fault(subject, reading, offered, { because, probe: repeated, isProven: false });
  }
  if (count > 0 && !repeated && !settingsDisagree(reading)) {
    const because = `the load balancer counted ${count} failed TLS handshakes`;
    return fault(subject, reading, offered, { because, count, isProven: false });
  }
  return undefined;
}

/** A TLS 1.3 policy on one listener makes the ALB offer TLS 1.3 to targets as well. */
function offerTls13(subject: Subject, probe: Probe | undefined, offered: BackendTls | undefined): readonly Remedy[] {
  if (!probe || !offered || offered.offersTls13 || offered.listenerPolicies.length === 0 || !wantsTls13(probe))
    return [];
  const arns = subject.targetGroup.loadBalancerArns;
  const listeners = arns.flatMap((arn) => {
    const loadBalancer = hintOf(subject.region.loadBalancers.find(arn));
    return loadBalancer ? (hintOf(loadBalancer.listeners) ?? []) : [];
  });
  const https = listeners.find(({ protocol }) => protocol === 'HTTPS');
  if (!https) return [];
  const command = `aws elbv2 modify-listener --region ${subject.region.name} --listener-arn ${https.arn}`;
  return [
    nextStep(
      `a TLS 1.3 policy on listener ${https.port}, so that TLS 1.3 is offered to targets as well`,
      `${command} --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06`,
    ),
  ];
}

/** Without a server name, as the load balancer is seen to do it. */
const shakeHands = (subject: Subject, { target, asked }: HealthReading): Remedy =>
  nextStep(
    'see what the server accepts: TLS 1.2, no server name, no client certificate',
    `openssl s_client -connect ${addressOf(subject.region, target)}:${asked.port ?? 443} -noservername -tls1_2 </dev/null`,
  );
