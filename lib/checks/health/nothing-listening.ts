import { nextStep, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import type { Unseen } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { askedFor, healthyAmong, type Judgement, judgeFailing } from './cases.ts';
import { type HealthReading, readFailing } from './health-reading.ts';
import { type ListeningSign, nothingListens } from './listening-evidence.ts';
import { type NetworkProof, proveNetwork } from './network-proof.ts';
import { quoted } from './probe-evidence.ts';
import { repeatIt } from './remedies.ts';
import { absenceOf } from './target-presence.ts';

export default defineCheck({
  id: 'nothing-listening',
  title: 'Nothing listens on the port of the health check',
  category: 'health',
  severity: 'high',
  why: 'The network lets the health check through, and no process answers: it is down, still starting, on another port or bound to another address.',
  fix: 'Start the process, and let it listen on 0.0.0.0 on the port that the target is registered with.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html',
  needs: ['targets', 'healthCheckPaths'],
  explains: ['Target.FailedHealthChecks', 'Target.Timeout'],
  exempts: ({ targetType }) =>
    targetType === 'lambda' || targetType === 'alb' ? 'its targets are neither instances nor addresses' : undefined,
  evaluate(subject) {
    const proofs = proveNetwork(subject.healthCheckPaths);
    const readings = readFailing(subject, subject.targets).filter(({ target }) => !absenceOf(subject, target));
    const unseen = readings.flatMap(({ target, failure }): Unseen[] => {
      const { kind, because } = proofs(target);
      return kind === 'unseen' && failure !== 'code' ? [{ targets: [target], because }] : [];
    });
    return judgeFailing(
      readings,
      (reading) => {
        const network = proofs(reading.target);
        const sign = nothingListens(subject, subject.targets, reading, network);
        return sign && toJudgement(subject, reading, network, sign);
      },
      'something answers on the port, or the way to it is shut',
      unseen,
    );
  },
});

function toJudgement(subject: Subject, reading: HealthReading, network: NetworkProof, sign: ListeningSign): Judgement {
  const { asked, repeated } = reading;
  return {
    message: `nothing seems to listen on port ${asked.port}: ${sign.because}`,
    evidence: {
      port: asked.port,
      asked: askedFor(reading),
      network: network.because,
      healthyTargets: healthyAmong(subject.targetGroup.targets.known ? subject.targetGroup.targets.value : []),
      ...(repeated ? { probe: quoted(repeated) } : {}),
    },
    confidence: sign.confidence,
    ...(sign.isSecond ? { severity: 'medium' as const } : {}),
    resource: reading.group.arn,
    remedies: [listListeners(subject, reading), repeatIt(subject, reading)],
  };
}

/** On the host: what listens, and on which address. */
function listListeners({ region }: Subject, { target, asked }: HealthReading): Remedy {
  const listeners = `ss -ltnp | grep :${asked.port}`;
  const summary = `see what listens on port ${asked.port} of the target, and on which address`;
  if (!target.id.startsWith('i-')) return nextStep(summary, listeners);
  const parameters = `--parameters 'commands=["${listeners}"]'`;
  return nextStep(
    summary,
    `aws ssm send-command --region ${region.name} --instance-ids ${target.id} --document-name AWS-RunShellScript ${parameters}`,
  );
}
