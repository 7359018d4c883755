import { hintOf } from '../model/gathered.ts';
import type { Change } from '../remedy/remedy.ts';
import type { Examined } from './examine.ts';

/** Whether a change to the account can matter to a target group. */
export function touches(change: Change, group: Examined): boolean {
  const { targetGroup, facts } = group;
  switch (change.kind) {
    case 'authorize-security-group-ingress':
    case 'authorize-security-group-egress':
      return hasOnItsWay(group, change.groupId);
    case 'create-network-acl-entry':
      return hasOnItsWay(group, change.networkAclId);
    case 'create-route':
    case 'replace-route':
    case 'delete-route':
      return hasOnItsWay(group, change.routeTableId);
    case 'set-subnets':
    case 'modify-load-balancer-attributes':
      return targetGroup.loadBalancerArns.includes(change.loadBalancerArn);
    case 'modify-listener':
      return targetGroup.loadBalancerArns.includes(loadBalancerOf(change.listenerArn));
    case 'modify-listener-default-action':
      return (
        targetGroup.arn === change.targetGroupArn ||
        targetGroup.loadBalancerArns.includes(loadBalancerOf(change.listenerArn))
      );
    case 'start-instances':
      return (hintOf(facts.targets) ?? []).some(({ id }) => change.instanceIds.includes(id));
    default:
      return targetGroup.arn === change.targetGroupArn;
  }
}

/** Steps name the resource that decides them; several security groups are joined by a space. */
function hasOnItsWay({ facts }: Examined, resource: string): boolean {
  return [facts.healthCheckPaths, facts.trafficPaths].some((paths) =>
    (hintOf(paths) ?? []).some(({ trace: { steps, source, destination } }) =>
      [
        ...steps.flatMap((step) => step.resource.split(' ')),
        ...source.securityGroupIds,
        ...destination.securityGroupIds,
      ].includes(resource),
    ),
  );
}

/** `…:listener/app/NAME/ID/LISTENER` belongs to `…:loadbalancer/app/NAME/ID`. */
const loadBalancerOf = (listenerArn: string): string =>
  listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]*$/, '');
