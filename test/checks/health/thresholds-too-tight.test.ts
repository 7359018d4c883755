import check from '../../../lib/checks/health/thresholds-too-tight.ts';
import type { Scene } from '../../faults/scene.ts';
import { showMetric } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

function tighten({ targetGroup }: Scene): void {
  targetGroup.HealthCheckIntervalSeconds = 5;
  targetGroup.HealthCheckTimeoutSeconds = 2;
  targetGroup.UnhealthyThresholdCount = 2;
}

testCheck(check, {
  good: {
    'down once and up again': (scene) => {
      tighten(scene);
      showMetric(scene, { name: 'UnHealthyHostCount', values: [0, 0, 1, 1, 0, 0], stat: 'Maximum' });
    },
    'targets that come and go, of which none was ever healthy': (scene) => {
      tighten(scene);
      showMetric(scene, { name: 'UnHealthyHostCount', values: [2, 1, 2, 0, 2, 1], stat: 'Maximum' });
      showMetric(scene, { name: 'HealthyHostCount', values: [0, 0, 0, 0, 0, 0], stat: 'Maximum' });
    },
    'flapping, with time and failures enough': (scene) => {
      scene.targetGroup.UnhealthyThresholdCount = 5;
      showMetric(scene, { name: 'UnHealthyHostCount', values: [0, 1, 0, 1, 0, 1], stat: 'Maximum' });
    },
  },
  bad: {
    'flapping, with little time': {
      edit: (scene) => {
        tighten(scene);
        showMetric(scene, { name: 'UnHealthyHostCount', values: [0, 1, 0, 1, 0, 1], stat: 'Maximum' });
      },
      says: { confidence: 'likely', evidence: { changes: 5 } },
    },
    'flapping, with answers that take as long as the timeout': (scene) => {
      showMetric(scene, { name: 'UnHealthyHostCount', values: [0, 1, 0, 1, 0, 1], stat: 'Maximum' });
      showMetric(scene, { name: 'TargetResponseTime', values: [1, 6, 1, 7], stat: 'Maximum' });
    },
  },
});
