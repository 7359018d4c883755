import check from '../../../lib/checks/health/target-overloaded.ts';
import type { Scene } from '../../faults/scene.ts';
import { answersWith, failsChecks, showMetric, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

function load(scene: Scene, name: string, values: readonly number[]): void {
  for (const { Target } of scene.targets) {
    const dimensions = [{ Name: 'InstanceId', Value: Target.Id }];
    showMetric(scene, { namespace: 'AWS/EC2', name, values, stat: 'Average', dimensions });
  }
}

testCheck(check, {
  good: {
    'an answer': (scene) => answersWith(scene, 404),
    'a target with CPU to spare': (scene) => {
      timesOut(scene);
      load(scene, 'CPUUtilization', [20, 22, 19]);
    },
    'one busy minute of many': (scene) => {
      timesOut(scene);
      load(scene, 'CPUUtilization', [99, 20, 22, 19]);
    },
    'memory that is high and stays so': (scene) => {
      failsChecks(scene);
      load(scene, 'mem_used_percent', [80, 82, 84, 83]);
    },
  },
  bad: {
    'memory that rises to its end, time and again, while the port refuses': {
      edit: (scene) => {
        failsChecks(scene);
        load(scene, 'mem_used_percent', [71, 88, 99.2, 34, 77, 98.9, 33, 55]);
      },
      says: { confidence: 'likely' },
    },
    'CPU at its end': {
      edit: (scene) => {
        timesOut(scene);
        load(scene, 'CPUUtilization', [95, 99, 100]);
      },
      says: { confidence: 'likely' },
    },
    'no credits': {
      edit: (scene) => {
        timesOut(scene);
        for (const instance of scene.region.instances ?? []) instance.InstanceType = 't3.micro';
        load(scene, 'CPUCreditBalance', [2, 0.3, 0, 0]);
      },
      says: { confidence: 'likely' },
    },
    'an impaired status check': {
      edit: (scene) => {
        timesOut(scene);
        for (const status of scene.region.instanceStatuses ?? []) status.SystemStatus = { Status: 'impaired' };
      },
      says: { confidence: 'certain' },
    },
  },
});
