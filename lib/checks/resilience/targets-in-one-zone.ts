import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, notApplicable, pass } from '../outcome.ts';
import { enabledZones, zoneOf } from '../routing/zones.ts';

export default defineCheck({
  id: 'targets-in-one-zone',
  title: 'All healthy targets are in one Availability Zone',
  category: 'resilience',
  severity: 'medium',
  why: 'Losing that zone takes the whole service down.',
  fix: 'Register targets in at least two zones that are enabled on the load balancer.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones',
  needs: ['targets', 'loadBalancers'],
  explains: [],
  exempts: ({ targetType }) =>
    targetType === 'lambda' || targetType === 'alb' ? `${targetType} targets have no zone of their own` : undefined,
  evaluate({ region, targetGroup, targets, loadBalancers }) {
    const zones = [...new Set(loadBalancers.flatMap(enabledZones))];
    if (zones.length < 2) return notApplicable('no load balancer with two zones sends to it');
    // One in its first checks will serve in a moment.
    const healthy = targets.filter(({ state }) => state === 'healthy' || state === 'initial');
    // A group that was never meant to be spread has one target; that is a choice and not an accident.
    if (healthy.length < 2) return notApplicable('fewer than two targets are healthy');
    const placed = healthy.map((target) => zoneOf(region, targetGroup.vpcId, target));
    const [zone] = placed;
    const otherwise = pass(
      `healthy targets in ${[...new Set(placed)].filter((each) => each !== undefined).join(', ')}`,
    );
    if (zone === undefined || placed.some((each) => each !== zone)) return otherwise;
    return failIfAny(
      [
        {
          message: `all ${healthy.length} healthy targets of ${targetGroup.name} are in ${zone}; ${zones.join(', ')} are enabled`,
          evidence: { zone, healthy: healthy.length, enabledZones: zones },
          targets: [],
          confidence: 'certain',
          resource: targetGroup.arn,
          remedies: [nextStep(`run targets in ${zones.filter((each) => each !== zone).join(' or ')} as well`)],
        },
      ],
      otherwise,
    );
  },
});
