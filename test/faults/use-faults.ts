import { addInstance, addInterface } from '../../lib/sample/interfaces.ts';
import type { SampleSubnet } from '../../lib/sample/networks.ts';
import { type SampleAccount, sampleAccount } from '../../lib/sample/sample-account.ts';
import type { ActionRecord } from '../../lib/snapshot/load-balancing.ts';
import type { Fault } from './fault.ts';
import { hasInstances, hasTasks, interfacesOf, isInVpc, type Scene, sendsPackets, typeOf } from './scene.ts';
import { isUnused } from './symptoms.ts';

const NOT_IN_ZONE = 'Target is in an Availability Zone that is not enabled for the load balancer';
const NOT_IN_USE = 'Target group is not configured to receive traffic from the load balancer';

/** Every action of the load balancer's listeners and rules, to change in place. */
function actionsOf({ region, loadBalancer }: Scene): readonly ActionRecord[] {
  const listeners = (region.listeners ?? []).filter(
    ({ LoadBalancerArn }) => LoadBalancerArn === loadBalancer.LoadBalancerArn,
  );
  return listeners.flatMap(({ ListenerArn, DefaultActions }) => [
    ...(DefaultActions ?? []),
    ...(region.rules?.[ListenerArn] ?? []).flatMap(({ Actions }) => Actions ?? []),
  ]);
}

const names = ({ targetGroup }: Scene, action: ActionRecord) =>
  JSON.stringify(action).includes(`"${targetGroup.TargetGroupArn}"`);

export const useFaults: readonly Fault[] = [
  {
    name: 'the listener redirects and forwards no more',
    cause: 'target-group-unused',
    layer: 'use',
    appliesTo: (scene) => typeOf(scene) === 'application' && sendsPackets(scene),
    inject(scene) {
      const redirect = { Protocol: 'HTTPS', Port: '443', Host: '#{host}', Path: '/#{path}', StatusCode: 'HTTP_301' };
      for (const action of actionsOf(scene)) {
        if (!names(scene, action)) continue;
        delete action.TargetGroupArn;
        delete action.ForwardConfig;
        Object.assign(action, { Type: 'redirect', RedirectConfig: redirect });
      }
      scene.targetGroup.LoadBalancerArns = [];
      isUnused(scene, 'Target.NotInUse', NOT_IN_USE);
    },
  },
  {
    name: 'the listener is deleted',
    cause: 'target-group-unused',
    layer: 'use',
    appliesTo: sendsPackets,
    inject(scene) {
      const { region, loadBalancer, targetGroup } = scene;
      const arn = loadBalancer.LoadBalancerArn;
      region.listeners = region.listeners?.filter(({ LoadBalancerArn }) => LoadBalancerArn !== arn);
      targetGroup.LoadBalancerArns = [];
      isUnused(scene, 'Target.NotInUse', NOT_IN_USE);
    },
  },
  {
    name: 'an address of the load balancer itself is registered',
    cause: 'address-belongs-to-load-balancer',
    layer: 'target',
    appliesTo: ({ targetGroup, loadBalancer }) =>
      targetGroup.TargetType === 'ip' && targetGroup.IpAddressType === 'ipv4' && loadBalancer.Type === 'application',
    inject(scene) {
      const { region, loadBalancer, targets, targetGroup } = scene;
      const description = `ELB ${loadBalancer.LoadBalancerArn.replace(/^.*:loadbalancer\//, '')}`;
      const node = region.networkInterfaces?.find(({ Description }) => Description === description);
      const id = node?.PrivateIpAddress ?? '';
      targets.push({ Target: { Id: id, Port: targetGroup.Port, AvailabilityZone: node?.AvailabilityZone } });
      const description2 = 'The IP address cannot be used as a target, as it is in use by a load balancer';
      isUnused(scene, 'Target.IpUnusable', description2, ({ Target }) => Target.Id === id);
    },
  },
];

