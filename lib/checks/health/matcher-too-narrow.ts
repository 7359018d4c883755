import { defineCheck } from '../define-check.ts';
import type { Subject } from '../subject.ts';
import { askedFor, type Judgement, judgeFailing, listed } from './cases.ts';
import { codesOfKind, kindOf } from './code-kind.ts';
import { answeredOtherHost, type HealthReading, readFailing } from './health-reading.ts';
import { quoted } from './probe-evidence.ts';
import { checkAnsweredPath, repeatIt, widenMatcher } from './remedies.ts';

export default defineCheck({
  id: 'matcher-too-narrow',
  title: 'The matcher leaves out the code with which the application says that it is well',
  category: 'health',
  severity: 'high',
  why: 'The target works and answers, with a code that the health check does not count as success.',
  fix: 'Add just the code that the application answers to the matcher. Never widen it to 5xx.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'],
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    return judgeFailing(
      readings,
      (reading) => judge(subject, reading),
      'no answer is a success that the matcher leaves out',
    );
  },
});

function judge(subject: Subject, reading: HealthReading): Judgement | undefined {
  const { group, codes, matcher, asked, repeated } = reading;
  const successes = codesOfKind(reading, 'success');
  const others = codes.filter((code) => kindOf(reading, code) === 'client-error' && code !== 400 && code !== 421);
  const meant = successes.length > 0 ? successes : others.length > 0 ? others : unimplemented(reading);
  if (meant.length === 0 || answeredOtherHost(reading)) return undefined;
  return {
    message: `${askedFor(reading)} is answered ${listed(meant)}, and the matcher accepts ${matcher.codes} only`,
    evidence: { codes, matcher: matcher.codes, path: asked.path, ...(repeated ? { probe: quoted(repeated) } : {}) },
    ...(codesOfKind(reading, 'not-found').length > 0 ? { severity: 'medium' as const } : {}),
    confidence: meant === successes && codes.length === successes.length ? 'certain' : 'likely',
    resource: group.arn,
    remedies: [
      ...widenMatcher(subject, reading, meant),
      ...checkAnsweredPath(subject, reading),
      repeatIt(subject, reading, 'see that this answer means that the application is well'),
    ],
  };
}

/** The method that ELB calls by default is one that no server has: 12 (UNIMPLEMENTED) is then the sign of life. */
const unimplemented = ({ codes, asked, group }: HealthReading): readonly number[] =>
  group.protocolVersion === 'GRPC' && asked.path.startsWith('/AWS.ALB/') ? codes.filter((code) => code === 12) : [];
