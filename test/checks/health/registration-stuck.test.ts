import check from '../../../lib/checks/health/registration-stuck.ts';
import { isInState, showMetric } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

/** The samples are captured at noon. */
const A_MINUTE_OLD = '2026-11-22T11:59:00Z';

testCheck(check, {
  good: {
    'first checks that have just begun': (scene) => {
      isInState(scene, 'initial', 'Elb.InitialHealthChecking', '');
      showMetric(scene, { name: 'HealthyHostCount', values: [0, 0], stat: 'Average' });
    },
    'a load balancer that was created a moment ago': (scene) => {
      isInState(scene, 'initial', 'Elb.RegistrationInProgress', '');
      Object.assign(scene.loadBalancer, { State: { Code: 'provisioning' }, CreatedTime: A_MINUTE_OLD });
    },
  },
  bad: {
    'a load balancer that is not active': {
      edit: (scene) => {
        isInState(scene, 'initial', 'Elb.RegistrationInProgress', '');
        scene.loadBalancer.State = { Code: 'provisioning' };
      },
      says: { confidence: 'certain' },
    },
    'no healthy target for an hour': {
      edit: (scene) => {
        isInState(scene, 'initial', 'Elb.InitialHealthChecking', '');
        showMetric(scene, { name: 'HealthyHostCount', values: Array.from({ length: 60 }, () => 0), stat: 'Average' });
      },
      says: { confidence: 'likely' },
    },
  },
});
