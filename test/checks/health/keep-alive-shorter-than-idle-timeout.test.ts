import check from '../../../lib/checks/health/keep-alive-shorter-than-idle-timeout.ts';
import type { Scene } from '../../faults/scene.ts';
import { probeSees, showMetric } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

const loadBalancer = ({ loadBalancer: { LoadBalancerArn } }: Scene) => [
  {
    Name: 'LoadBalancer',
    Value: LoadBalancerArn.slice(LoadBalancerArn.indexOf('loadbalancer/') + 'loadbalancer/'.length),
  },
];

testCheck(check, {
  good: {
    'a server that keeps connections longer': (scene) => {
      showMetric(scene, { name: 'HTTPCode_ELB_502_Count', values: [1, 2], dimensions: loadBalancer(scene) });
      probeSees(scene, { outcome: 'response', statusCode: 200, headers: { 'keep-alive': 'timeout=75' } });
    },
    'errors of the targets': (scene) => {
      showMetric(scene, { name: 'HTTPCode_ELB_502_Count', values: [1, 2], dimensions: loadBalancer(scene) });
      showMetric(scene, { name: 'HTTPCode_Target_5XX_Count', values: [5, 4] });
    },
    'connections that fail': (scene) => {
      showMetric(scene, { name: 'HTTPCode_ELB_502_Count', values: [1, 2], dimensions: loadBalancer(scene) });
      showMetric(scene, { name: 'TargetConnectionErrorCount', values: [1, 2] });
    },
  },
  bad: {
    'a trickle of 502, and the header': {
      edit: (scene) => {
        showMetric(scene, { name: 'HTTPCode_ELB_502_Count', values: [1, 2], dimensions: loadBalancer(scene) });
        probeSees(scene, { outcome: 'response', statusCode: 200, headers: { 'keep-alive': 'timeout=5' } });
      },
      says: { confidence: 'certain', evidence: { keepAliveSeconds: 5, HTTPCode_ELB_502_Count: 3 } },
    },
    'a trickle of 502 alone': {
      edit: (scene) =>
        showMetric(scene, { name: 'HTTPCode_ELB_502_Count', values: [1, 2], dimensions: loadBalancer(scene) }),
      says: { confidence: 'likely' },
    },
  },
});
