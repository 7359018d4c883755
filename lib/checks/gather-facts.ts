/** The facts of one target group: each is looked up on first use, and is known or says why not. */
import { allGathered, type Gathered, hintOf, type Index, known, mapGathered, notKnown } from '../model/gathered.ts';
import type { Action, Forward, Listener, LoadBalancer, Target, TargetGroup } from '../model/load-balancing.ts';
import type { LambdaPolicy, Region } from '../model/region.ts';
import type { Reachability } from '../network/reachability.ts';
import type { PathMode, TargetPath } from '../network/trace.ts';
import { alarmsAbout, metricsAbout } from './related-metrics.ts';
import type { GatheredFacts, Subject } from './subject.ts';
import { instanceIdOf } from './target-instance.ts';

export function subjectOf(region: Region, targetGroup: TargetGroup): Subject {
  return {
    region,
    targetGroup,
    probes: region.probes.filter(({ targetGroupArn }) => targetGroupArn === targetGroup.arn),
    neighbours: (hintOf(region.targetGroups) ?? []).filter(({ arn }) => arn !== targetGroup.arn),
  };
}

export function gatherFacts(region: Region, targetGroup: TargetGroup, reachability: Reachability): GatheredFacts {
  const loadBalancers = once(() => loadBalancersOf(region, targetGroup));
  const instanceIds = once(() =>
    mapGathered(targetGroup.targets, (targets) => instanceIdsOf(region, targetGroup, targets)),
  );
  const surroundings = once(() => ({ region, targetGroup, instanceIds: hintOf(instanceIds()) ?? [] }));
  const pathsFor = (mode: PathMode) =>
    once(() => pathsTo(targetGroup, loadBalancers(), (target) => reachability.pathsTo(targetGroup, target, mode)));
  return lazily({
    targets: () => targetGroup.targets,
    attributes: () => targetGroup.attributes,
    tags: () => targetGroup.tags,
    loadBalancers,
    forwards: once(() => forwardsTo(targetGroup, loadBalancers())),
    healthCheckPaths: pathsFor('health-check'),
    trafficPaths: pathsFor('traffic'),
    instances: once(() => recordsOf(region, region.instances, 'DescribeInstances', instanceIds())),
    instanceStatuses: once(() => recordsOf(region, region.instanceStatuses, 'DescribeInstanceStatus', instanceIds())),
    metrics: once(() => mapGathered(region.metrics, (all) => metricsAbout(all, surroundings()))),
    alarms: once(() => mapGathered(region.alarms, (all) => alarmsAbout(all, surroundings()))),
    lambdaPolicies: once(() => lambdaPoliciesOf(region, targetGroup)),
  });
}

type Lookups = { readonly [Name in keyof GatheredFacts]: () => GatheredFacts[Name] };

function lazily(lookups: Lookups): GatheredFacts {
  return {
    get targets() {
      return lookups.targets();
    },
    get attributes() {
      return lookups.attributes();
    },
    get tags() {
      return lookups.tags();
    },
    get loadBalancers() {
      return lookups.loadBalancers();
    },
    get forwards() {
      return lookups.forwards();
    },
    get healthCheckPaths() {
      return lookups.healthCheckPaths();
    },
    get trafficPaths() {
      return lookups.trafficPaths();
    },
    get instances() {
      return lookups.instances();
    },
    get instanceStatuses() {
      return lookups.instanceStatuses();
    },
    get metrics() {
      return lookups.metrics();
    },
    get alarms() {
      return lookups.alarms();
    },
    get lambdaPolicies() {
      return lookups.lambdaPolicies();
    },
  };
}

function once<T>(look: () => T): () => T {
  let seen: { readonly value: T } | undefined;
  return () => {
    seen ??= { value: look() };
    return seen.value;
  };
}

function loadBalancersOf(region: Region, { loadBalancerArns }: TargetGroup): Gathered<readonly LoadBalancer[]> {
  return allGathered(loadBalancerArns.map((arn) => region.loadBalancers.find(arn)));
}

function instanceIdsOf(region: Region, { vpcId }: TargetGroup, targets: readonly Target[]): readonly string[] {
  return [...new Set(targets.flatMap((target) => instanceIdOf(region, vpcId, target) ?? []))];
}

function pathsTo(
  targetGroup: TargetGroup,
  loadBalancers: Gathered<readonly LoadBalancer[]>,
  look: (target: Target) => readonly TargetPath[],
): Gathered<readonly TargetPath[]> {
  if (!loadBalancers.known) return loadBalancers;
  return mapGathered(targetGroup.targets, (targets) => targets.flatMap(look));
}

/** Rules that cannot be read leave what the default actions say; where those do not name the group, nothing is known. */
function forwardsTo(
  { arn }: TargetGroup,
  loadBalancers: Gathered<readonly LoadBalancer[]>,
): Gathered<readonly Forward[]> {
  if (!loadBalancers.known) return loadBalancers;
  const listeners = allGathered(loadBalancers.value.map((loadBalancer) => loadBalancer.listeners));
  if (!listeners.known) return listeners;
  const all = listeners.value.flat();
  const forwards = all.flatMap((listener) => forwardsOf(listener, arn));
  const unread = all.find(({ rules }) => !rules.known)?.rules;
  return forwards.length === 0 && unread?.known === false ? unread : known(forwards);
}

function forwardsOf(listener: Listener, targetGroupArn: string): readonly Forward[] {
  const { loadBalancerArn } = listener;
  // A Network Load Balancer's listener has no rules but its default action.
  const rules = listener.rules.known ? listener.rules.value : [];
  const inRules = rules.flatMap((rule) =>
    weightsIn(rule.actions, targetGroupArn).map((weight) => ({ loadBalancerArn, listener, rule, weight })),
  );
  if (rules.some(({ isDefault }) => isDefault)) return inRules;
  const byDefault = weightsIn(listener.defaultActions, targetGroupArn);
  return [...inRules, ...byDefault.map((weight) => ({ loadBalancerArn, listener, rule: undefined, weight }))];
}

function weightsIn(actions: readonly Action[], targetGroupArn: string): readonly number[] {
  return actions.flatMap((action) =>
    action.type === 'forward'
      ? action.targetGroups.filter(({ arn }) => arn === targetGroupArn).map(({ weight }) => weight)
      : [],
  );
}

/** An id that AWS does not know is absent; one that could not be asked about makes the fact unknown. */
function recordsOf<T>(
  region: Region,
  index: Index<T>,
  operation: string,
  ids: Gathered<readonly string[]>,
): Gathered<ReadonlyMap<string, T>> {
  if (!ids.known) return ids;
  if (!index.all.known) return index.all;
  const denied = region.unread.find(
    ({ api, resource }) => api.endsWith(operation) && resource !== undefined && ids.value.includes(resource),
  );
  if (denied) return notKnown(`${denied.api}: ${denied.code}`);
  const found = ids.value.flatMap((id) => {
    const record = index.find(id);
    return record.known ? [[id, record.value] as const] : [];
  });
  return known(new Map(found));
}

function lambdaPoliciesOf(
  region: Region,
  targetGroup: TargetGroup,
): Gathered<ReadonlyMap<string, LambdaPolicy | undefined>> {
  if (targetGroup.targetType !== 'lambda') return known(new Map());
  if (!targetGroup.targets.known) return targetGroup.targets;
  const policies = new Map<string, LambdaPolicy | undefined>();
  for (const { id } of targetGroup.targets.value) {
    const policy = region.lambdaPolicy(id);
    if (!policy.known) return policy;
    policies.set(id, policy.value);
  }
  return known(policies);
}
