import { defineCheck } from '../define-check.ts';
import type { Confidence } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { askedFor, type Judgement, judgeFailing, listed } from './cases.ts';
import { codesOfKind } from './code-kind.ts';
import { answeredOtherHost, type HealthReading, readFailing } from './health-reading.ts';
import { quoted, refusesHost } from './probe-evidence.ts';
import { isLogin, locationOf } from './redirect-location.ts';
import { checkAnsweredPath, repeatIt, widenMatcher } from './remedies.ts';

export default defineCheck({
  id: 'health-check-needs-authentication',
  title: 'The health check asks for a path that wants to know who asks',
  category: 'health',
  severity: 'high',
  why: 'The load balancer sends no credentials with its health check and cannot be told to.',
  fix: 'Check a path that needs no login, or exempt the health path from authentication in the application.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'],
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    return judgeFailing(readings, (reading) => judge(subject, reading), 'no health check is asked to authenticate');
  },
});

function judge(subject: Subject, reading: HealthReading): Judgement | undefined {
  if (answeredOtherHost(reading)) return undefined;
  const { group, codes, repeated, asked } = reading;
  const refused = codesOfKind(reading, 'authentication');
  const location = locationOf(reading);
  const isSentToLogin = refused.length === 0 && location !== undefined && isLogin(location);
  if (refused.length === 0 && !isSentToLogin) return undefined;
  const answer = isSentToLogin ? `is sent to ${location}` : `is answered ${listed(refused)}`;
  return {
    message: `${askedFor(reading)} ${answer}: the path wants a login`,
    evidence: { codes, path: asked.path, ...(repeated ? { probe: quoted(repeated) } : {}) },
    confidence: confidenceOf(reading, refused),
    ...(isSentToLogin ? { severity: 'medium' as const } : {}),
    resource: group.arn,
    remedies: [
      ...checkAnsweredPath(subject, reading),
      repeatIt(subject, reading),
      ...widenMatcher(subject, reading, refused),
    ],
  };
}

/** 401 and 407 say it outright; 403 may have another ground, and a login page is reached by a redirect first. */
function confidenceOf({ codes, repeated }: HealthReading, refused: readonly number[]): Confidence {
  const isOutright = refused.length > 0 && refused.every((code) => code !== 403);
  if (repeated && refusesHost(repeated)) return 'possible';
  const isChallenged = repeated?.headers.has('www-authenticate') === true;
  return (isOutright || isChallenged) && codes.length === refused.length ? 'certain' : 'likely';
}
