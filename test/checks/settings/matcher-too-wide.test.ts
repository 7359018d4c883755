import check from '../../../lib/checks/settings/matcher-too-wide.ts';
import type { Edit } from '../../support/ask-check.ts';
import { askCheck } from '../../support/ask-check.ts';

const matches =
  (HttpCode: string): Edit =>
  ({ targetGroup }) => {
    targetGroup.Matcher = { HttpCode };
  };

askCheck(check, {
  good: [
    { name: 'success only', base: 'alb-to-instances' },
    { name: 'one more code, by name', base: 'alb-to-instances', edit: matches('200,404') },
    { name: 'redirects', base: 'alb-to-instances', edit: matches('200-399') },
  ],
  bad: [
    {
      name: 'anything but a server error',
      base: 'alb-to-instances',
      edit: matches('200-499'),
      says: 'orders-api accepts 200-499, and with it 401, 403, 404, as healthy',
      severity: 'low',
      command: /--matcher HttpCode=200-399$/,
    },
  ],
  other: [
    { name: 'gRPC codes', base: 'alb-to-grpc', outcome: 'notApplicable' },
    { name: 'a TCP check', base: 'nlb-with-security-groups', outcome: 'notApplicable' },
  ],
});
