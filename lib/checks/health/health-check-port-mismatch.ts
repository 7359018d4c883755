import { change, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Subject } from '../subject.ts';
import { type Judgement, judgeFailing } from './cases.ts';
import { type HealthReading, readFailing } from './health-reading.ts';
import { proveNetwork } from './network-proof.ts';
import { type PortSign, portSignOf } from './port-evidence.ts';
import { repeatIt } from './remedies.ts';
import { absenceOf } from './target-presence.ts';

export default defineCheck({
  id: 'health-check-port-mismatch',
  title: 'The health check goes to another port than the application listens on',
  category: 'health',
  severity: 'high',
  why: 'The application may be well: nobody asks it.',
  fix: 'Set the health check port to one that answers on every target, or register the targets on the port on which the application listens.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets', 'healthCheckPaths'],
  explains: ['Target.FailedHealthChecks', 'Target.Timeout'],
  exempts: ({ targetType }) => (targetType === 'lambda' ? 'functions have no port' : undefined),
  evaluate(subject) {
    const proofs = proveNetwork(subject.healthCheckPaths);
    const readings = readFailing(subject, subject.targets).filter(({ target }) => !absenceOf(subject, target));
    return judgeFailing(
      readings,
      (reading) => {
        const sign = portSignOf(subject, subject.targets, reading, proofs(reading.target));
        return sign && toJudgement(subject, reading, sign);
      },
      'nothing shows another port that answers',
    );
  },
});

const toJudgement = (subject: Subject, reading: HealthReading, sign: PortSign): Judgement => ({
  message: sign.because,
  evidence: { healthCheckPort: reading.asked.port, trafficPort: reading.target.port, ...sign.evidence },
  confidence: sign.confidence,
  resource: reading.group.arn,
  remedies: [...checkPort(subject, reading, sign), repeatIt(subject, reading)],
});

function checkPort(subject: Subject, { group, target }: HealthReading, { port }: PortSign): readonly Remedy[] {
  if (port === undefined) return [];
  const isTrafficPort = port === target.port;
  return [
    change(subject.region.name, `check port ${port}${isTrafficPort ? ', the traffic port' : ''}`, {
      kind: 'modify-target-group',
      targetGroupArn: group.arn,
      settings: { port: isTrafficPort ? 'traffic-port' : String(port) },
    }),
  ];
}
