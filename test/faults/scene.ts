/** A healthy account with one target group on trial: what of it a fault may change. */
import type { HealthyBase } from '../../lib/sample/healthy-base.ts';
import type { LoadBalancerRecord, TargetGroupRecord, TargetHealthRecord } from '../../lib/snapshot/load-balancing.ts';
import type {
  InstanceRecord,
  NetworkAclRecord,
  NetworkInterfaceRecord,
  RouteTableRecord,
  SecurityGroupRecord,
} from '../../lib/snapshot/networking.ts';
import type { RegionSnapshot, Snapshot } from '../../lib/snapshot/snapshot.ts';

export interface Scene {
  readonly region: RegionSnapshot;
  readonly targetGroup: TargetGroupRecord;
  readonly loadBalancer: LoadBalancerRecord;
  /** The registered targets, which faults change in place. */
  readonly targets: TargetHealthRecord[];
}

/** The scene of a base in a snapshot of it; changing the one changes the other. */
export function sceneOf(base: HealthyBase, snapshot: Snapshot = base.snapshot): Scene {
  for (const region of snapshot.regions) {
    const targetGroup = region.targetGroups?.find(({ TargetGroupArn }) => TargetGroupArn === base.targetGroup);
    const loadBalancer = region.loadBalancers?.find(({ LoadBalancerArn }) => LoadBalancerArn === base.loadBalancer);
    const targets = region.targetHealth?.[base.targetGroup];
    if (targetGroup && loadBalancer && targets) return { region, targetGroup, loadBalancer, targets };
  }
  throw new Error(`the snapshot does not hold ${base.name}`);
}

export const typeOf = ({ loadBalancer }: Scene) => loadBalancer.Type;
export const isIpv6 = ({ targetGroup }: Scene) => targetGroup.IpAddressType === 'ipv6';
export const anywhere = (scene: Scene) => (isIpv6(scene) ? '::/0' : '0.0.0.0/0');
export const sendsPackets = ({ targetGroup }: Scene) => targetGroup.TargetType !== 'lambda';
export const checksByHttp = ({ targetGroup }: Scene) => targetGroup.HealthCheckProtocol?.startsWith('HTTP') === true;
export const attributesOf = ({ region, targetGroup }: Scene) =>
  region.targetGroupAttributes?.[targetGroup.TargetGroupArn] ?? [];
export const attributeOf = (scene: Scene, key: string) => attributesOf(scene).find(({ Key }) => Key === key)?.Value;

/** Ports that the health check goes to. */
export function checkPorts({ targets }: Scene): readonly number[] {
  return [...new Set(targets.map(({ HealthCheckPort }) => Number(HealthCheckPort)))];
}

export function loadBalancerSubnets({ loadBalancer }: Scene): readonly string[] {
  return (loadBalancer.AvailabilityZones ?? []).flatMap(({ SubnetId }) => (SubnetId ? [SubnetId] : []));
}

export function interfacesOf(scene: Scene): readonly NetworkInterfaceRecord[] {
  const ids = scene.targets.map(({ Target }) => Target.Id);
  return (scene.region.networkInterfaces ?? []).filter((eni) => ids.some((id) => serves(scene, eni, id)));
}

/** Whether packets to a target arrive at this interface. */
function serves({ targetGroup }: Scene, eni: NetworkInterfaceRecord, id: string): boolean {
  if (targetGroup.TargetType === 'instance') return eni.Attachment?.InstanceId === id;
  if (targetGroup.TargetType === 'alb') return id.endsWith(eni.Description?.slice(4) || '-');
  return addressesOf(eni).includes(id) || isDelegated(eni, id);
}

/** Whether all interfaces of a target are in these subnets. */
export function isInSubnets(scene: Scene, id: string, subnetIds: readonly string[]): boolean {
  return interfacesOf(scene).every((eni) => !serves(scene, eni, id) || subnetIds.includes(eni.SubnetId ?? ''));
}

function addressesOf(eni: NetworkInterfaceRecord): readonly (string | null | undefined)[] {
  return [
    ...(eni.PrivateIpAddresses ?? []).map(({ PrivateIpAddress }) => PrivateIpAddress),
    ...(eni.Ipv6Addresses ?? []).map(({ Ipv6Address }) => Ipv6Address),
  ];
}

