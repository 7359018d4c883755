import type { Remedy } from '../../remedy/remedy.ts';
import { change } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Subject } from '../subject.ts';
import { askedFor, type Judgement, judgeFailing, listed } from './cases.ts';
import { codesOfKind } from './code-kind.ts';
import { answeredOtherProtocol, type HealthReading, readFailing } from './health-reading.ts';
import { isContent, quoted } from './probe-evidence.ts';
import { isLogin, locationOf } from './redirect-location.ts';
import { checkAnsweredPath, repeatIt, widenMatcher } from './remedies.ts';

export default defineCheck({
  id: 'health-check-redirected',
  title: 'The health check is redirected',
  category: 'health',
  severity: 'high',
  why: 'The load balancer judges the redirect itself and does not look at where it leads, so the target counts as broken.',
  fix: 'Check a path that the application answers directly, over the protocol it wants; accept the redirect only where a broken page behind it may go unnoticed.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'],
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    return judgeFailing(readings, (reading) => judge(subject, reading), 'no health check is answered by a redirect');
  },
});

function judge(subject: Subject, reading: HealthReading): Judgement | undefined {
  const { group, codes, repeated } = reading;
  const redirects = codesOfKind(reading, 'redirect');
  if (redirects.length === 0) return undefined;
  const location = locationOf(reading);
  return {
    message: `${askedFor(reading)} is redirected (${listed(redirects)})${location ? ` to ${location}` : ''}${meaningOf(location)}`,
    evidence: {
      codes,
      path: reading.asked.path,
      ...(location ? { location } : {}),
      ...(repeated ? { probe: quoted(repeated) } : {}),
    },
    confidence: codes.length === redirects.length ? 'certain' : 'likely',
    resource: group.arn,
    remedies: [
      ...checkAnsweredPath(subject, reading),
      ...checkOtherProtocol(subject, reading),
      repeatIt(subject, reading, 'see where the application sends its health check'),
      ...widenMatcher(subject, reading, redirects),
    ],
  };
}

function meaningOf(location: string | undefined): string {
  if (location === undefined) return '';
  if (isLogin(location)) return ', a login page';
  return location.startsWith('https://') ? ': the application wants HTTPS' : '';
}

/** Where the application wants HTTPS and a probe has seen it answered so. */
function checkOtherProtocol(subject: Subject, reading: HealthReading): readonly Remedy[] {
  const { group, asked } = reading;
  const other = answeredOtherProtocol(reading);
  if (!other?.protocol || !isContent(group, asked, other)) return [];
  return [
    change(subject.region.name, `check by ${other.protocol}, which the target answers ${other.statusCode}`, {
      kind: 'modify-target-group',
      targetGroupArn: group.arn,
      settings: { protocol: other.protocol, ...(other.path && other.path !== asked.path ? { path: other.path } : {}) },
    }),
  ];
}
