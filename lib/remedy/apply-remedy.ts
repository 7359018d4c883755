/** Tries a remedy out on a snapshot. Refuses what AWS would refuse, so that a proven command is one that also runs. */
import type { RegionSnapshot, Snapshot } from '../snapshot/snapshot.ts';
import { type Application, applied, refused } from './application.ts';
import { applyLoadBalancingChange } from './apply-load-balancing-change.ts';
import { applyNetworkChange } from './apply-network-change.ts';
import type { Change, Remedy } from './remedy.ts';

export function applyRemedy(snapshot: Snapshot, remedy: Remedy): Application<Snapshot> {
  if (remedy.kind === 'next-step') return refused('only a person can take this step');
  const at = snapshot.regions.findIndex(({ region }) => region === remedy.region);
  const region = snapshot.regions[at];
  if (region === undefined) return refused(`region ${remedy.region} is not in the snapshot`);
  const result = applyChanges(region, remedy.changes);
  return result.applicable ? applied({ ...snapshot, regions: snapshot.regions.with(at, result.after) }) : result;
}

/** All changes in their order, or the refusal of the first that cannot be carried out. */
export function applyChanges(region: RegionSnapshot, changes: readonly Change[]): Application<RegionSnapshot> {
  let after = region;
  for (const change of changes) {
    const result = applyChange(after, change);
    if (!result.applicable) return result;
    after = result.after;
  }
  return applied(after);
}

function applyChange(region: RegionSnapshot, change: Change): Application<RegionSnapshot> {
  switch (change.kind) {
    case 'authorize-security-group-ingress':
    case 'authorize-security-group-egress':
    case 'create-network-acl-entry':
    case 'delete-network-acl-entry':
    case 'accept-vpc-peering-connection':
    case 'create-route':
    case 'replace-route':
    case 'delete-route':
    case 'start-instances':
      return applyNetworkChange(region, change);
    default:
      return applyLoadBalancingChange(region, change);
  }
}
