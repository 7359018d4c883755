import type { Target } from '../../model/load-balancing.ts';
import type { LambdaPolicy } from '../../model/region.ts';
import { change } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, pass, type Unseen } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { permissionIn } from './lambda-permission.ts';

export default defineCheck({
  id: 'lambda-permission-missing',
  title: 'The load balancer may not invoke the function',
  category: 'health',
  severity: 'high',
  why: 'Without a statement for elasticloadbalancing.amazonaws.com in the policy of the function every request ends in 502.',
  fix: 'Allow lambda:InvokeFunction to elasticloadbalancing.amazonaws.com on just the version or alias that is registered, with the target group as source.',
  reference: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html',
  needs: ['targets', 'lambdaPolicies'],
  explains: [
    'Target.HealthCheckDisabled',
    'Target.FailedHealthChecks',
    'Target.ResponseCodeMismatch',
    'Target.Timeout',
  ],
  exempts: ({ targetType }) => (targetType === 'lambda' ? undefined : 'its targets are no functions'),
  evaluate(subject) {
    const judged = subject.targets.map((target) => judge(subject, target, subject.lambdaPolicies.get(target.id)));
    const unseen = judged.flatMap((each) => ('because' in each ? [each] : []));
    const cases = judged.flatMap((each) => ('message' in each ? [each] : []));
    return failIfAny(cases, pass('the policy of the function lets ELB invoke it for this group', unseen), unseen);
  },
});

function judge(
  { region, targetGroup }: Subject,
  target: Target,
  policy: LambdaPolicy | undefined,
): Case | Unseen | { readonly granted: true } {
  const invocation = { functionArn: target.id, targetGroupArn: targetGroup.arn, accountId: region.accountId };
  const permission = permissionIn(policy, invocation);
  if (permission.kind === 'granted') return { granted: true };
  if (permission.kind === 'undecided') return { targets: [target], because: permission.why };
  return {
    message: `ELB may not invoke ${nameOf(target)} for this group: ${permission.why}`,
    evidence: { function: target.id, ...permission.evidence },
    targets: [target],
    confidence: 'certain',
    resource: target.id,
    remedies: [
      change(region.name, 'let ELB invoke the function for this target group', {
        kind: 'add-lambda-permission',
        functionArn: target.id,
        targetGroupArn: targetGroup.arn,
        statementId: `elb-${targetGroup.name}`.slice(0, 100),
      }),
    ],
  };
}

/** `arn:aws:lambda:region:account:function:name:alias` → `name:alias`. */
const nameOf = ({ id }: Target): string => id.split(':').slice(6).join(':') || id;
