import type { RouteRecord } from '../../lib/snapshot/networking.ts';
import type { Fault } from './fault.ts';
import {
  cidrsOf,
  isIpv6,
  loadBalancerSubnets,
  routeTableOf,
  type Scene,
  sendsPackets,
  targetSubnets,
} from './scene.ts';
import { timesOut } from './symptoms.ts';

type Direction = 'to-target' | 'back';

const crossesSubnets = (scene: Scene) =>
  sendsPackets(scene) && targetSubnets(scene).every((id) => !loadBalancerSubnets(scene).includes(id));
const isPeered = (scene: Scene) => sendsPackets(scene) && (scene.region.vpcPeeringConnections ?? []).length > 0;

/** The routes that packets in this direction meet first, and the networks they go to. */
function wayOf(scene: Scene, direction: Direction) {
  const [near, far] =
    direction === 'to-target'
      ? [loadBalancerSubnets(scene), targetSubnets(scene)]
      : [targetSubnets(scene), loadBalancerSubnets(scene)];
  const table = routeTableOf(scene, near[0]);
  table.Routes ??= [];
  return { routes: table.Routes, networks: cidrsOf(scene, far) };
}

const destination = (scene: Scene, cidr: string): RouteRecord =>
  isIpv6(scene) ? { DestinationIpv6CidrBlock: cidr } : { DestinationCidrBlock: cidr };

function addRoutes(scene: Scene, direction: Direction, target: RouteRecord): void {
  const { routes, networks } = wayOf(scene, direction);
  for (const cidr of networks) routes.push({ ...destination(scene, cidr), Origin: 'CreateRoute', ...target });
}

const causeOf = (direction: Direction) => (direction === 'back' ? 'no-route-back' : 'no-route-to-target');

const directionFaults = (direction: Direction): readonly Fault[] => {
  const where = direction === 'back' ? 'from the targets back' : 'to the targets';
  const common = { cause: causeOf(direction), layer: 'network', fix: 'change' } as const;
  return [
    {
      ...common,
      name: `a more specific route ${where} goes to an interface that is gone`,
      appliesTo: crossesSubnets,
      inject(scene) {
        addRoutes(scene, direction, { NetworkInterfaceId: 'eni-0dead0dead0dead00', State: 'blackhole' });
        timesOut(scene);
      },
    },
    {
      ...common,
      name: `a more specific route ${where} goes to a NAT gateway that is gone`,
      appliesTo: (scene) => crossesSubnets(scene) && !isIpv6(scene),
      inject(scene) {
        addRoutes(scene, direction, { NatGatewayId: 'nat-0dead0dead0dead00', State: 'blackhole' });
        timesOut(scene);
      },
    },
    {
      ...common,
      name: `the peering route ${where} is missing`,
      appliesTo: isPeered,
      inject(scene) {
        const { routes } = wayOf(scene, direction);
        const kept = routes.filter(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId == null);
        routes.splice(0, routes.length, ...kept);
        timesOut(scene);
      },
    },
  ];
};

function setPeering({ region }: Scene, code: string, state: string): void {
  for (const peering of region.vpcPeeringConnections ?? []) peering.Status = { Code: code, Message: code };
  for (const table of region.routeTables ?? []) {
    for (const route of table.Routes ?? []) if (route.VpcPeeringConnectionId != null) route.State = state;
  }
}

/** A peering that is down stops both ways, and the group references that run over it. */
const peeringDown = (code: string, state: string): Fault => ({
  name: `the peering connection is ${code}, its routes ${state}`,
  cause: 'no-route-to-target',
  layer: 'network',
  entails: ['no-route-back', 'target-ingress-blocked'],
  appliesTo: isPeered,
  inject(scene) {
    setPeering(scene, code, state);
    timesOut(scene);
  },
});

export const routeFaults: readonly Fault[] = [
  ...directionFaults('to-target'),
  ...directionFaults('back'),
  peeringDown('deleted', 'blackhole'),
  peeringDown('expired', 'active'),
  {
    name: 'replies alone go by way of a firewall endpoint',
    cause: 'no-route-back',
    layer: 'network',
    appliesTo: crossesSubnets,
    inject(scene) {
      addRoutes(scene, 'back', { GatewayId: 'vpce-0f1a2b3c4d5e6f708', State: 'active' });
      timesOut(scene);
    },
  },
  {
    name: 'an address is registered that is in no network within reach',
    cause: 'address-outside-reach',
    layer: 'network',
    entails: ['no-route-to-target'],
    appliesTo: ({ targetGroup }) => targetGroup.TargetType === 'ip' && targetGroup.IpAddressType !== 'ipv6',
    inject(scene) {
      const { targets, targetGroup } = scene;
      const checkPort = targetGroup.HealthCheckPort === 'traffic-port' ? targetGroup.Port : targetGroup.HealthCheckPort;
      const target = { Id: '192.168.77.10', Port: targetGroup.Port, AvailabilityZone: 'all' };
      targets.push({ Target: target, HealthCheckPort: String(checkPort) });
      timesOut(scene, ({ Target }) => Target.Id === target.Id);
    },
  },
];
