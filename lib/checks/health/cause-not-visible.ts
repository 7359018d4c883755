import { type Target, targetKey } from '../../model/load-balancing.ts';
import { canExplain } from '../can-explain.ts';
import { defineCheck } from '../define-check.ts';
import type { Case } from '../outcome.ts';
import { failIfAny, pass } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { isFailing, readFailing } from './health-reading.ts';
import { repeatHealthCheck } from './repeat-health-check.ts';

export default defineCheck({
  id: 'cause-not-visible',
  title: 'Nothing that can be seen from outside explains the state',
  category: 'health',
  severity: 'high',
  why: 'A target does not serve, and neither the configuration nor the measurements at hand say why.',
  fix: 'Repeat the health check from a host in the VPC, read the log of the application and the firewall of the host, and turn on the health check logs of the load balancer.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-health-check-logs.html',
  needs: ['targets'],
  explains: [
    'Target.ResponseCodeMismatch',
    'Target.Timeout',
    'Target.FailedHealthChecks',
    'Target.NotRegistered',
    'Target.NotInUse',
    'Target.InvalidState',
    'Target.IpUnusable',
  ],
  evaluate(subject) {
    const settled = new Set(
      readFailing(subject, subject.targets)
        .filter((reading) => reading.settled)
        .map(({ target }) => targetKey(target)),
    );
    const open = subject.targets.filter(
      (target) => needsCause(target) && !settled.has(targetKey(target)) && !isExplained(subject, target),
    );
    return failIfAny(casesOf(subject, open), pass('every target that does not serve has a cause that can be seen'));
  },
});

const needsCause = (target: Target): boolean => isFailing(target) || target.state === 'unused';

/** Something earlier in the catalogue accounts for the state, and is more than possible. */
function isExplained({ earlier }: Subject, target: Target): boolean {
  return (earlier ?? []).some(({ check, outcome }) => {
    if (outcome.outcome !== 'fail' || !canExplain(check, target)) return false;
    return outcome.cases.some(
      ({ confidence, targets }) =>
        confidence !== 'possible' &&
        (targets.length === 0 || targets.some((each) => targetKey(each) === targetKey(target))),
    );
  });
}

function casesOf(subject: Subject, open: readonly Target[]): readonly Case[] {
  const byStory = new Map<string, Target[]>();
  for (const target of open) {
    const story = `${target.state}\n${target.reason ?? ''}\n${target.description ?? ''}`;
    byStory.set(story, [...(byStory.get(story) ?? []), target]);
  }
  return [...byStory.values()].map((targets) => toCase(subject, targets));
}

function toCase(subject: Subject, targets: readonly Target[]): Case {
  const [first] = targets;
  const said = first?.description ?? first?.reason ?? first?.state ?? 'nothing';
  const lookAt = first ? [repeatHealthCheck(subject.region, subject.targetGroup, first)] : [];
  return {
    message: `ELB says "${said}", and nothing that could be read explains it`,
    evidence: { state: first?.state, reason: first?.reason, description: first?.description },
    targets,
    confidence: 'likely',
    resource: subject.targetGroup.arn,
    remedies: lookAt,
  };
}
