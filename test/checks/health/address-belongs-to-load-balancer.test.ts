import check from '../../../lib/checks/health/address-belongs-to-load-balancer.ts';
import { failsChecks, isUnused } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  base: 'alb-to-fargate',
  good: { 'an unhealthy address': (scene) => failsChecks(scene) },
  bad: {
    'an address of a load balancer': {
      edit: (scene) => isUnused(scene, 'Target.IpUnusable', 'The IP address cannot be used as a target'),
      says: { confidence: 'certain' },
    },
  },
});
