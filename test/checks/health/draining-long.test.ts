import check from '../../../lib/checks/health/draining-long.ts';
import { isInState } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: { 'the delay that is usual': (scene) => isInState(scene, 'draining', 'Target.DeregistrationInProgress', '') },
  bad: {
    'an hour': {
      edit: (scene) => {
        isInState(scene, 'draining', 'Target.DeregistrationInProgress', '');
        const { region, targetGroup } = scene;
        region.targetGroupAttributes = {
          ...region.targetGroupAttributes,
          [targetGroup.TargetGroupArn]: [{ Key: 'deregistration_delay.timeout_seconds', Value: '3600' }],
        };
      },
      says: { evidence: { 'deregistration_delay.timeout_seconds': 3600 } },
    },
  },
});
