import { defineCheck } from '../define-check.ts';
import type { Subject } from '../subject.ts';
import { askedFor, type Judgement, judgeFailing, listed } from './cases.ts';
import { codesOfKind } from './code-kind.ts';
import { answeredOtherHost, type HealthReading, readFailing } from './health-reading.ts';
import { quoted } from './probe-evidence.ts';
import { checkAnsweredPath, repeatIt } from './remedies.ts';

export default defineCheck({
  id: 'application-error',
  title: 'The application answers its health check with an error',
  category: 'health',
  severity: 'high',
  why: 'The application, or what it depends on, says itself that it is broken.',
  fix: 'Read the application log at the time of the check; where the check depends on a database or another service, keep a shallow path for the load balancer. Do not accept 5xx: an ALB cannot, and it would hide real errors.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'],
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    return judgeFailing(
      readings,
      (reading) => judge(subject, reading),
      'no health check is answered by a server error',
    );
  },
});

function judge(subject: Subject, reading: HealthReading): Judgement | undefined {
  const { group, codes, asked, repeated } = reading;
  const errors = codesOfKind(reading, 'server-error');
  if (errors.length === 0 || answeredOtherHost(reading)) return undefined;
  const server = repeated?.headers.get('server');
  // A proxy on the target that answers 502 or 504 runs; what it forwards to does not.
  const behind =
    errors.some((code) => code === 502 || code === 504) && server ? `; ${server} answers for what is behind it` : '';
  return {
    message: `${askedFor(reading)} is answered ${listed(errors)}${behind}`,
    evidence: { codes, path: asked.path, ...(repeated ? { probe: quoted(repeated) } : {}) },
    confidence: codes.length === errors.length ? 'certain' : 'likely',
    resource: group.arn,
    remedies: [
      ...checkAnsweredPath(subject, reading),
      repeatIt(subject, reading, 'ask the application for its health and read its log'),
    ],
  };
}
