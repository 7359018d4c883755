import check from '../../../lib/checks/observability/unhealthy-hosts-unwatched.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'an alarm by metric math': ({ region }) => {
      for (const alarm of region.alarms ?? []) {
        const { Namespace, MetricName, Dimensions } = alarm;
        Object.assign(alarm, {
          MetricName: undefined,
          Metrics: [{ Id: 'm1', MetricStat: { Metric: { Namespace, MetricName, Dimensions } } }],
        });
      }
    },
    'no targets': (scene) => {
      scene.targets.splice(0);
      scene.region.alarms = [];
    },
  },
  bad: {
    'no alarm at all': ({ region }) => {
      region.alarms = [];
    },
    'an alarm on another group': ({ region }) => {
      for (const alarm of region.alarms ?? [])
        alarm.Dimensions = [{ Name: 'TargetGroup', Value: 'targetgroup/other/1' }];
    },
  },
  notApplicable: {
    'a function': ({ targetGroup }) => {
      targetGroup.TargetType = 'lambda';
    },
  },
});
