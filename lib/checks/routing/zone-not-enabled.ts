import { hintOf } from '../../model/gathered.ts';
import type { LoadBalancer, Target } from '../../model/load-balancing.ts';
import type { Subnet } from '../../model/network.ts';
import type { Region } from '../../model/region.ts';
import { change, nextStep, type Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, pass } from '../outcome.ts';
import { enabledZones, zoneOf } from './zones.ts';

export default defineCheck({
  id: 'zone-not-enabled',
  title: 'Targets are in an Availability Zone that is not enabled on the load balancer',
  category: 'routing',
  severity: 'high',
  why: 'Such targets get no traffic and no health checks, even with cross-zone load balancing on.',
  fix: 'Enable the zone by adding one of its subnets to the load balancer, or run the targets in enabled zones.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones',
  needs: ['targets', 'loadBalancers'],
  explains: ['Target.NotInUse'],
  exempts: ({ targetType }) =>
    targetType === 'lambda' || targetType === 'alb' ? `${targetType} targets have no zone of their own` : undefined,
  evaluate({ region, targetGroup, targets, loadBalancers }) {
    const placed = targets.map((target) => ({ target, zone: zoneOf(region, targetGroup.vpcId, target) }));
    const cases = loadBalancers.flatMap((loadBalancer) => casesOf(region, loadBalancer, placed));
    const unplaced = placed.filter(({ target, zone }) => zone === undefined && target.zone !== 'all');
    const unseen =
      unplaced.length === 0
        ? []
        : [{ targets: unplaced.map(({ target }) => target), because: 'the zone of these targets is not known' }];
    return failIfAny(cases, pass(enabledSummary(loadBalancers, placed), unseen), unseen);
  },
});

interface Placed {
  readonly target: Target;
  readonly zone: string | undefined;
}

function enabledSummary(loadBalancers: readonly LoadBalancer[], placed: readonly Placed[]): string {
  const zones = [...new Set(placed.flatMap(({ zone }) => zone ?? []))].sort();
  if (zones.length === 0) return 'no target is in a zone of this VPC';
  const names = loadBalancers.map(({ name }) => name).join(', ');
  return names === '' ? 'it is attached to no load balancer' : `${zones.join(', ')} enabled on ${names}`;
}

function casesOf(region: Region, loadBalancer: LoadBalancer, placed: readonly Placed[]): readonly Case[] {
  const enabled = enabledZones(loadBalancer);
  if (enabled.length === 0) return [];
  const byZone = new Map<string, Target[]>();
  for (const { target, zone } of placed) {
    // ELB checks no target outside the enabled zones: one that it has checked is in one of them, whatever we think.
    if (target.state !== 'unused' && target.state !== 'unknown') continue;
    if (zone !== undefined && !enabled.includes(zone)) byZone.set(zone, [...(byZone.get(zone) ?? []), target]);
  }
  return [...byZone].map(([zone, targets]): Case => {
    const subnets = subnetsIn(region, loadBalancer, zone);
    return {
      message: `${zone} is not enabled on ${loadBalancer.name} (enabled: ${enabled.join(', ')})`,
      evidence: { zone, enabledZones: enabled, subnetsOfZone: subnets.map(({ id }) => id) },
      targets,
      confidence: targets.every(({ state }) => state === 'unused') ? 'certain' : 'likely',
      resource: loadBalancer.arn,
      remedies: [remedyOf(region, loadBalancer, zone, subnets, placed)],
    };
  });
}

/** Subnets of the load balancer's VPC in a zone, those whose route table it already uses first: they are its kind. */
function subnetsIn(region: Region, { vpcId, zones }: LoadBalancer, zone: string): readonly Subnet[] {
  const tableOf = (subnetId: string | undefined) =>
    subnetId === undefined ? undefined : hintOf(region.network.routeTableOfSubnet(subnetId))?.id;
  const used = zones.map(({ subnetId }) => tableOf(subnetId));
  const all = hintOf(region.network.subnets.all) ?? [];
  const inZone = all.filter((subnet) => subnet.vpcId === vpcId && subnet.zone === zone);
  const isKin = ({ id }: Subnet): number => (used.includes(tableOf(id)) ? 0 : 1);
  return inZone.toSorted((a, b) => isKin(a) - isKin(b) || a.id.localeCompare(b.id));
}

/** SetSubnets replaces the list, so the old ones are named again; one zone a subnet. */
function remedyOf(
  region: Region,
  loadBalancer: LoadBalancer,
  zone: string,
  subnets: readonly Subnet[],
  placed: readonly Placed[],
): Remedy {
  const current = loadBalancer.zones.flatMap(({ subnetId }) => subnetId ?? []);
  const [subnet] = subnets;
  if (subnet !== undefined && current.length === loadBalancer.zones.length) {
    return change(region.name, `enable ${zone} on ${loadBalancer.name} with ${subnet.id}`, {
      kind: 'set-subnets',
      loadBalancerArn: loadBalancer.arn,
      subnetIds: [...current, subnet.id],
    });
  }
  const moved = placed.filter((each) => each.zone === zone).map(({ target }) => target.id);
  return nextStep(
    `${loadBalancer.vpcId} has no subnet in ${zone}: run ${moved.join(', ')} in ${enabledZones(loadBalancer).join(' or ')}, or create a subnet there`,
  );
}
