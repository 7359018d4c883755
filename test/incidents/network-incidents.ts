import { addSubnet, type SampleVpc } from '../../lib/sample/networks.ts';
import { type SampleAccount, sampleAccount } from '../../lib/sample/sample-account.ts';
import {
  cidrsOf,
  loadBalancerSubnets,
  ownAcl,
  routeTableOf,
  type Scene,
  targetSecurityGroups,
  targetSubnets,
} from '../faults/scene.ts';
import { failsChecks, probeSees, timesOut } from '../faults/symptoms.ts';
import type { Incident } from './incident.ts';

const NETWORK = [
  'load-balancer-egress-blocked',
  'target-ingress-blocked',
  'load-balancer-acl-blocks-request',
  'target-acl-blocks-request',
  'target-acl-blocks-reply',
  'load-balancer-acl-blocks-reply',
  'no-route-to-target',
  'no-route-back',
];

const allBut = (...causes: readonly string[]) => NETWORK.filter((check) => !causes.includes(check));

const accountAround = ({ region }: Scene): SampleAccount => {
  const account = sampleAccount({ seed: 'incident', region: region.region });
  Object.assign(account.region, region);
  return account;
};

export const networkIncidents: readonly Incident[] = [
  {
    name: 'the health check moved to a management port that nobody opened',
    story:
      'A change points the check at 9100. The rules still admit 8080 only; a probe from a bastion is answered 404.',
    base: 'alb-to-instances',
    happen(scene) {
      Object.assign(scene.targetGroup, { HealthCheckPort: '9100', HealthCheckPath: '/ready' });
      for (const target of scene.targets) target.HealthCheckPort = '9100';
      for (const acl of scene.region.networkAcls ?? []) {
        for (const entry of acl.Entries ?? [])
          if (entry.PortRange?.To === 8080) entry.PortRange = { From: 8080, To: 9100 };
      }
      timesOut(scene);
      probeSees(scene, { outcome: 'response', statusCode: 404, path: '/ready' });
    },
    first: 'target-ingress-blocked',
    named: ['path-not-found'],
    ruledOut: allBut('target-ingress-blocked'),
    impact: 'failing-open',
  },
  {
    name: 'a third zone was enabled and the targets do not know its subnet',
    story:
      'The targets admit the subnets of the nodes one by one; the new one is not on the list. ELB says nothing more.',
    base: 'nlb-without-security-groups',
    happen(scene) {
      const { region, loadBalancer } = scene;
      const account = accountAround(scene);
      const acl = region.networkAcls?.[0];
      const main = region.routeTables?.[0];
      if (acl === undefined || main === undefined) throw new Error('the base has an ACL and a route table');
      const vpc: SampleVpc = {
        id: loadBalancer.VpcId ?? '',
        name: 'core',
        cidr: '10.40.0.0/16',
        ipv6: undefined,
        record: { VpcId: '' },
        defaultAcl: acl,
        mainRouteTable: main,
      };
      const subnet = addSubnet(account, vpc, { name: 'core-public-c', zone: 'c', cidr: '10.40.2.0/24' });
      loadBalancer.AvailabilityZones?.push({ ZoneName: subnet.zone, SubnetId: subnet.id, LoadBalancerAddresses: [] });
      const node = region.networkInterfaces?.find(({ InterfaceType }) => InterfaceType === 'network_load_balancer');
      const address = {
        PrivateIpAddress: '10.40.2.17',
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.40.2.17' }],
      };
      const place = { NetworkInterfaceId: 'eni-0cccccccccccccccc', SubnetId: subnet.id, AvailabilityZone: subnet.zone };
      if (node) region.networkInterfaces?.push({ ...structuredClone(node), ...place, ...address });
      failsChecks(scene);
    },
    first: 'target-ingress-blocked',
    ruledOut: ['target-acl-blocks-request', 'target-acl-blocks-reply', 'no-route-to-target', 'no-route-back'],
  },
  {
    name: 'one host of four was launched with the wrong security group',
    story: 'Three targets are healthy. The fourth carries the default group of another team.',
    base: 'alb-to-instances',
    happen(scene) {
      const [odd] = scene.targets;
      const [group] = targetSecurityGroups(scene);
      const other = {
        ...structuredClone(group),
        GroupId: 'sg-0dd0dd0dd0dd0dd00',
        GroupName: 'batch',
        IpPermissions: [],
      };
      scene.region.securityGroups?.push(other);
      for (const eni of scene.region.networkInterfaces ?? []) {
        if (eni.Attachment?.InstanceId === odd?.Target.Id)
          eni.Groups = [{ GroupId: other.GroupId, GroupName: 'batch' }];
      }
      for (const instance of scene.region.instances ?? []) {
        if (instance.InstanceId === odd?.Target.Id)
          instance.SecurityGroups = [{ GroupId: other.GroupId, GroupName: 'batch' }];
      }
      timesOut(scene, (target) => target === odd);
    },
    first: 'target-ingress-blocked',
    ruledOut: allBut('target-ingress-blocked'),
    impact: 'degraded',
  },
  {
    name: 'the firewall rule was made for the first task ports, and new tasks got higher ones',
    story: 'Each instance is registered on three ports; the group admits 32768–40000.',
    base: 'alb-to-dynamic-ports',
    happen(scene) {
      for (const { IpPermissions } of targetSecurityGroups(scene)) {
        for (const rule of IpPermissions ?? []) rule.ToPort = 40000;
      }
      timesOut(scene, ({ Target }) => Target.Port === 49155);
    },
    first: 'target-ingress-blocked',
    ruledOut: allBut('target-ingress-blocked'),
    impact: 'degraded',
  },
  {
    name: 'the ACL was tightened for IPv4, and IPv6 was forgotten',
    story: 'Targets are registered by IPv6 address. The new ACL of their subnets lists IPv4 networks only.',
    base: 'alb-to-ipv6-targets',
    happen(scene) {
      const acl = ownAcl(scene, 'acl-06060606060606060', targetSubnets(scene));
      acl.Entries =
        acl.Entries?.filter(({ Ipv6CidrBlock, RuleAction }) => Ipv6CidrBlock == null || RuleAction === 'deny') ?? [];
      timesOut(scene);
    },
    first: 'target-acl-blocks-request',
    named: ['target-acl-blocks-reply'],
    ruledOut: allBut('target-acl-blocks-request', 'target-acl-blocks-reply'),
  },
  {
    name: 'the way back over the peering covers one of two load balancer subnets',
    story: 'The other VPC routes 10.20.0.0/24 over the peering; the nodes in 10.20.1.0/24 never hear back.',
    base: 'alb-to-peered-vpc',
    happen(scene) {
      const [near = ''] = cidrsOf(scene, loadBalancerSubnets(scene));
      for (const route of routeTableOf(scene, targetSubnets(scene)[0]).Routes ?? []) {
        if (route.VpcPeeringConnectionId != null) route.DestinationCidrBlock = near;
      }
      timesOut(scene);
    },
    first: 'no-route-back',
    ruledOut: allBut('no-route-back'),
  },
  {
    name: 'the ACL cannot be read and the port refuses',
    story: 'A probe is refused at once, which no ACL does; still, the role may not read ACLs.',
    base: 'nlb-without-security-groups',
    happen(scene) {
      hide(scene, 'networkAcls', 'ec2:DescribeNetworkAcls');
      failsChecks(scene);
      probeSees(scene, { outcome: 'refused', millis: 1, error: 'connect ECONNREFUSED' });
    },
    first: 'nothing-listening',
    ruledOut: ['target-ingress-blocked', 'no-route-to-target', 'no-route-back'],
    couldNotLook: ['target-acl-blocks-request', 'target-acl-blocks-reply'],
  },
  {
    name: 'an ACL blocks, and it cannot be read',
    story: 'Everything else is open and the checks time out: no cause may be called certain.',
    base: 'alb-to-fargate',
    happen(scene) {
      hide(scene, 'networkAcls', 'ec2:DescribeNetworkAcls');
      timesOut(scene);
    },
    first: 'cause-not-visible',
    notCertain: true,
    ruledOut: ['target-ingress-blocked', 'load-balancer-egress-blocked', 'no-route-to-target', 'no-route-back'],
    couldNotLook: [
      'load-balancer-acl-blocks-request',
      'target-acl-blocks-request',
      'target-acl-blocks-reply',
      'load-balancer-acl-blocks-reply',
    ],
  },
  {
    name: 'two controls are shut at once',
    story: 'A hardening sweep took the outbound rule of the load balancer and the ephemeral ports of the targets’ ACL.',
    base: 'alb-to-https',
    happen(scene) {
      for (const group of scene.region.securityGroups ?? []) {
        if (scene.loadBalancer.SecurityGroups?.includes(group.GroupId)) group.IpPermissionsEgress = [];
      }
      const acl = ownAcl(scene, 'acl-09090909090909090', targetSubnets(scene));
      acl.Entries = acl.Entries?.filter(({ Egress, RuleAction }) => Egress !== true || RuleAction === 'deny') ?? [];
      timesOut(scene);
    },
    first: 'load-balancer-egress-blocked',
    named: ['target-acl-blocks-reply'],
    ruledOut: allBut('load-balancer-egress-blocked', 'target-acl-blocks-reply'),
  },
];

/** What a role without the permission leaves of a snapshot. */
function hide({ region }: Scene, part: 'networkAcls' | 'securityGroups' | 'routeTables', api: string): void {
  delete region[part];
  region.errors = [...(region.errors ?? []), { api, code: 'AccessDenied', message: 'not authorized to perform' }];
}
