/** Which metrics and alarms are about one target group. */
import type { TargetGroup } from '../model/load-balancing.ts';
import type { Alarm, MetricIdentity, MetricSeries, Region } from '../model/region.ts';

/** What metrics and alarms may be about. */
export interface Surroundings {
  readonly region: Region;
  readonly targetGroup: TargetGroup;
  /** Instances behind the targets. */
  readonly instanceIds: readonly string[];
}

export const metricsAbout = (all: readonly MetricSeries[], surroundings: Surroundings): readonly MetricSeries[] =>
  all.filter(aboutness(surroundings));

export function alarmsAbout(all: readonly Alarm[], surroundings: Surroundings): readonly Alarm[] {
  const isAbout = aboutness(surroundings);
  return all.filter(({ metrics }) => metrics.some(isAbout));
}

/** The dimension value of an ARN: what follows `loadbalancer/`, or `targetgroup/…` itself. */
export const targetGroupDimension = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);
export const loadBalancerDimension = (arn: string): string => targetGroupDimension(arn).replace(/^loadbalancer\//, '');

/** Namespaces of what may stand behind a target: series there that name no group, load balancer or instance. */
const WORKLOAD_NAMESPACES = ['AWS/ECS', 'ECS/ContainerInsights', 'ContainerInsights', 'AWS/AutoScaling', 'AWS/Lambda'];

function aboutness({ region, targetGroup, instanceIds }: Surroundings) {
  const group = targetGroupDimension(targetGroup.arn);
  const loadBalancers = targetGroup.loadBalancerArns.map(loadBalancerDimension);
  const instances = new Set(instanceIds);
  // Where the region has just one group, what runs there runs for it.
  const isOnly = region.targetGroups.known && region.targetGroups.value.length === 1;
  return ({ namespace, dimensions }: Pick<MetricIdentity, 'namespace' | 'dimensions'>): boolean => {
    const ofGroup = dimensions.get('TargetGroup');
    if (ofGroup !== undefined) return ofGroup === group;
    const ofLoadBalancer = dimensions.get('LoadBalancer');
    if (ofLoadBalancer !== undefined) return loadBalancers.includes(ofLoadBalancer);
    const ofInstance = dimensions.get('InstanceId');
    if (ofInstance !== undefined) return instances.has(ofInstance);
    return WORKLOAD_NAMESPACES.includes(namespace) && (isOnly || isWorkloadOf(targetGroup, dimensions));
  };
}

/** A service, function or Auto Scaling group is the group's where a tag, a target or the group's name says so. */
function isWorkloadOf(targetGroup: TargetGroup, dimensions: ReadonlyMap<string, string>): boolean {
  const tags = targetGroup.tags.known ? [...targetGroup.tags.value.values()] : [];
  const targets = targetGroup.targets.known ? targetGroup.targets.value : [];
  const names = ['ServiceName', 'FunctionName', 'AutoScalingGroupName', 'PodName']
    .map((name) => dimensions.get(name))
    .filter((name): name is string => name !== undefined && name !== '');
  return names.some(
    (name) =>
      tags.includes(name) ||
      targetGroup.name.includes(name) ||
      name.includes(targetGroup.name) ||
      targets.some(({ id }) => id.includes(`:function:${name}`)),
  );
}