/** Whether an address is in a /28 delegated to the interface. */
function isDelegated(eni: NetworkInterfaceRecord, address: string): boolean {
  const split = (text: string) => [text.slice(0, text.lastIndexOf('.')), Number(text.split('.')[3])] as const;
  return (eni.Ipv4Prefixes ?? []).some(({ Ipv4Prefix }) => {
    const [network, first] = split((Ipv4Prefix ?? '').replace('/28', ''));
    const [itsNetwork, host] = split(address);
    return network === itsNetwork && host >= first && host < first + 16;
  });
}

/** Whether the targets are tasks, each with an interface of its own. */
export const hasTasks = (scene: Scene) =>
  scene.targetGroup.TargetType === 'ip' &&
  interfacesOf(scene).every(({ RequesterId }) => RequesterId === '578734482556');
export const isInVpc = (scene: Scene) => interfacesOf(scene).every(({ VpcId }) => VpcId === scene.targetGroup.VpcId);
export const hasInstances = (scene: Scene) =>
  scene.targetGroup.TargetType === 'instance' && instancesOf(scene).length > 0;

export function targetSubnets(scene: Scene): readonly string[] {
  return [...new Set(interfacesOf(scene).flatMap(({ SubnetId }) => (SubnetId ? [SubnetId] : [])))];
}

export function instancesOf({ region, targets }: Scene): readonly InstanceRecord[] {
  const ids = new Set(targets.map(({ Target }) => Target.Id));
  return (region.instances ?? []).filter(({ InstanceId }) => ids.has(InstanceId));
}

export function targetSecurityGroups(scene: Scene): readonly SecurityGroupRecord[] {
  const ids = new Set(interfacesOf(scene).flatMap(({ Groups }) => (Groups ?? []).map(({ GroupId }) => GroupId)));
  return (scene.region.securityGroups ?? []).filter(({ GroupId }) => ids.has(GroupId));
}

export function loadBalancerSecurityGroups({ region, loadBalancer }: Scene): readonly SecurityGroupRecord[] {
  return (region.securityGroups ?? []).filter(({ GroupId }) => loadBalancer.SecurityGroups?.includes(GroupId));
}

/** CIDRs of subnets, in the family of the target group. */
export function cidrsOf(scene: Scene, subnetIds: readonly string[]): readonly string[] {
  const subnets = (scene.region.subnets ?? []).filter(({ SubnetId }) => subnetIds.includes(SubnetId));
  return subnets.flatMap(({ CidrBlock, Ipv6CidrBlockAssociationSet }) => {
    const cidr = isIpv6(scene) ? Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock : CidrBlock;
    return cidr ? [cidr] : [];
  });
}

/** Gives these subnets a copy of their ACL, so that nothing else is touched by what is changed in it. */
export function ownAcl({ region }: Scene, id: string, subnetIds: readonly string[]): NetworkAclRecord {
  const acls = region.networkAcls ?? [];
  const current = acls.find(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId === subnetIds[0]));
  if (current?.NetworkAclId === id) return current;
  for (const acl of acls) {
    acl.Associations = acl.Associations?.filter(({ SubnetId }) => !subnetIds.includes(SubnetId ?? ''));
  }
  const own = { ...structuredClone(current), NetworkAclId: id, IsDefault: false };
  own.Associations = subnetIds.map((SubnetId) => ({ NetworkAclId: id, SubnetId }));
  acls.push(own);
  return own;
}

export function routeTableOf({ region }: Scene, subnetId: string | undefined): RouteTableRecord {
  const table = region.routeTables?.find(({ Associations }) =>
    Associations?.some(({ SubnetId }) => SubnetId === subnetId),
  );
  if (table === undefined) throw new Error(`no route table is associated with ${subnetId}`);
  return table;
}

/** Metric dimensions of the group behind its load balancer. */
export function dimensionsOf({ targetGroup, loadBalancer }: Scene) {
  return [
    {
      Name: 'TargetGroup',
      Value: targetGroup.TargetGroupArn.slice(targetGroup.TargetGroupArn.indexOf('targetgroup/')),
    },
    { Name: 'LoadBalancer', Value: loadBalancer.LoadBalancerArn.replace(/^.*:loadbalancer\//, '') },
  ];
}
