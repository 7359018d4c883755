import type { Target } from '../../model/load-balancing.ts';
import { change } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, pass } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { interfaceWith } from '../target-instance.ts';

export default defineCheck({
  id: 'address-belongs-to-load-balancer',
  title: 'The address of the target is in use by a load balancer',
  category: 'health',
  severity: 'high',
  why: 'ELB takes no address of a load balancer of the same VPC as a target.',
  fix: 'Register the load balancer itself in a target group of type alb, or the targets behind it.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html',
  needs: ['targets'],
  explains: ['Target.IpUnusable'],
  exempts: ({ targetType }) => (targetType === 'ip' ? undefined : 'its targets are no addresses'),
  evaluate(subject) {
    const unusable = subject.targets.filter(({ reason }) => reason === 'Target.IpUnusable');
    return failIfAny(
      unusable.map((target) => toCase(subject, target)),
      pass('ELB accepts the addresses'),
    );
  },
});

function toCase(subject: Subject, target: Target): Case {
  const carrier = interfaceWith(subject.region, subject.targetGroup.vpcId, target.id);
  const owner = carrier?.description.startsWith('ELB ') ? carrier.description.slice('ELB '.length) : undefined;
  return {
    message: `${target.id} belongs to ${owner ?? 'a load balancer'}`,
    evidence: {
      address: target.id,
      ...(carrier ? { networkInterface: carrier.id, description: carrier.description } : {}),
    },
    targets: [target],
    confidence: 'certain',
    resource: target.id,
    remedies: [
      change(subject.region.name, `deregister ${target.id}`, {
        kind: 'deregister-targets',
        targetGroupArn: subject.targetGroup.arn,
        targets: [{ id: target.id, port: target.port }],
      }),
    ],
  };
}
