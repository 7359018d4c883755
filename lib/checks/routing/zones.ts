/** Zones: where a target is, and where a load balancer has nodes. */
import { hintOf } from '../../model/gathered.ts';
import type { LoadBalancer, Target } from '../../model/load-balancing.ts';
import type { Region } from '../../model/region.ts';
import { instanceIdOf, interfaceWith } from '../target-instance.ts';

/**
 * The Availability Zone that a target is in: where its interface or instance is, else as registered. Undefined where
 * that is not known, or where the address is outside the VPC (`all`).
 */
export function zoneOf(region: Region, vpcId: string | undefined, target: Target): string | undefined {
  const registered = target.zone === 'all' ? undefined : target.zone;
  const instanceId = instanceIdOf(region, vpcId, target);
  const instance = instanceId === undefined ? undefined : hintOf(region.instances.find(instanceId));
  const carrier = interfaceWith(region, vpcId, target.id);
  const subnetId = instance?.subnetId ?? carrier?.subnetId;
  const subnet = subnetId === undefined ? undefined : hintOf(region.network.subnets.find(subnetId));
  return registered ?? instance?.zone ?? carrier?.zone ?? subnet?.zone;
}

export const enabledZones = (loadBalancer: LoadBalancer): readonly string[] =>
  loadBalancer.zones.map(({ name }) => name).filter((name) => name !== '');
