/** What happens to the demo's account, as its snapshots show it. */
import { demoAccount } from '../sample/demo-account.ts';
import type { TargetHealthRecord } from '../snapshot/load-balancing.ts';
import type { RegionSnapshot, Snapshot } from '../snapshot/snapshot.ts';

export interface Act {
  readonly title: string;
  /** What people did to the account, a line each. */
  readonly events: readonly string[];
  readonly snapshot: Snapshot;
}

export const QUIET = '2026-11-22T02:36:00Z';
export const BROKEN = '2026-11-22T02:41:00Z';
export const REPAIRED = '2026-11-22T02:55:00Z';

export function demoActs(): readonly [quiet: Act, broken: Act, repaired: Act] {
  return [
    {
      title: 'A quiet night',
      events: ['every target is healthy, every path is open'],
      snapshot: demoAccount(QUIET).snapshot,
    },
    {
      title: 'Three changes within five minutes',
      events: [
        'a clean-up revokes the inbound rule of the security group orders-hosts',
        'a deploy of search moves the path that its health check asks for',
        'somebody takes a zone away from the load balancer payments',
      ],
      snapshot: brokenAccount(BROKEN),
    },
    {
      title: 'Repaired',
      events: ['the rule, the path and the zone are back'],
      snapshot: demoAccount(REPAIRED).snapshot,
    },
  ];
}

function brokenAccount(capturedAt: string): Snapshot {
  const { snapshot } = demoAccount(capturedAt);
  for (const region of snapshot.regions) {
    revokeOrdersRule(region);
    breakSearchPath(region);
    takeZoneFromPayments(region);
  }
  return snapshot;
}

function revokeOrdersRule(region: RegionSnapshot): void {
  const hosts = region.securityGroups?.find(({ GroupName }) => GroupName === 'orders-hosts');
  if (hosts) hosts.IpPermissions = [];
  setHealth(region, 'orders-api', () => true, {
    State: 'unhealthy',
    Reason: 'Target.Timeout',
    Description: 'Request timed out',
  });
}

function breakSearchPath(region: RegionSnapshot): void {
  setHealth(region, 'search', () => true, {
    State: 'unhealthy',
    Reason: 'Target.ResponseCodeMismatch',
    Description: 'Health checks failed with these codes: [404]',
  });
}

function takeZoneFromPayments(region: RegionSnapshot): void {
  const zone = `${region.region}b`;
  const nlb = region.loadBalancers?.find(({ LoadBalancerName }) => LoadBalancerName === 'payments');
  if (nlb === undefined) return;
  const gone = nlb.AvailabilityZones?.find(({ ZoneName }) => ZoneName === zone)?.SubnetId;
  nlb.AvailabilityZones = nlb.AvailabilityZones?.filter(({ ZoneName }) => ZoneName !== zone);
  region.networkInterfaces = region.networkInterfaces?.filter(
    ({ Description, SubnetId }) => !(Description?.includes('net/payments/') && SubnetId === gone),
  );
  setHealth(region, 'payments', ({ Target }) => Target?.AvailabilityZone === zone, {
    State: 'unused',
    Reason: 'Target.NotInUse',
    Description: 'Target is in an Availability Zone that is not enabled for the load balancer',
  });
}

function setHealth(
  region: RegionSnapshot,
  targetGroupName: string,
  isHit: (record: TargetHealthRecord) => boolean,
  health: NonNullable<TargetHealthRecord['TargetHealth']>,
): void {
  const arn = region.targetGroups?.find(({ TargetGroupName }) => TargetGroupName === targetGroupName)?.TargetGroupArn;
  for (const record of region.targetHealth?.[arn ?? ''] ?? []) if (isHit(record)) record.TargetHealth = { ...health };
}
