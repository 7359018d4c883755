/** One region: first what is there and how it is, then everything that target groups in scope need to be understood. */
import type { TargetGroupRecord } from '../snapshot/load-balancing.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import type { Clients } from './clients.ts';
import { collectAlarms } from './collect-alarms.ts';
import { collectLambdaPolicies } from './collect-lambda-policies.ts';
import {
  collectListeners,
  collectLoadBalancerAttributes,
  collectLoadBalancers,
  collectRules,
  collectTags,
  collectTargetGroupAttributes,
  collectTargetGroups,
  collectTargetHealth,
} from './collect-load-balancing.ts';
import { collectMetrics } from './collect-metrics.ts';
import { collectSurroundings } from './collect-surroundings.ts';
import { distinct, PartReader } from './part-reader.ts';
import { type MetricSubject, planInstanceMetrics } from './plan-metrics.ts';
import type { OnProgress } from './progress.ts';
import {
  type InDepth,
  isFailing,
  isInScope,
  isInTrouble,
  loadBalancersNeededBy,
  type Parts,
  type Scope,
  targetIdsOf,
  targetsOf,
} from './scope.ts';

export interface RegionOptions {
  readonly region: string;
  readonly clients: Clients;
  /** ISO time: the end of the hour of metrics. */
  readonly at: string;
  readonly scope: Scope;
  readonly onProgress: OnProgress;
}

export async function collectRegion(options: RegionOptions): Promise<RegionSnapshot> {
  const { region, clients, scope, onProgress } = options;
  const reader = new PartReader(region, onProgress);
  const parts = await collectParts(reader, clients, options.at, scope);
  return { region, ...withoutMissing(parts), errors: [...reader.errors] };
}

async function collectParts(reader: PartReader, clients: Clients, at: string, scope: Scope): Promise<Parts> {
  const all = await collectTargetGroups(reader, clients.elb);
  if (all === undefined) return {};
  const targetGroups = all.filter((group) => isInScope(scope, group));
  const arns = targetGroups.map(({ TargetGroupArn }) => TargetGroupArn);
  const targetHealth = await collectTargetHealth(reader, clients.elb, arns);
  const known = { targetGroups, targetHealth };
  const isFull = scope.cadence !== 'health';
  const groups = isFull ? targetGroups : targetGroups.filter((group) => isInTrouble(group, targetHealth));
  if (!isFull && groups.length === 0) return known;
  const alarms = isFull ? await collectAlarms(reader, clients.cloudwatch) : undefined;
  const loadBalancing = await collectLoadBalancing(reader, clients, groups, targetHealth, scope);
  const needed = loadBalancersNeededBy(groups, targetHealth);
  const loadBalancers = (loadBalancing.loadBalancers ?? []).filter((each) => needed.has(each.LoadBalancerArn));
  const inDepth: InDepth = { groups, health: targetHealth, loadBalancers };
  const network = await collectSurroundings(reader, clients.ec2, inDepth, scope);
  return {
    ...known,
    ...loadBalancing,
    ...network,
    alarms,
    metrics: await collectMetricsOf(reader, clients, at, inDepth, network.instances),
    lambdaPolicies: await collectLambdaPolicies(reader, clients.lambda, targetIdsOf(groups, targetHealth, 'lambda')),
  };
}

/** Every load balancer of the region where everything is in scope, else those that the groups need. */
async function collectLoadBalancing(
  reader: PartReader,
  { elb }: Clients,
  groups: readonly TargetGroupRecord[],
  health: RegionSnapshot['targetHealth'],
  { targetGroups, cadence }: Scope,
): Promise<Parts> {
  const all = await collectLoadBalancers(reader, elb);
  const needed = loadBalancersNeededBy(groups, health);
  const keepsAll = targetGroups === undefined && cadence !== 'health';
  const loadBalancers = keepsAll ? all : all?.filter(({ LoadBalancerArn }) => needed.has(LoadBalancerArn));
  // Target groups name their load balancers too, which helps where those cannot be listed.
  const arns = loadBalancers?.map(({ LoadBalancerArn }) => LoadBalancerArn) ?? [...needed];
  const groupArns = groups.map(({ TargetGroupArn }) => TargetGroupArn);
  const listeners = await collectListeners(reader, elb, arns);
  return {
    loadBalancers,
    listeners,
    rules: listeners && (await collectRules(reader, elb, distinct(listeners.map((each) => each.ListenerArn)))),
    loadBalancerAttributes: await collectLoadBalancerAttributes(reader, elb, arns),
    targetGroupAttributes: await collectTargetGroupAttributes(reader, elb, groupArns),
    tags: await collectTags(reader, elb, [...arns, ...groupArns]),
  };
}

function collectMetricsOf(
  reader: PartReader,
  { cloudwatch }: Clients,
  at: string,
  { groups, health }: InDepth,
  instances: RegionSnapshot['instances'],
): Promise<RegionSnapshot['metrics']> {
  const subjects: readonly MetricSubject[] = groups.flatMap(({ TargetGroupArn, TargetType, LoadBalancerArns }) =>
    (LoadBalancerArns ?? []).map((loadBalancerArn) => ({
      targetGroupArn: TargetGroupArn,
      loadBalancerArn,
      targetType: TargetType ?? 'instance',
    })),
  );
  const inTrouble = groups.filter((group) => group.TargetType === 'lambda' || isInTrouble(group, health));
  const ofInstances = groups.filter(({ TargetType }) => (TargetType ?? 'instance') === 'instance');
  const failing = distinct(
    targetsOf(ofInstances, health)
      .filter(isFailing)
      .map(({ Target }) => Target.Id),
  );
  return collectMetrics(reader, cloudwatch, at, {
    subjects,
    inTrouble: new Set(inTrouble.map(({ TargetGroupArn }) => TargetGroupArn)),
    instanceQueries: planInstanceMetrics(failing, instances ?? []),
  });
}

function withoutMissing(parts: Parts): Partial<RegionSnapshot> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}
