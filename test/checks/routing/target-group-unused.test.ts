import check from '../../../lib/checks/routing/target-group-unused.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

askCheck(check, {
  good: [
    { name: 'a rule forwards to it', base: 'alb-to-instances' },
    { name: 'a listener forwards to it', base: 'nlb-with-security-groups' },
  ],
  bad: [
    {
      name: 'its listener is gone',
      base: 'alb-to-instances',
      edit: faultNamed('the listener is deleted'),
      says: /^orders-api is attached to no load balancer/,
      confidence: 'certain',
      severity: 'medium',
      targets: 4,
    },
    {
      name: 'its weight is 0',
      base: 'alb-to-instances',
      edit: faultNamed('the rule gives the group weight 0'),
      says: /^shop-public forwards to orders-api with weight 0 only$/,
      evidence: { forwards: [{ weight: 0 }] },
    },
    {
      name: 'nobody waits in it',
      base: 'alb-to-instances',
      edit: (scene) => {
        faultNamed('the listener is deleted')(scene);
        scene.targets.splice(0);
      },
      says: /attached to no load balancer/,
      severity: 'info',
    },
  ],
});
