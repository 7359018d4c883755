import type { Fault } from './fault.ts';
import {
  attributesOf,
  checksByHttp,
  hasInstances,
  instancesOf,
  type Scene,
  sendsPackets,
  targetSecurityGroups,
  typeOf,
} from './scene.ts';
import { failsChecks, isInState, showMetric, timesOut } from './symptoms.ts';

const INITIAL = ['initial', 'Elb.InitialHealthChecking', 'Initial health checks in progress'] as const;
const REGISTERING = ['initial', 'Elb.RegistrationInProgress', 'Target registration is in progress'] as const;
const DRAINING = ['draining', 'Target.DeregistrationInProgress', 'Target deregistration is in progress'] as const;

const servesHttp = (scene: Scene) => sendsPackets(scene) && checksByHttp(scene) && typeOf(scene) === 'application';
const isReplaced = (scene: Scene) =>
  hasInstances(scene) && JSON.stringify(instancesOf(scene)).includes('aws:autoscaling:groupName');

function setAttribute(scene: Scene, key: string, value: string): void {
  for (const attribute of attributesOf(scene)) if (attribute.Key === key) attribute.Value = value;
}

/** Faults of coming and going: what the states of targets over time show. */
export const lifeFaults: readonly Fault[] = [
  {
    name: 'a short timeout and few checks take targets out again and again',
    cause: 'thresholds-too-tight',
    layer: 'none',
    fix: 'change',
    appliesTo: servesHttp,
    inject(scene) {
      const tight = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, UnhealthyThresholdCount: 2 };
      Object.assign(scene.targetGroup, tight);
      const all = scene.targets.length;
      const unhealthy = [0, 1, 0, 0, 1, 0, 1, 0, 1, 0];
      showMetric(scene, { name: 'UnHealthyHostCount', stat: 'Maximum', values: unhealthy });
      showMetric(scene, { name: 'HealthyHostCount', stat: 'Minimum', values: unhealthy.map((n) => all - n) });
    },
  },
  {
    name: 'tasks are replaced before they are ready',
    cause: 'grace-period-too-short',
    layer: 'none',
    appliesTo: isReplaced,
    inject(scene) {
      for (const instance of instancesOf(scene)) instance.LaunchTime = '2026-11-22T11:57:20Z';
      isInState(scene, ...INITIAL);
      isInState(scene, ...DRAINING, (target) => scene.targets.indexOf(target) % 2 === 0);
    },
  },
  {
    name: 'the load balancer is still being made',
    cause: 'registration-stuck',
    layer: 'none',
    appliesTo: (scene) => sendsPackets(scene) && typeOf(scene) !== 'gateway',
    inject(scene) {
      scene.loadBalancer.State = { Code: 'provisioning' };
      isInState(scene, ...REGISTERING);
    },
  },
  {
    name: 'a target drains for an hour',
    cause: 'draining-long',
    layer: 'none',
    fix: 'change',
    appliesTo: (scene) => sendsPackets(scene) && scene.targets.length > 1,
    inject(scene) {
      setAttribute(scene, 'deregistration_delay.timeout_seconds', '3600');
      isInState(scene, ...DRAINING, (target) => target === scene.targets[0]);
    },
  },
  {
    name: 'targets call themselves through an internal load balancer that keeps addresses',
    cause: 'load-balancer-hairpin',
    layer: 'none',
    appliesTo: (scene) => scene.loadBalancer.Scheme === 'internal' && scene.targetGroup.Protocol === 'UDP',
    inject(scene) {
      for (const group of targetSecurityGroups(scene)) {
        const members = { UserIdGroupPairs: [{ GroupId: group.GroupId }] };
        group.IpPermissions?.push({ IpProtocol: 'udp', FromPort: 53, ToPort: 53, ...members });
      }
    },
  },
  {
    name: 'a firewall on the hosts drops the checks',
    cause: 'cause-not-visible',
    layer: 'transport',
    appliesTo: (scene) => servesHttp(scene) && scene.targetGroup.ProtocolVersion === 'HTTP1',
    inject: timesOut,
  },
  {
    name: 'the function is checked and cannot be invoked',
    cause: 'lambda-permission-missing',
    layer: 'use',
    fix: 'change',
    appliesTo: (scene) => !sendsPackets(scene),
    inject(scene) {
      const [target] = scene.targets;
      scene.targetGroup.HealthCheckEnabled = true;
      scene.region.lambdaPolicies = { [target?.Target.Id ?? '']: null };
      failsChecks(scene);
    },
  },
];
