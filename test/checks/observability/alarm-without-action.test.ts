import check from '../../../lib/checks/observability/alarm-without-action.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'no alarm at all, which is another check’s matter': ({ region }) => {
      region.alarms = [];
    },
  },
  bad: {
    'no action': ({ region }) => {
      for (const alarm of region.alarms ?? []) alarm.AlarmActions = [];
    },
    'actions turned off': ({ region }) => {
      for (const alarm of region.alarms ?? []) alarm.ActionsEnabled = false;
    },
  },
});
