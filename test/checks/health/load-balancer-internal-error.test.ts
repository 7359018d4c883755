import check from '../../../lib/checks/health/load-balancer-internal-error.ts';
import { failsChecks, isInState } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: { 'an unhealthy target': (scene) => failsChecks(scene) },
  bad: {
    unhealthy: (scene) =>
      isInState(scene, 'unhealthy', 'Elb.InternalError', 'Health checks failed due to an internal error'),
    unavailable: (scene) => isInState(scene, 'unavailable', 'Elb.InternalError', 'Internal error'),
  },
});
