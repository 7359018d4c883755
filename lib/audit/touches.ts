/** What a change can matter to: keys of resources that changes touch and that groups depend on. */
import { hintOf } from '../model/gathered.ts';
import type { Change } from '../remedy/remedy.ts';
import type { Examined } from './examine.ts';

/** Resources that a change touches. */
export function touchedBy(change: Change): readonly string[] {
  switch (change.kind) {
    case 'authorize-security-group-ingress':
    case 'authorize-security-group-egress':
      return [change.groupId];
    case 'create-network-acl-entry':
    case 'delete-network-acl-entry':
      return [change.networkAclId];
    case 'create-route':
    case 'replace-route':
    case 'delete-route':
      return [change.routeTableId];
    case 'accept-vpc-peering-connection':
      return [change.vpcPeeringConnectionId];
    case 'set-subnets':
    case 'modify-load-balancer-attributes':
      return [change.loadBalancerArn];
    case 'modify-listener':
      return [loadBalancerOf(change.listenerArn)];
    case 'modify-listener-default-action':
      return [loadBalancerOf(change.listenerArn), change.targetGroupArn];
    case 'start-instances':
      return change.instanceIds;
    default:
      return [change.targetGroupArn];
  }
}

/** What is allowed beside all else shuts no way that was open. */
export function onlyOpens(change: Change): boolean {
  switch (change.kind) {
    case 'authorize-security-group-ingress':
    case 'authorize-security-group-egress':
      return true;
    case 'create-network-acl-entry':
      return change.action !== 'deny';
    default:
      return false;
  }
}

/** Resources that a group's state depends on: itself, its load balancers, its targets, and all that is on their ways. */
export function dependenciesOf({ targetGroup, facts }: Examined): ReadonlySet<string> {
  const keys = new Set([targetGroup.arn, ...targetGroup.loadBalancerArns]);
  for (const { id } of hintOf(facts.targets) ?? []) keys.add(id);
  for (const paths of [facts.healthCheckPaths, facts.trafficPaths]) {
    for (const { trace } of hintOf(paths) ?? []) {
      for (const { resource, deciding } of trace.steps) {
        // Several security groups are joined by a space.
        for (const id of resource.split(' ')) keys.add(id);
        if (deciding?.kind === 'route') keys.add(deciding.target);
      }
      for (const id of [...trace.source.securityGroupIds, ...trace.destination.securityGroupIds]) keys.add(id);
    }
  }
  return keys;
}

/** `…:listener/app/NAME/ID/LISTENER` belongs to `…:loadbalancer/app/NAME/ID`. */
const loadBalancerOf = (listenerArn: string): string =>
  listenerArn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]*$/, '');
