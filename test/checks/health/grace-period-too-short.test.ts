import check from '../../../lib/checks/health/grace-period-too-short.ts';
import { healthyBases } from '../../../lib/sample/healthy-bases.ts';
import type { Scene } from '../../faults/scene.ts';
import { isInState, probeSees, showMetric } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

const CAPTURED_AT = Date.parse(healthyBases()[0]?.snapshot.capturedAt ?? '');
const MINUTES_AGO = new Date(CAPTURED_AT - 5 * 60_000).toISOString();

function byAutoScaling({ region }: Scene, launched: string): void {
  for (const instance of region.instances ?? []) {
    instance.LaunchTime = launched;
    instance.Tags = [{ Key: 'aws:autoscaling:groupName', Value: 'orders-asg' }];
  }
}

/** The last target is taken away, and answers by now; the others do not answer yet. */
function lastOneAnswersTooLate(scene: Scene): void {
  isInState(scene, 'unhealthy', 'Target.FailedHealthChecks', '');
  isInState(scene, 'draining', 'Target.DeregistrationInProgress', '', (target) => target === scene.targets.at(-1));
  probeSees(scene, { outcome: 'response', statusCode: 200 });
}

testCheck(check, {
  good: {
    'a deployment of what does not start: the old one drains and answers': (scene) => {
      byAutoScaling(scene, '2026-11-01T00:00:00Z');
      lastOneAnswersTooLate(scene);
      showMetric(scene, { name: 'HealthyHostCount', values: [4, 4, 4, 4, 2, 0], stat: 'Maximum' });
      scene.region.instances = scene.region.instances?.map((each) => ({ ...each, Tags: [] })) ?? [];
    },
    'a deployment: the old one drains': (scene) => {
      byAutoScaling(scene, '2026-11-01T00:00:00Z');
      isInState(scene, 'draining', 'Target.DeregistrationInProgress', '', (target) => target === scene.targets[0]);
    },
    'nobody replaces targets': (scene) => {
      isInState(scene, 'initial', 'Elb.InitialHealthChecking', '');
      isInState(scene, 'draining', 'Target.DeregistrationInProgress', '', (target) => target === scene.targets[0]);
    },
  },
  bad: {
    'what was taken away while young answers by now': {
      edit: (scene) => {
        byAutoScaling(scene, MINUTES_AGO);
        lastOneAnswersTooLate(scene);
      },
      says: { confidence: 'certain', resource: 'orders-asg' },
      targets: 4,
    },
    'young targets go while others start': {
      edit: (scene) => {
        byAutoScaling(scene, scene.region.instances?.[0] ? MINUTES_AGO : '');
        isInState(scene, 'initial', 'Elb.InitialHealthChecking', '');
        isInState(scene, 'draining', 'Target.DeregistrationInProgress', '', (target) => target === scene.targets[0]);
      },
      says: { confidence: 'likely', resource: 'orders-asg' },
    },
    'tasks, which tell no age, fail and drain, and none was ever healthy': {
      edit: (scene) => {
        scene.region.tags = {
          ...scene.region.tags,
          [scene.targetGroup.TargetGroupArn]: [{ Key: 'aws:ecs:serviceName', Value: 'orders' }],
        };
        for (const instance of scene.region.instances ?? []) delete instance.LaunchTime;
        isInState(scene, 'unhealthy', 'Target.FailedHealthChecks', '');
        isInState(scene, 'draining', 'Target.DeregistrationInProgress', '', (target) => target === scene.targets[0]);
        showMetric(scene, { name: 'HealthyHostCount', values: [0, 0, 0, 0, 0, 0], stat: 'Maximum' });
      },
      says: { confidence: 'likely', resource: 'orders' },
      targets: 4,
    },
  },
});
