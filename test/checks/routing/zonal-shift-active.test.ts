import check from '../../../lib/checks/routing/zonal-shift-active.ts';
import { askCheck } from '../../support/ask-check.ts';

askCheck(check, {
  good: [{ name: 'no shift', base: 'alb-to-fargate' }],
  bad: [
    {
      name: 'one zone is shifted away from',
      base: 'alb-to-fargate',
      edit: ({ targets }) => {
        const [first] = targets;
        if (first) first.AdministrativeOverride = { State: 'zonal_shift_active' };
      },
      says: /^a zonal shift keeps traffic from 1 of \d targets in eu-west-1a$/,
      severity: 'info',
      targets: 1,
    },
  ],
});
