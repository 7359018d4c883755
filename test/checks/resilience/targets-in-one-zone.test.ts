import check from '../../../lib/checks/resilience/targets-in-one-zone.ts';
import { isInSubnets, targetSubnets } from '../../faults/scene.ts';
import type { Edit } from '../../support/ask-check.ts';
import { askCheck } from '../../support/ask-check.ts';

/** Leaves the targets whose interface is in the first subnet. */
const inOneZone: Edit = (scene) => {
  const [subnet = ''] = targetSubnets(scene);
  const kept = scene.targets.filter(({ Target }) => isInSubnets(scene, Target.Id, [subnet]));
  scene.targets.splice(0, scene.targets.length, ...kept);
};

askCheck(check, {
  good: [{ name: 'targets in two zones', base: 'alb-to-instances' }],
  bad: [
    {
      name: 'the others are gone',
      base: 'alb-to-instances',
      edit: inOneZone,
      says: /^all 2 healthy targets of orders-api are in eu-west-1a; eu-west-1a, eu-west-1b are enabled$/,
      severity: 'medium',
      evidence: { zone: 'eu-west-1a', healthy: 2 },
    },
  ],
  other: [
    { name: 'Lambda targets have no zone', base: 'alb-to-lambda', outcome: 'notApplicable' },
    {
      name: 'one target alone is a choice',
      base: 'alb-to-instances',
      edit: ({ targets }) => {
        targets.splice(1);
      },
      outcome: 'notApplicable',
    },
  ],
});
