import { hintOf } from '../../model/gathered.ts';
import type { Forward, Listener, ListenerRule, LoadBalancer, Target, TargetGroup } from '../../model/load-balancing.ts';
import type { Region } from '../../model/region.ts';
import { change, nextStep, type Remedy } from '../../remedy/remedy.ts';
import { quote } from '../../remedy/shell.ts';
import { defineCheck } from '../define-check.ts';
import { loadBalancerTypeOf } from '../health/load-balancer-type.ts';
import { type Case, failIfAny, pass } from '../outcome.ts';
import { describeRule, shadowOf } from './shadowed-rules.ts';

export default defineCheck({
  id: 'target-group-unused',
  title: 'Nothing forwards to the target group',
  category: 'routing',
  severity: 'medium',
  why: 'Its targets get no requests and are not health checked. ELB shows them as unused.',
  fix: 'Forward to it from a listener or a rule with a weight above 0, or delete it.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html#target-health-reason-codes',
  needs: ['targets', 'forwards', 'loadBalancers'],
  explains: ['Target.NotInUse'],
  evaluate({ region, targetGroup, targets, forwards, loadBalancers }) {
    const used = forwards.filter(({ weight }) => weight > 0);
    const otherwise = pass(`${used.map(describeForward).slice(0, 3).join(', ')} forwards to it`);
    const shadows = used.flatMap(shadowedBy);
    if (used.length > shadows.length) return otherwise;
    if (shadows.length > 0) return failIfAny([neverReached(region, targetGroup, shadows)], otherwise);
    return failIfAny(
      [
        {
          message: messageOf(targetGroup, forwards, loadBalancers),
          evidence: {
            attachedTo: loadBalancers.map(({ name }) => name),
            forwards: forwards.map(({ listener, weight }) => ({ listener: listener.arn, weight })),
            targets: targets.length,
          },
          targets: targets.filter(({ state }) => state !== 'draining'),
          confidence: 'certain',
          resource: targetGroup.arn,
          severity: targets.some(isWaiting) ? 'medium' : 'info',
          remedies: remediesOf(region, targetGroup),
        },
      ],
      otherwise,
    );
  },
});

interface Shadow {
  readonly forward: Forward;
  readonly by: ListenerRule;
}

function shadowedBy(forward: Forward): readonly Shadow[] {
  const by = shadowOf(forward);
  return by === undefined ? [] : [{ forward, by }];
}

/** ELB calls its targets used, and checks them: that they get no request is nobody's state. */
function neverReached(region: Region, targetGroup: TargetGroup, shadows: readonly Shadow[]): Case {
  const lines = shadows.map(
    ({ forward, by }) =>
      `${forward.rule === undefined || forward.rule.isDefault ? 'the default' : describeRule(forward.rule)} of ${describeForward(forward)} comes after ${describeRule(by)}, which takes all of its requests`,
  );
  return {
    message: `no request gets to ${targetGroup.name}: ${lines.slice(0, 2).join('; ')}`,
    evidence: { shadows: shadows.map(({ forward, by }) => ({ rule: forward.rule?.arn, shadowedBy: by.arn })) },
    targets: [],
    confidence: 'certain',
    resource: targetGroup.arn,
    severity: 'medium',
    remedies: shadows.slice(0, 1).flatMap((shadow) => swapPriorities(region, shadow)),
  };
}

/** Which of the two should come first is for a person to decide. A default cannot be moved. */
function swapPriorities(region: Region, { forward: { rule }, by }: Shadow): readonly Remedy[] {
  if (rule?.arn === undefined || rule.isDefault || by.arn === undefined) return [];
  const priorities = `RuleArn=${rule.arn},Priority=${by.priority} RuleArn=${by.arn},Priority=${rule.priority}`;
  const command = `aws elbv2 set-rule-priorities --region ${region.name} --rule-priorities ${priorities}`;
  return [nextStep('give the rule that asks for less the lower number', command)];
}

const isWaiting = ({ state }: Target): boolean => state !== 'draining';

const describeForward = ({ listener }: Forward): string => `listener ${listener.protocol}:${listener.port}`;

function messageOf(group: TargetGroup, forwards: readonly Forward[], loadBalancers: readonly LoadBalancer[]): string {
  const names = loadBalancers.map(({ name }) => name).join(', ');
  if (forwards.length > 0) return `${names} forwards to ${group.name} with weight 0 only`;
  if (loadBalancers.length > 0) return `no listener or rule of ${names} forwards to ${group.name}`;
  return `${group.name} is attached to no load balancer: no listener or rule forwards to it`;
}

/**
 * Which listener should forward is for a person to decide; where one listener alone could, and answers by itself
 * without sending requests anywhere, its command is given.
 */
function remediesOf(region: Region, targetGroup: TargetGroup): readonly Remedy[] {
  const idle = idleListeners(region, targetGroup);
  const [only, ...others] = idle;
  if (only !== undefined && others.length === 0) {
    const { arn: listenerArn, protocol, port } = only;
    const summary = `forward from listener ${protocol}:${port}, which now answers by itself, to ${targetGroup.name}`;
    return [
      change(region.name, summary, {
        kind: 'modify-listener-default-action',
        listenerArn,
        targetGroupArn: targetGroup.arn,
      }),
    ];
  }
  const actions = `Type=forward,TargetGroupArn=${targetGroup.arn}`;
  return [
    nextStep(
      'forward to it from the listener that should serve it, or delete it',
      `aws elbv2 modify-listener --region ${region.name} --listener-arn LISTENER_ARN --default-actions ${quote(actions)}`,
    ),
  ];
}

/**
 * Listeners in the group's VPC that could serve it and whose default action is a fixed response that requests get to.
 * A redirect is left alone: turning http into https is what such a listener is for.
 */
function idleListeners(region: Region, targetGroup: TargetGroup): readonly Listener[] {
  const type = loadBalancerTypeOf(targetGroup);
  if (targetGroup.targetType === 'lambda' || type !== 'application') return [];
  return (hintOf(region.loadBalancers.all) ?? [])
    .filter((loadBalancer) => loadBalancer.type === type && loadBalancer.vpcId === targetGroup.vpcId)
    .flatMap((loadBalancer) => hintOf(loadBalancer.listeners) ?? [])
    .filter(({ defaultActions }) => defaultActions.at(-1)?.type === 'fixed-response')
    .filter((listener) => shadowOf({ listener, rule: undefined }) === undefined);
}
