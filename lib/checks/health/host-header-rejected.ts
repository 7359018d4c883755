import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { askedFor, type Judgement, judgeFailing, listed } from './cases.ts';
import { kindOf } from './code-kind.ts';
import { answeredOtherHost, type HealthReading, readFailing } from './health-reading.ts';
import { quoted, refusesHost } from './probe-evidence.ts';
import { wantsTls } from './protocol-evidence.ts';
import { locationOf, otherHostIn } from './redirect-location.ts';
import { checkAnsweredPath, repeatIt } from './remedies.ts';
import { healthCheckCommand } from './repeat-health-check.ts';

export default defineCheck({
  id: 'host-header-rejected',
  title: 'The application refuses the address in the Host header',
  category: 'health',
  severity: 'high',
  why: 'The health check names the address of the target, or of the load balancer, in Host, and no setting changes that. Virtual hosts and lists of allowed hosts that know only names refuse it.',
  fix: 'Let the default virtual host, or a rule before the host check, answer the health path for any Host.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'],
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    return judgeFailing(readings, (reading) => judge(subject, reading), 'no answer points at the Host header');
  },
});

function judge(subject: Subject, reading: HealthReading): Judgement | undefined {
  const { group, codes, asked, repeated, target } = reading;
  if (codes.length === 0 || !codes.every((code) => isRefusal(reading, code))) return undefined;
  const named = answeredOtherHost(reading);
  const confidence = named ? proofOf(reading) : hintOfHost(reading);
  if (!confidence) return undefined;
  const but = named?.host ? `, but ${named.statusCode} with Host ${named.host}` : '';
  const withName = named?.host
    ? healthCheckCommand(subject.region, group, target).replace(/Host: [^"]+/, `Host: ${named.host}`)
    : '';
  return {
    message: `${askedFor(reading)} is answered ${listed(codes)} with an address in Host${but}`,
    evidence: {
      codes,
      path: asked.path,
      ...(repeated ? { probe: quoted(repeated) } : {}),
      ...(named ? { answered: quoted(named) } : {}),
    },
    confidence,
    resource: group.arn,
    remedies: [
      ...checkAnsweredPath(subject, reading),
      repeatIt(
        subject,
        reading,
        'ask with the address in Host, as the load balancer does, and let the application answer the health path for any Host',
      ),
      ...(withName ? [nextStep(`compare with Host ${named?.host}`, withName)] : []),
    ],
  };
}

const isRefusal = (reading: HealthReading, code: number): boolean =>
  kindOf(reading, code) !== 'success' && (code < 100 ? reading.group.protocolVersion !== 'GRPC' : true);

/** A redirect to the name that was wanted is first of all a redirect. */
const proofOf = (reading: HealthReading): Confidence =>
  reading.codes.every((code) => kindOf(reading, code) === 'redirect') ? 'likely' : 'certain';

function hintOfHost(reading: HealthReading): Confidence | undefined {
  const { codes, repeated } = reading;
  if ((repeated && refusesHost(repeated)) || codes.includes(421)) return 'likely';
  const location = locationOf(reading);
  if (location !== undefined && otherHostIn(location, reading.target.id)) return 'possible';
  if (codes.includes(400)) return wantsTls(reading) ? 'possible' : 'likely';
  // http.sys answers names it does not know 404 or 400 by itself, before the application is asked.
  const server = repeated?.headers.get('server') ?? '';
  if (/microsoft-httpapi/i.test(server)) return 'likely';
  // Proxies with virtual hosts answer 404, or a default site's 403, for names they do not know.
  const isProxy = /envoy|nginx|apache|traefik|caddy|haproxy|openresty|iis/i.test(server);
  return isProxy && codes.every((code) => code === 404 || code === 403) ? 'possible' : undefined;
}
