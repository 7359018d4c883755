import check from '../../../lib/checks/routing/empty-target-group.ts';
import { isInState } from '../../faults/symptoms.ts';
import { askCheck, faultNamed } from '../../support/ask-check.ts';

askCheck(check, {
  good: [{ name: 'it has targets', base: 'alb-to-instances' }],
  bad: [
    {
      name: 'it has none',
      base: 'alb-to-instances',
      edit: ({ targets }) => {
        targets.splice(0);
      },
      says: /^listener HTTPS:443 forwards to orders-api, which has no targets$/,
      severity: 'medium',
    },
    {
      name: 'the last are draining',
      base: 'alb-to-instances',
      edit: (scene) => isInState(scene, 'draining', 'Target.DeregistrationInProgress', 'in progress'),
      says: /which has only 4 draining$/,
    },
  ],
  other: [
    {
      name: 'nothing forwards to it',
      base: 'alb-to-instances',
      edit: faultNamed('the listener is deleted'),
      outcome: 'notApplicable',
    },
  ],
});
