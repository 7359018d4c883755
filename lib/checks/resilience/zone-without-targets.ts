import { hintOf } from '../../model/gathered.ts';
import type { Attributes, LoadBalancer } from '../../model/load-balancing.ts';
import { change } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, notApplicable, pass } from '../outcome.ts';
import { enabledZones, zoneOf } from '../routing/zones.ts';

const KEY = 'load_balancing.cross_zone.enabled';

export default defineCheck({
  id: 'zone-without-targets',
  title: 'An enabled zone has no healthy target, and cross-zone load balancing is off',
  category: 'resilience',
  severity: 'medium',
  why: 'Clients that reach the load balancer in that zone get no target there: it must leave DNS first, and those that keep its address fail.',
  fix: 'Register targets in the zone, turn cross-zone load balancing on, or take the zone from the load balancer.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#cross-zone-load-balancing',
  needs: ['targets', 'loadBalancers', 'attributes', 'forwards'],
  explains: [],
  exempts: ({ targetType }) =>
    targetType === 'lambda' || targetType === 'alb' ? `${targetType} targets have no zone of their own` : undefined,
  evaluate({ region, targetGroup, targets, loadBalancers, attributes, forwards }) {
    if (!forwards.some(({ weight }) => weight > 0)) return notApplicable('nothing forwards to it');
    // One in its first checks will serve in a moment.
    const healthy = targets.filter(({ state }) => state === 'healthy' || state === 'initial');
    if (healthy.length === 0) return notApplicable('no target is healthy in any zone');
    const zones = healthy.map((target) => zoneOf(region, targetGroup.vpcId, target));
    // An address outside the VPC serves all zones.
    if (zones.some((zone) => zone === undefined)) return notApplicable('some healthy targets are in no known zone');
    const cases = loadBalancers.flatMap((loadBalancer): readonly Case[] => {
      const empty = enabledZones(loadBalancer).filter((zone) => !zones.includes(zone));
      if (empty.length === 0 || !isCrossZoneOff(loadBalancer, attributes)) return [];
      return [
        {
          message: `${empty.join(', ')} ${empty.length === 1 ? 'is' : 'are'} enabled on ${loadBalancer.name} without a healthy target, and cross-zone load balancing is off`,
          evidence: { zones: empty, healthyZones: [...new Set(zones)], loadBalancer: loadBalancer.arn },
          targets: [],
          confidence: 'certain',
          resource: loadBalancer.arn,
          remedies:
            loadBalancer.type === 'application'
              ? []
              : [
                  change(region.name, `turn cross-zone load balancing on for ${loadBalancer.name}`, {
                    kind: 'modify-load-balancer-attributes',
                    loadBalancerArn: loadBalancer.arn,
                    attributes: { [KEY]: 'true' },
                  }),
                ],
        },
      ];
    });
    return failIfAny(cases, pass('every enabled zone has a healthy target, or cross-zone load balancing is on'));
  },
});

/** The group's own setting wins; else the load balancer's, which is off by default for NLB and GWLB and always on for ALB. */
function isCrossZoneOff({ type, attributes }: LoadBalancer, ofGroup: Attributes): boolean {
  const own = ofGroup.get(KEY);
  if (own === 'true' || own === 'false') return own === 'false';
  return type !== 'application' && hintOf(attributes)?.get(KEY) === 'false';
}
