/** The model of a region after a change: only what changed in the snapshot is understood anew, all else is shared. */
import { type Gathered, known } from '../model/gathered.ts';
import type { TargetGroup } from '../model/load-balancing.ts';
import type { Region } from '../model/region.ts';
import { understandRegion } from '../model/understand.ts';
import type { RegionSnapshot, SnapshotPart } from '../snapshot/snapshot.ts';

export function understandChanged(region: Region, before: RegionSnapshot, after: RegionSnapshot): Region {
  const isChanged = (...parts: readonly SnapshotPart[]) => parts.some((part) => before[part] !== after[part]);
  const groups = changedGroups(before, after);
  const anew = understandRegion(
    { ...changedParts(isChanged, after), targetGroups: groups },
    region.accountId,
    region.capturedAt,
  );
  const { network } = anew;
  return {
    ...region,
    ...(isChanged('loadBalancers', 'loadBalancerAttributes', 'listeners', 'rules') && {
      loadBalancers: anew.loadBalancers,
    }),
    ...(isChanged('instances') && { instances: anew.instances }),
    ...(isChanged('lambdaPolicies') && { lambdaPolicy: anew.lambdaPolicy }),
    targetGroups: groups.length === 0 ? region.targetGroups : merged(region.targetGroups, anew.targetGroups),
    network: {
      ...region.network,
      ...(isChanged('securityGroups') && { securityGroups: network.securityGroups }),
      ...(isChanged('vpcPeeringConnections') && { peeringConnections: network.peeringConnections }),
      ...(isChanged('networkAcls') && { networkAcls: network.networkAcls, aclOfSubnet: network.aclOfSubnet }),
      ...(isChanged('routeTables') && {
        routeTables: network.routeTables,
        routeTableOfSubnet: network.routeTableOfSubnet,
      }),
    },
  };
}

/** The parts that no remedy changes are the many: interfaces above all. */
function changedParts(
  isChanged: (...parts: readonly SnapshotPart[]) => boolean,
  {
    instances,
    networkInterfaces: _,
    securityGroups,
    networkAcls,
    routeTables,
    metrics: __,
    alarms: ___,
    ...rest
  }: RegionSnapshot,
): RegionSnapshot {
  return {
    ...rest,
    ...(isChanged('instances') && { instances }),
    ...(isChanged('securityGroups') && { securityGroups }),
    ...(isChanged('networkAcls') && { networkAcls }),
    ...(isChanged('routeTables') && { routeTables }),
  };
}

function changedGroups(before: RegionSnapshot, after: RegionSnapshot): NonNullable<RegionSnapshot['targetGroups']> {
  const was = new Map((before.targetGroups ?? []).map((record) => [record.TargetGroupArn, record]));
  return (after.targetGroups ?? []).filter((record) => {
    const arn = record.TargetGroupArn;
    return (
      was.get(arn) !== record ||
      before.targetGroupAttributes?.[arn] !== after.targetGroupAttributes?.[arn] ||
      before.targetHealth?.[arn] !== after.targetHealth?.[arn]
    );
  });
}

function merged(
  before: Gathered<readonly TargetGroup[]>,
  anew: Gathered<readonly TargetGroup[]>,
): Gathered<readonly TargetGroup[]> {
  if (!before.known || !anew.known) return before;
  const byArn = new Map(anew.value.map((group) => [group.arn, group]));
  return known(before.value.map((group) => byArn.get(group.arn) ?? group));
}
