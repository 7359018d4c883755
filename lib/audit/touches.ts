import { hintOf } from '../model/gathered.ts';
import type { TargetPath } from '../network/trace.ts';
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
    case 'delete-network-acl-entry':
      return hasOnItsWay(group, change.networkAclId);
    case 'create-route':
    case 'replace-route':
    case 'delete-route':
      return hasOnItsWay(group, change.routeTableId);
    case 'accept-vpc-peering-connection':
      return pathsOf(group).some(({ trace: { steps } }) =>
        steps.some(({ deciding }) => deciding?.kind === 'route' && deciding.target === change.vpcPeeringConnectionId),
      );
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
function hasOnItsWay(group: Examined, resource: string): boolean {
  return pathsOf(group).some(
    ({ trace: { steps, source, destination } }) =>
      steps.some((step) => step.resource.split(' ').includes(resource)) ||
      source.securityGroupIds.includes(resource) ||
      destination.securityGroupIds.includes(resource),
  );
}

function pathsOf({ facts }: Examined): readonly TargetPath[] {
  return [...(hintOf(facts.healthCheckPaths) ?? []), ...(hintOf(facts.trafficPaths) ?? [])];
}

/** `…:listener/app/NAME/ID/LISTENER` belongs to `…:loadbalancer/app/NAME/ID`. */
const loadBalancerOf = (listenerArn: string): string =>
  listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]*$/, '');
