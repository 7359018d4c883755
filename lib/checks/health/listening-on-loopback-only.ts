import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Subject } from '../subject.ts';
import { type Judgement, judgeFailing } from './cases.ts';
import { type HealthReading, readFailing } from './health-reading.ts';
import { loopbackProof } from './loopback-evidence.ts';
import { repeatIt } from './remedies.ts';

export default defineCheck({
  id: 'listening-on-loopback-only',
  title: 'The application listens on 127.0.0.1 only',
  category: 'health',
  severity: 'high',
  why: 'Everybody but the host itself is refused.',
  fix: 'Bind the application to 0.0.0.0, or to the private address of the target.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html',
  needs: ['targets'],
  explains: ['Target.FailedHealthChecks', 'Target.Timeout'],
  exempts: ({ targetType }) =>
    targetType === 'lambda' || targetType === 'alb' ? 'its targets are neither instances nor addresses' : undefined,
  evaluate(subject) {
    const readings = readFailing(subject, subject.targets);
    return judgeFailing(readings, (reading) => judge(subject, reading), 'nothing shows that it answers on 127.0.0.1');
  },
});

function judge(subject: Subject, reading: HealthReading): Judgement | undefined {
  const proof = loopbackProof(subject, reading);
  if (!proof) return undefined;
  const { asked, group } = reading;
  return {
    message: `port ${asked.port} ${proof.because}`,
    evidence: { port: asked.port, ...proof.shown },
    confidence: proof.confidence,
    resource: group.arn,
    remedies: [
      nextStep('bind the application to 0.0.0.0, then see that it does', `ss -ltn 'sport = :${asked.port}'`),
      repeatIt(subject, reading),
    ],
  };
}
