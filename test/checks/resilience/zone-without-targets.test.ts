import check from '../../../lib/checks/resilience/zone-without-targets.ts';
import { isInSubnets, targetSubnets } from '../../faults/scene.ts';
import type { Edit } from '../../support/ask-check.ts';
import { askCheck } from '../../support/ask-check.ts';

const crossZone =
  (value: string): Edit =>
  ({ region, loadBalancer }) => {
    const attributes = region.loadBalancerAttributes ?? {};
    attributes[loadBalancer.LoadBalancerArn] = [{ Key: 'load_balancing.cross_zone.enabled', Value: value }];
  };
/** Leaves the targets whose interface is in the first subnet. */
const inOneZone: Edit = (scene) => {
  const [subnet = ''] = targetSubnets(scene);
  const kept = scene.targets.filter(({ Target }) => isInSubnets(scene, Target.Id, [subnet]));
  scene.targets.splice(0, scene.targets.length, ...kept);
};
const all =
  (...edits: readonly Edit[]): Edit =>
  (scene) =>
    edits.forEach((edit) => {
      edit(scene);
    });

askCheck(check, {
  good: [
    { name: 'a target in each zone', base: 'nlb-without-security-groups', edit: crossZone('false') },
    {
      name: 'cross-zone load balancing is on',
      base: 'nlb-without-security-groups',
      edit: all(inOneZone, crossZone('true')),
    },
    { name: 'an ALB crosses zones', base: 'alb-to-instances', edit: inOneZone },
  ],
  bad: [
    {
      name: 'a zone is empty and its node sends nowhere else',
      base: 'nlb-without-security-groups',
      edit: all(inOneZone, crossZone('false')),
      says: /^eu-west-1b is enabled on \S+ without a healthy target, and cross-zone load balancing is off$/,
      severity: 'medium',
      evidence: { zones: ['eu-west-1b'] },
      command: /modify-load-balancer-attributes .*Key=load_balancing.cross_zone.enabled,Value=true$/,
    },
  ],
  other: [{ name: 'Lambda targets have no zone', base: 'alb-to-lambda', outcome: 'notApplicable' }],
});
