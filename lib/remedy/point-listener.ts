/** A listener's default action is made to forward to a target group; who is attached to whom follows from it. */
import type { ActionRecord, ListenerRecord, RuleRecord } from '../snapshot/load-balancing.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Application, applied, refused } from './application.ts';
import { replaceRecord } from './replace-record.ts';

export function pointListener(
  region: RegionSnapshot,
  listenerArn: string,
  targetGroupArn: string,
): Application<RegionSnapshot> {
  if (!region.targetGroups?.some(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn)) {
    return refused(`target group ${targetGroupArn} is not in the snapshot`);
  }
  const actions: ActionRecord[] = [
    {
      Type: 'forward',
      TargetGroupArn: targetGroupArn,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }] },
    },
  ];
  const listeners = replaceRecord(
    region.listeners,
    ({ ListenerArn }) => ListenerArn === listenerArn,
    `listener ${listenerArn}`,
    (listener) => applied({ ...listener, DefaultActions: actions }),
  );
  if (!listeners.applicable) return listeners;
  const rules = region.rules?.[listenerArn];
  return applied(
    reattach(
      {
        ...region,
        listeners: listeners.after,
        ...(rules === undefined
          ? {}
          : { rules: { ...region.rules, [listenerArn]: withDefaultActions(rules, actions) } }),
      },
      listeners.after.find(({ ListenerArn }) => ListenerArn === listenerArn)?.LoadBalancerArn ?? '',
    ),
  );
}

const withDefaultActions = (rules: readonly RuleRecord[], actions: ActionRecord[]): RuleRecord[] =>
  rules.map((rule) => (rule.IsDefault || rule.Priority === 'default' ? { ...rule, Actions: actions } : rule));

/** `LoadBalancerArns` of the target groups follow the actions of the load balancer's listeners and rules. */
function reattach(region: RegionSnapshot, loadBalancerArn: string): RegionSnapshot {
  const listeners = (region.listeners ?? []).filter((listener) => listener.LoadBalancerArn === loadBalancerArn);
  const allRulesKnown = listeners.every(({ ListenerArn }) => region.rules?.[ListenerArn] !== undefined);
  const named = new Set(listeners.flatMap((listener) => groupsNamedBy(region, listener)));
  const targetGroups = region.targetGroups?.map((group) => {
    const attached = group.LoadBalancerArns ?? [];
    const isAttached = attached.includes(loadBalancerArn);
    if (named.has(group.TargetGroupArn)) {
      return isAttached ? group : { ...group, LoadBalancerArns: [...attached, loadBalancerArn] };
    }
    if (!isAttached || !allRulesKnown) return group;
    return { ...group, LoadBalancerArns: attached.filter((arn) => arn !== loadBalancerArn) };
  });
  return { ...region, targetGroups };
}

function groupsNamedBy(region: RegionSnapshot, listener: ListenerRecord): readonly string[] {
  const rules = region.rules?.[listener.ListenerArn] ?? [];
  const actions = [...(listener.DefaultActions ?? []), ...rules.flatMap(({ Actions }) => Actions ?? [])];
  return actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
    ...(TargetGroupArn ? [TargetGroupArn] : []),
    ...(ForwardConfig?.TargetGroups ?? []).flatMap((tuple) => tuple.TargetGroupArn ?? []),
  ]);
}
