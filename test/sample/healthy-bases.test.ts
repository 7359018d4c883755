import { understand } from '../../lib/model/understand.ts';
import { demoAccount } from '../../lib/sample/demo-account.ts';
import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import { readSnapshot } from '../../lib/snapshot/read-snapshot.ts';
import type { Snapshot } from '../../lib/snapshot/snapshot.ts';
import { renderSnapshot } from '../../lib/snapshot/write-snapshot.ts';

const accounts = [
  ...healthyBases().map(({ name, snapshot }) => ({ name, snapshot })),
  { name: 'the demo account', snapshot: demoAccount().snapshot },
];

const regionOf = (snapshot: Snapshot) => snapshot.regions[0] ?? { region: '' };

describe.each(accounts)('$name', ({ snapshot }) => {
  const region = regionOf(snapshot);

  test('is a valid snapshot that survives a file', () => {
    expect(readSnapshot(renderSnapshot(snapshot), 'sample')).toEqual(snapshot);
  });

  test('leaves nothing unread', () => {
    const [model] = understand(snapshot).regions;
    const groups = model?.targetGroups.known ? model.targetGroups.value : [];
    expect(groups.length).toBeGreaterThan(0);
    for (const group of groups) {
      expect(group.loadBalancerArns).not.toEqual([]);
      expect(group.targets.known && group.targets.value.length).toBeGreaterThan(0);
      expect(group.attributes.known && group.tags.known).toBe(true);
    }
    for (const subnet of region.subnets ?? []) {
      expect(model?.network.aclOfSubnet(subnet.SubnetId).known).toBe(true);
      expect(model?.network.routeTableOfSubnet(subnet.SubnetId).known).toBe(true);
    }
  });

  test('gives no id and no address twice', () => {
    const interfaces = region.networkInterfaces ?? [];
    const addresses = interfaces.flatMap(({ PrivateIpAddresses }) => PrivateIpAddresses ?? []);
    const texts = addresses.map(({ PrivateIpAddress }) => PrivateIpAddress);
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(interfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId)).size).toBe(interfaces.length);
  });

  test('names only what it holds', () => {
    const groups = new Set((region.securityGroups ?? []).map(({ GroupId }) => GroupId));
    const subnets = new Set((region.subnets ?? []).map(({ SubnetId }) => SubnetId));
    for (const eni of region.networkInterfaces ?? []) {
      expect(subnets).toContain(eni.SubnetId);
      for (const { GroupId } of eni.Groups ?? []) expect(groups).toContain(GroupId);
    }
    for (const { LoadBalancerArn } of region.listeners ?? []) {
      expect(region.loadBalancers?.map((each) => each.LoadBalancerArn)).toContain(LoadBalancerArn);
    }
  });
});

test('the same account is built every time', () => {
  expect(healthyBases()).toEqual(healthyBases());
  expect(demoAccount()).toEqual(demoAccount());
});

test('the demo account has about a dozen target groups of every kind', () => {
  const groups = regionOf(demoAccount().snapshot).targetGroups ?? [];
  expect(groups.length).toBeGreaterThanOrEqual(12);
  expect(new Set(groups.map(({ TargetType }) => TargetType))).toEqual(new Set(['instance', 'ip', 'lambda', 'alb']));
});
