import check from '../../../lib/checks/routing/zone-not-enabled.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

askCheck(check, {
  good: [
    { name: 'targets in the enabled zones', base: 'alb-to-instances' },
    { name: 'targets of another VPC, for all zones', base: 'alb-to-peered-vpc' },
  ],
  bad: [
    {
      name: 'an instance elsewhere',
      base: 'alb-to-instances',
      edit: faultNamed('a target is started in a zone that the load balancer has not enabled'),
      says: 'eu-west-1c is not enabled on shop-public (enabled: eu-west-1a, eu-west-1b)',
      confidence: 'certain',
      targets: 1,
      evidence: { zone: 'eu-west-1c', enabledZones: ['eu-west-1a', 'eu-west-1b'] },
      command: /^aws elbv2 set-subnets .* --subnets subnet-\w+ subnet-\w+ subnet-\w+$/,
    },
    {
      name: 'no subnet of that zone is there',
      base: 'alb-to-instances',
      edit: (scene) => {
        faultNamed('a target is started in a zone that the load balancer has not enabled')(scene);
        scene.region.subnets = scene.region.subnets?.filter(
          ({ AvailabilityZone }) => AvailabilityZone !== 'eu-west-1c',
        );
      },
      says: /^eu-west-1c is not enabled/,
      command: /^$/,
    },
  ],
  other: [{ name: 'Lambda targets have no zone', base: 'alb-to-lambda', outcome: 'notApplicable' }],
});
