import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import {
  interfacesOf,
  isIpv6,
  loadBalancerSubnets,
  ownAcl,
  routeTableOf,
  type Scene,
  sceneOf,
  sendsPackets,
  targetSecurityGroups,
  targetSubnets,
} from '../faults/scene.ts';
import { failsChecks, isInState } from '../faults/symptoms.ts';
import { alarming, auditedGroup, showFindings } from '../faults/verdict.ts';

interface Control {
  readonly name: string;
  readonly appliesTo: (scene: Scene) => boolean;
  readonly happen: (scene: Scene) => void;
}

const entry = (number: number, egress: boolean, members: object) => ({
  RuleNumber: number,
  Egress: egress,
  ...members,
});

/** Harmless things that look like faults: nobody may be woken up for them. */
const CONTROLS: readonly Control[] = [
  {
    name: 'new targets are in their first checks',
    appliesTo: sendsPackets,
    happen: (scene) =>
      isInState(
        scene,
        'initial',
        'Elb.InitialHealthChecking',
        'Initial health checks in progress',
        (target) => scene.targets.indexOf(target) > 0,
      ),
  },
  {
    name: 'a target drains as it should',
    appliesTo: (scene) => sendsPackets(scene) && scene.targets.length > 2,
    happen: (scene) =>
      isInState(
        scene,
        'draining',
        'Target.DeregistrationInProgress',
        'Target deregistration is in progress',
        (target) => target === scene.targets[0],
      ),
  },
  {
    name: 'an ACL denies the other family',
    appliesTo: sendsPackets,
    happen(scene) {
      const other = isIpv6(scene) ? { CidrBlock: '0.0.0.0/0' } : { Ipv6CidrBlock: '::/0' };
      const deny = { Protocol: '-1', RuleAction: 'deny', ...other };
      ownAcl(scene, 'acl-0123456789abcdef0', targetSubnets(scene)).Entries?.push(
        entry(1, true, deny),
        entry(1, false, deny),
      );
    },
  },
  {
    name: 'an ACL denies after it has allowed',
    appliesTo: sendsPackets,
    happen(scene) {
      const deny = { Protocol: '6', RuleAction: 'deny', CidrBlock: '0.0.0.0/0', PortRange: { From: 1024, To: 65535 } };
      const acl = ownAcl(scene, 'acl-0123456789abcdef0', targetSubnets(scene));
      acl.Entries?.unshift(entry(32000, true, deny), entry(32000, false, deny));
    },
  },
  {
    name: 'an ACL denies UDP and other ports',
    appliesTo: ({ targetGroup }) => targetGroup.Protocol === 'HTTP' || targetGroup.Protocol === 'TCP',
    happen(scene) {
      const rest = { RuleAction: 'deny', CidrBlock: '0.0.0.0/0' };
      const acl = ownAcl(scene, 'acl-0123456789abcdef0', targetSubnets(scene));
      acl.Entries?.push(
        entry(2, false, { ...rest, Protocol: '17', PortRange: { From: 0, To: 65535 } }),
        entry(3, false, { ...rest, Protocol: '6', PortRange: { From: 22, To: 22 } }),
        entry(2, true, { ...rest, Protocol: '1', IcmpTypeCode: { Type: -1, Code: -1 } }),
      );
    },
  },
  {
    name: 'a route to somewhere else is a blackhole',
    appliesTo: sendsPackets,
    happen(scene) {
      for (const subnet of [loadBalancerSubnets(scene)[0], targetSubnets(scene)[0]]) {
        const gone = { TransitGatewayId: 'tgw-0123456789abcdef0', State: 'blackhole', Origin: 'CreateRoute' };
        routeTableOf(scene, subnet).Routes?.push({ DestinationCidrBlock: '192.168.0.0/16', ...gone });
      }
    },
  },
  {
    name: 'the targets carry a second group that admits nothing',
    appliesTo: sendsPackets,
    happen(scene) {
      const group = { GroupId: 'sg-0123456789abcdef0', GroupName: 'monitoring', VpcId: scene.targetGroup.VpcId };
      scene.region.securityGroups?.push({ ...group, IpPermissions: [], IpPermissionsEgress: [] });
      for (const eni of interfacesOf(scene)) eni.Groups?.push({ GroupId: group.GroupId, GroupName: group.GroupName });
    },
  },
  {
    name: 'the targets may send nothing: replies need no outbound rule',
    appliesTo: sendsPackets,
    happen(scene) {
      for (const group of targetSecurityGroups(scene)) group.IpPermissionsEgress = [];
    },
  },
  {
    name: 'the rules are one wide CIDR in place of references',
    appliesTo: (scene) => sendsPackets(scene) && !isIpv6(scene),
    happen(scene) {
      for (const group of targetSecurityGroups(scene)) {
        group.IpPermissions = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
      }
    },
  },
  {
    name: 'nodes without a pod fail the node-local health port',
    appliesTo: (scene) => scene.targetGroup.TargetGroupName === 'k8s-ingress-nginx',
    happen: (scene) => failsChecks(scene, (target) => target === scene.targets[0]),
  },
];

const CASES = CONTROLS.flatMap((control) =>
  healthyBases()
    .filter((base) => control.appliesTo(sceneOf(base)))
    .map((base) => [control.name, base.name, control, base] as const),
);

test.each(CASES)('%s: %s', (_control, _base, { happen }, base) => {
  happen(sceneOf(base));
  expect(showFindings(alarming(auditedGroup(base.snapshot, base.targetGroup)))).toEqual([]);
});
