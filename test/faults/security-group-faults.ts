import type { IpPermissionRecord } from '../../lib/snapshot/networking.ts';
import type { Fault } from './fault.ts';
import { checkPorts, loadBalancerSecurityGroups, type Scene, sendsPackets, targetSecurityGroups } from './scene.ts';
import { timesOut } from './symptoms.ts';

const isTcp = ({ IpProtocol }: IpPermissionRecord) => IpProtocol === 'tcp' || IpProtocol === '-1';
const covers = (rule: IpPermissionRecord, port: number) =>
  isTcp(rule) && (rule.FromPort ?? 0) <= port && port <= (rule.ToPort ?? 65535);

/** The inbound rules of the targets that let the health check in. */
function admitting(scene: Scene): readonly IpPermissionRecord[] {
  const ports = checkPorts(scene);
  const rules = targetSecurityGroups(scene).flatMap(({ IpPermissions }) => IpPermissions ?? []);
  return rules.filter((rule) => ports.some((port) => covers(rule, port)));
}

const admitsByGroup = (scene: Scene) =>
  sendsPackets(scene) && admitting(scene).some(({ UserIdGroupPairs }) => (UserIdGroupPairs ?? []).length > 0);
const admitsByList = (scene: Scene) =>
  sendsPackets(scene) && admitting(scene).some(({ PrefixListIds }) => (PrefixListIds ?? []).length > 0);
const isPeered = ({ region }: Scene) => (region.vpcPeeringConnections ?? []).length > 0;
const hasGroups = (scene: Scene) => sendsPackets(scene) && loadBalancerSecurityGroups(scene).length > 0;

const ingress = { cause: 'target-ingress-blocked', layer: 'network', fix: 'change' } as const;

export const ingressFaults: readonly Fault[] = [
  {
    ...ingress,
    name: 'the rule for the health check is revoked',
    appliesTo: sendsPackets,
    inject(scene) {
      const revoked = new Set(admitting(scene));
      for (const group of targetSecurityGroups(scene)) {
        group.IpPermissions = group.IpPermissions?.filter((rule) => !revoked.has(rule));
      }
      timesOut(scene);
    },
  },
  {
    ...ingress,
    name: 'the rule admits the wrong port',
    appliesTo: sendsPackets,
    inject(scene) {
      for (const rule of admitting(scene)) Object.assign(rule, { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432 });
      timesOut(scene);
    },
  },
  {
    ...ingress,
    name: 'the rule admits UDP in place of TCP',
    appliesTo: sendsPackets,
    inject(scene) {
      for (const rule of admitting(scene)) rule.IpProtocol = 'udp';
      timesOut(scene);
    },
  },
  {
    ...ingress,
    name: 'the rule names the group of a former load balancer',
    appliesTo: admitsByGroup,
    inject(scene) {
      const former = {
        GroupId: `sg-0${scene.targetGroup.TargetGroupArn.slice(-16)}`,
        GroupName: 'former-alb',
        VpcId: scene.targetGroup.VpcId,
      };
      scene.region.securityGroups?.push({ ...former, IpPermissions: [], IpPermissionsEgress: [] });
      for (const rule of admitting(scene)) {
        rule.UserIdGroupPairs = rule.UserIdGroupPairs?.map((pair) => ({ ...pair, GroupId: former.GroupId }));
      }
      timesOut(scene);
    },
  },
  {
    ...ingress,
    name: 'the rule names a group over a peering connection that was replaced',
    appliesTo: (scene) => admitsByGroup(scene) && isPeered(scene),
    inject(scene) {
      for (const rule of admitting(scene)) {
        for (const pair of rule.UserIdGroupPairs ?? []) {
          Object.assign(pair, { PeeringStatus: 'deleted', VpcPeeringConnectionId: 'pcx-0dead0dead0dead00' });
        }
      }
      timesOut(scene);
    },
  },
  {
    ...ingress,
    name: 'the rule admits the public addresses of the load balancer only',
    appliesTo: sendsPackets,
    inject(scene) {
      for (const rule of admitting(scene)) {
        const addresses = { IpRanges: [{ CidrIp: '203.0.113.0/24' }], Ipv6Ranges: [] };
        Object.assign(rule, { ...addresses, PrefixListIds: [], UserIdGroupPairs: [] });
      }
      timesOut(scene);
    },
  },
  {
    ...ingress,
    name: 'the prefix list that the rule names is emptied',
    appliesTo: admitsByList,
    inject(scene) {
      for (const list of scene.region.prefixLists ?? []) list.Entries = [];
      timesOut(scene);
    },
  },
  {
    ...ingress,
    name: 'the prefix list that the rule names lost one subnet',
    appliesTo: admitsByList,
    inject(scene) {
      for (const list of scene.region.prefixLists ?? []) list.Entries?.pop();
      timesOut(scene);
    },
  },
  {
    ...ingress,
    name: 'the range of dynamic ports is cut short',
    appliesTo: (scene) => checkPorts(scene).length > 1,
    inject(scene) {
      for (const rule of admitting(scene)) rule.ToPort = 40000;
      timesOut(scene, ({ Target }) => (Target.Port ?? 0) > 40000);
    },
  },
];

const egress = {
  cause: 'load-balancer-egress-blocked',
  layer: 'network',
  fix: 'change',
  appliesTo: hasGroups,
} as const;

function setEgress(scene: Scene, rules: readonly IpPermissionRecord[]): void {
  for (const group of loadBalancerSecurityGroups(scene)) group.IpPermissionsEgress = structuredClone([...rules]);
}

export const egressFaults: readonly Fault[] = [
  {
    ...egress,
    name: 'the load balancer has no outbound rule',
    inject(scene) {
      setEgress(scene, []);
      timesOut(scene);
    },
  },
  {
    ...egress,
    name: 'the load balancer may go out to another port only',
    inject(scene) {
      setEgress(scene, [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
      timesOut(scene);
    },
  },
  {
    ...egress,
    name: 'the load balancer may go out to the traffic port but not to the one of the health check',
    appliesTo: (scene) => hasGroups(scene) && scene.targetGroup.HealthCheckPort !== 'traffic-port',
    inject(scene) {
      const port = scene.targetGroup.Port ?? 0;
      setEgress(scene, [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
      timesOut(scene);
    },
  },
  {
    ...egress,
    name: 'the load balancer may go out to a network that the targets are not in',
    inject(scene) {
      setEgress(scene, [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '192.0.2.0/24' }] }]);
      timesOut(scene);
    },
  },
];
