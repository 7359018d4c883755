import { defineCheck } from '../define-check.ts';
import type { Subject } from '../subject.ts';
import { askedFor, type Judgement, judgeFailing, listed } from './cases.ts';
import { codesOfKind } from './code-kind.ts';
import { answeredOtherHost, answeredOtherPath, type HealthReading, readFailing } from './health-reading.ts';
import { quoted } from './probe-evidence.ts';
import { checkAnsweredPath, repeatIt } from './remedies.ts';

export default defineCheck({
  id: 'path-not-found',
  title: 'The health check asks for a path that is not there',
  category: 'health',
  severity: 'high',
  why: 'The target answers 404 to its health check, so the load balancer takes it for broken while it may serve well.',
  fix: 'Point the health check at a path that the application answers, or add the path to the application.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html',
  needs: ['targets'],
  explains: ['Target.ResponseCodeMismatch', 'Target.FailedHealthChecks'],
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    return judgeFailing(readings, (reading) => judge(subject, reading), 'no health check is answered 404');
  },
});

function judge(subject: Subject, reading: HealthReading): Judgement | undefined {
  const { group, codes, codesFrom, asked } = reading;
  const missing = codesOfKind(reading, 'not-found');
  if (missing.length === 0 || answeredOtherHost(reading)) return undefined;
  const other = answeredOtherPath(reading);
  const sure = codes.length === missing.length && (other !== undefined || codesFrom === 'listener');
  return {
    message: `${askedFor(reading)} is answered ${listed(missing)}${other?.path ? `; ${other.path} is answered ${other.statusCode}` : ''}`,
    evidence: { codes, path: asked.path, ...(other ? { answered: quoted(other) } : {}) },
    confidence: sure ? 'certain' : 'likely',
    resource: group.arn,
    remedies: [...checkAnsweredPath(subject, reading), repeatIt(subject, reading)],
  };
}
