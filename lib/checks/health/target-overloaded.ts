import type { MetricSeries } from '../../model/region.ts';
import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Confidence, unknown } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { instanceIdOf } from '../target-instance.ts';
import { type Judgement, judgeFailing } from './cases.ts';
import { type HealthReading, readFailing } from './health-reading.ts';
import { loadSignsOf } from './load-evidence.ts';
import { type NetworkProof, proveNetwork } from './network-proof.ts';

export default defineCheck({
  id: 'target-overloaded',
  title: 'The target is starved of CPU, memory or credits',
  category: 'health',
  severity: 'high',
  why: 'A target without CPU, credits or memory answers late or not at all, to users as well as to the health check.',
  fix: 'Add targets or a larger size; on burstable types unlimited credits or another family. An impaired status check takes a stop and start, which moves the instance to another host.',
  reference: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html',
  needs: ['targets', 'metrics', 'healthCheckPaths'],
  explains: ['Target.Timeout', 'Target.FailedHealthChecks'],
  exempts: ({ targetType }) =>
    targetType === 'lambda' || targetType === 'alb' ? 'its targets are neither instances nor addresses' : undefined,
  evaluate(subject) {
    const proofs = proveNetwork(subject.healthCheckPaths);
    const readings = readFailing(subject, subject.targets);
    const { metrics } = subject;
    const innocence =
      metrics.length > 0
        ? 'metrics and status checks show no starved target'
        : 'status checks show no starved target; there are no metrics of it';
    const outcome = judgeFailing(
      readings,
      (reading) => judge(subject, reading, metrics, proofs(reading.target)),
      innocence,
    );
    const { all: statuses } = subject.region.instanceStatuses;
    const isBlind =
      !statuses.known &&
      readings.some(({ target }) => instanceIdOf(subject.region, subject.targetGroup.vpcId, target) !== undefined);
    return outcome.outcome === 'pass' && isBlind && !statuses.known ? unknown(statuses.because) : outcome;
  },
});

function judge(
  subject: Subject,
  reading: HealthReading,
  metrics: readonly MetricSeries[],
  network: NetworkProof,
): Judgement | undefined {
  const { failure, type, repeated, target } = reading;
  if (failure === 'code') return undefined;
  const signs = loadSignsOf(subject, target, metrics);
  const [strongest] = signs;
  if (!strongest) return undefined;
  // A busy host may refuse connections, but a refusal is more often a port on which nothing listens.
  const isRefusal = (failure === 'failed' && type === 'application') || repeated?.outcome === 'refused';
  const weakened = isRefusal && strongest.confidence !== 'certain' && strongest.endsProcess !== true;
  return {
    message: signs.map(({ because }) => because).join('; '),
    evidence: { ...Object.assign({}, ...signs.map(({ evidence }) => evidence)), network: network.because },
    ...weightOf(strongest.confidence, weakened, network),
    resource: target.id,
    remedies: [nextStep('see what uses the CPU and the memory of the target', sessionCommand(subject, target.id))],
  };
}

/** Behind a closed network it comes next, not first. */
function weightOf(
  confidence: Confidence,
  weakened: boolean,
  { kind }: NetworkProof,
): Pick<Judgement, 'confidence' | 'severity'> {
  if (kind === 'blocked' || kind === 'partlyBlocked') return { confidence: 'likely', severity: 'medium' };
  return { confidence: weakened ? 'possible' : confidence };
}

function sessionCommand({ region }: Subject, id: string): string {
  if (!id.startsWith('i-')) return '';
  const parameters = `--parameters 'commands=["uptime; free -m; ps aux --sort=-%cpu | head"]'`;
  return `aws ssm send-command --region ${region.name} --instance-ids ${id} --document-name AWS-RunShellScript ${parameters}`;
}