/** A subnet in a zone that the load balancer has not enabled, beside the targets. */
function addFarSubnet({ region, targetGroup }: Scene): SampleSubnet {
  const sibling = region.subnets?.findLast(({ VpcId }) => VpcId === targetGroup.VpcId);
  const zone = `${region.region}c`;
  const cidr = (sibling?.CidrBlock ?? '').replace(/\.\d+\.0\/24$/, '.77.0/24');
  const id = `subnet-0${targetGroup.TargetGroupArn.slice(-16)}`;
  const record = { ...structuredClone(sibling), SubnetId: id, CidrBlock: cidr, AvailabilityZone: zone };
  Object.assign(record, { AvailabilityZoneId: 'euw1-az3', Ipv6CidrBlockAssociationSet: [] });
  region.subnets?.push(record);
  return { id, vpcId: targetGroup.VpcId ?? '', cidr, ipv6: undefined, zone, record };
}

export const zoneFaults: readonly Fault[] = [
  {
    name: 'a target is started in a zone that the load balancer has not enabled',
    cause: 'zone-not-enabled',
    layer: 'use',
    appliesTo: (scene) => hasInstances(scene) && isInVpc(scene),
    inject(scene) {
      const { region, targets, targetGroup } = scene;
      const groups = (interfacesOf(scene)[0]?.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
      const account = accountAround(scene);
      const { id } = addInstance(account, addFarSubnet(scene), { name: 'far', groups });
      const checkPort = targetGroup.HealthCheckPort === 'traffic-port' ? targetGroup.Port : targetGroup.HealthCheckPort;
      targets.push({ Target: { Id: id, Port: targetGroup.Port }, HealthCheckPort: String(checkPort) });
      region.targetHealth ??= {};
      isUnused(scene, 'Target.NotInUse', NOT_IN_ZONE, ({ Target }) => Target.Id === id);
    },
  },
  {
    name: 'a task is started in a zone that the load balancer has not enabled',
    cause: 'zone-not-enabled',
    layer: 'use',
    appliesTo: (scene) => hasTasks(scene) && isInVpc(scene) && scene.targetGroup.IpAddressType === 'ipv4',
    inject(scene) {
      const { targets, targetGroup } = scene;
      const groups = (interfacesOf(scene)[0]?.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []);
      const subnet = addFarSubnet(scene);
      const eni = addInterface(accountAround(scene), subnet, {
        description: 'task',
        groups,
        requesterId: '578734482556',
      });
      targets.push({ Target: { Id: eni.address, Port: targetGroup.Port, AvailabilityZone: subnet.zone } });
      isUnused(scene, 'Target.NotInUse', NOT_IN_ZONE, ({ Target }) => Target.Id === eni.address);
    },
  },
  {
    name: 'a zone is taken away from the load balancer',
    cause: 'zone-not-enabled',
    layer: 'use',
    appliesTo: (scene) =>
      typeOf(scene) === 'network' &&
      interfacesOf(scene).length > 1 &&
      isInVpc(scene) &&
      scene.targetGroup.TargetType !== 'alb',
    inject(scene) {
      const { region, loadBalancer } = scene;
      const gone = loadBalancer.AvailabilityZones?.pop();
      const dimension = loadBalancer.LoadBalancerArn.replace(/^.*:loadbalancer\//, '');
      region.networkInterfaces = region.networkInterfaces?.filter(
        ({ Description, SubnetId }) => Description !== `ELB ${dimension}` || SubnetId !== gone?.SubnetId,
      );
      const lost = interfacesOf(scene).filter(({ AvailabilityZone }) => AvailabilityZone === gone?.ZoneName);
      const ids = JSON.stringify(lost);
      isUnused(scene, 'Target.NotInUse', NOT_IN_ZONE, ({ Target }) => ids.includes(`"${Target.Id}"`));
    },
  },
];

/** The region of a scene as a sample account, for the builders to add to. */
function accountAround({ region, targetGroup }: Scene): SampleAccount {
  const account = sampleAccount({ seed: targetGroup.TargetGroupArn, region: region.region });
  Object.assign(account.region, region);
  return account;
}
