import check from '../../../lib/checks/health/cause-not-visible.ts';
import { isInState, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: { 'a target in its first checks': (scene) => isInState(scene, 'initial', 'Elb.InitialHealthChecking', '') },
  bad: {
    'silence, as the only check that is asked': { edit: (scene) => timesOut(scene), says: { confidence: 'likely' } },
    'a state without a reason': (scene) => isInState(scene, 'unhealthy', '', ''),
  },
});
