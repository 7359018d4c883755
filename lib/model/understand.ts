/** Snapshot → model. Pure: the same snapshot always gives the same model. */
import type { RegionSnapshot, Snapshot } from '../snapshot/snapshot.ts';
import { known, mapGathered, notKnown } from './gathered.ts';
import type { Account, Region } from './region.ts';
import { groupListeners, toLoadBalancer, toTargetGroup } from './understand-load-balancing.ts';
import { understandNetwork } from './understand-network.ts';
import {
  toAlarm,
  toInstance,
  toInstanceStatus,
  toLambdaPolicy,
  toMetricSeries,
  toProbe,
} from './understand-observation.ts';
import { gatherPart, indexPart, operationOf, reasonUnread } from './understand-part.ts';

export function understand(snapshot: Snapshot): Account {
  return {
    accountId: snapshot.accountId,
    capturedAt: snapshot.capturedAt,
    regions: snapshot.regions.map((region) => understandRegion(region, snapshot.accountId, snapshot.capturedAt)),
  };
}

export function understandRegion(region: RegionSnapshot, accountId: string, capturedAt: string): Region {
  const listeners = groupListeners(region);
  return {
    name: region.region,
    accountId,
    capturedAt,
    targetGroups: mapGathered(gatherPart(region, 'targetGroups', region.targetGroups), (groups) =>
      groups.map((group) => toTargetGroup(region, group)),
    ),
    loadBalancers: indexPart(
      region,
      'loadBalancers',
      'load balancer',
      region.loadBalancers,
      (r) => r.LoadBalancerArn,
      (record) => toLoadBalancer(region, listeners, record),
    ),
    instances: indexPart(region, 'instances', 'instance', region.instances, (r) => r.InstanceId, toInstance),
    instanceStatuses: indexPart(
      region,
      'instanceStatuses',
      'the status of instance',
      region.instanceStatuses,
      (r) => r.InstanceId,
      toInstanceStatus,
    ),
    network: understandNetwork(region, accountId),
    alarms: mapGathered(gatherPart(region, 'alarms', region.alarms), (alarms) => alarms.map(toAlarm)),
    metrics: mapGathered(gatherPart(region, 'metrics', region.metrics), (metrics) => metrics.map(toMetricSeries)),
    lambdaPolicy: (functionArn) => lambdaPolicyOf(region, functionArn),
    probes: (region.probes ?? []).map(toProbe),
    unread: (region.errors ?? []).map(({ api, code, message, resource }) => ({
      api,
      code: code ?? operationOf(api),
      message: message ?? '',
      resource: resource ?? undefined,
    })),
  };
}

/** `null` is AWS's ResourceNotFound: the function has no policy. A missing entry was not collected. */
function lambdaPolicyOf(region: RegionSnapshot, functionArn: string): ReturnType<Region['lambdaPolicy']> {
  const reason = reasonUnread(region, 'lambdaPolicies', functionArn);
  if (reason !== undefined) return notKnown(reason);
  const policy = region.lambdaPolicies?.[functionArn];
  if (policy === undefined) return notKnown(`the policy of ${functionArn} was not collected (lambda:GetPolicy)`);
  return known(policy === null ? undefined : toLambdaPolicy(policy));
}
