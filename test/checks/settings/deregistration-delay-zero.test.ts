import check from '../../../lib/checks/settings/deregistration-delay-zero.ts';
import type { Edit } from '../../support/ask-check.ts';
import { askCheck } from '../../support/ask-check.ts';

const delays =
  (seconds: string): Edit =>
  ({ region, targetGroup }) => {
    const attributes = region.targetGroupAttributes ?? {};
    attributes[targetGroup.TargetGroupArn] = [{ Key: 'deregistration_delay.timeout_seconds', Value: seconds }];
  };

askCheck(check, {
  good: [
    { name: 'as it is by default', base: 'alb-to-instances' },
    { name: 'a short one', base: 'alb-to-instances', edit: delays('5') },
  ],
  bad: [
    {
      name: 'none at all',
      base: 'alb-to-instances',
      edit: delays('0'),
      says: 'orders-api has a deregistration delay of 0 s',
      severity: 'low',
      command: /Key=deregistration_delay.timeout_seconds,Value=30$/,
    },
  ],
  other: [{ name: 'Lambda targets have none', base: 'alb-to-lambda', outcome: 'notApplicable' }],
});
