/** The collector against an account that speaks AWS's protocols. */
import assert from 'node:assert/strict';
import { collectSnapshot } from '../../lib/collect/collect-snapshot.ts';
import { toSnapshot } from '../../lib/snapshot/read-snapshot.ts';
import type { RegionSnapshot } from '../../lib/snapshot/snapshot.ts';
import { renderSnapshot } from '../../lib/snapshot/write-snapshot.ts';
import type { EndToEndContext, EndToEndPart } from './context.ts';

export const name = 'collect';

export const run: EndToEndPart = async (context) => {
  await collectsInFull(context);
  await collectsHealthOnly(context);
};

async function collectsInFull({ account, region, accountId, say }: EndToEndContext): Promise<void> {
  const { network, loadBalancing, functionArn } = account;
  const { targetGroups } = loadBalancing;
  const snapshot = await collectSnapshot({ regions: [region], at: new Date().toISOString() });
  assert.equal(snapshot.accountId, accountId);
  const found = onlyRegion(snapshot.regions);
  assert.deepEqual(found.errors, []);
  assert.deepEqual(toSnapshot(JSON.parse(renderSnapshot(snapshot)), 'collected'), snapshot);
  assert.deepEqual(
    sorted(found.targetGroups?.map(({ TargetGroupArn }) => TargetGroupArn)),
    sorted(Object.values(targetGroups)),
  );
  assert.deepEqual(
    found.targetHealth?.[targetGroups.stream]?.map(({ Target }) => Target.Port),
    [8443, 8444],
  );
  assert.deepEqual(sorted(found.vpcs?.map(({ VpcId }) => VpcId)), sorted([network.vpcId, network.peerVpcId]));
  const addresses = found.networkInterfaces?.map(({ PrivateIpAddress }) => PrivateIpAddress) ?? [];
  for (const address of network.addresses) assert.ok(addresses.includes(address), `no interface with ${address}`);
  const ofLoadBalancers = found.networkInterfaces?.filter(({ Description }) => Description?.startsWith('ELB '));
  assert.equal(ofLoadBalancers?.length, 4);
  assert.deepEqual(sorted(found.instances?.map(({ InstanceId }) => InstanceId)), sorted(network.instanceIds));
  const groupIds = found.securityGroups?.map(({ GroupId }) => GroupId) ?? [];
  for (const id of [network.loadBalancerGroupId, network.targetGroupId]) assert.ok(groupIds.includes(id));
  assert.equal(
    found.prefixLists?.find(({ PrefixListId }) => PrefixListId === network.prefixListId)?.Entries?.length,
    2,
  );
  assert.ok(found.networkAcls?.some(({ NetworkAclId }) => NetworkAclId === network.privateAclId));
  assert.equal(found.vpcPeeringConnections?.[0]?.VpcPeeringConnectionId, network.peeringConnectionId);
  assert.deepEqual(sorted(found.alarms?.map(({ AlarmName = '' }) => AlarmName ?? '')), [
    'queue too long',
    'shop-web unhealthy',
  ]);
  assert.equal(found.lambdaPolicies?.[functionArn]?.Statement?.length, 1);
  assert.equal(Object.values(found.rules ?? {}).flat().length, 4);
  say(`collected ${found.targetGroups?.length} target groups with everything around them`);
}

async function collectsHealthOnly({ account, region, injectHealth, say }: EndToEndContext): Promise<void> {
  const { web, spare } = account.loadBalancing.targetGroups;
  const [id = ''] = account.network.instanceIds;
  const collect = () =>
    collectSnapshot({
      regions: [region],
      at: new Date().toISOString(),
      scope: { cadence: 'health', targetGroups: [web] },
    });
  const quiet = onlyRegion((await collect()).regions);
  assert.deepEqual(sorted(Object.keys(quiet)), ['errors', 'region', 'targetGroups', 'targetHealth']);
  await injectHealth([
    {
      targetGroupArn: web,
      id,
      port: 8080,
      state: 'unhealthy',
      reason: 'Target.Timeout',
      description: 'Request timed out',
    },
  ]);
  const troubled = onlyRegion((await collect()).regions);
  await injectHealth([{ targetGroupArn: web, id, port: 8080 }]);
  assert.deepEqual(troubled.targetHealth?.[web]?.map(({ TargetHealth }) => TargetHealth?.Reason ?? 'none').sort(), [
    'Target.Timeout',
    'none',
  ]);
  assert.equal(troubled.targetHealth?.[spare], undefined);
  assert.deepEqual(
    troubled.loadBalancers?.map(({ LoadBalancerArn }) => LoadBalancerArn),
    [account.loadBalancing.applicationArn],
  );
  assert.ok(troubled.metrics?.some(({ MetricName }) => MetricName === 'CPUUtilization'));
  assert.equal(troubled.alarms, undefined);
  say('a health sweep reads the rest only of target groups in trouble');
}

function onlyRegion(regions: readonly RegionSnapshot[]): RegionSnapshot {
  const [region] = regions;
  assert.ok(region !== undefined && regions.length === 1);
  return region;
}

const sorted = (values: readonly string[] | undefined): readonly string[] => [...(values ?? [])].sort();
