import type { ActionRecord } from '../../lib/snapshot/load-balancing.ts';
import type { Fault } from './fault.ts';
import { attributeOf, checksByHttp, type Scene, sendsPackets, targetSecurityGroups, typeOf } from './scene.ts';
import { probeSees, showMetric } from './symptoms.ts';

const covers = (from: number | null | undefined, to: number | null | undefined, port: number) =>
  (from ?? 0) <= port && port <= (to ?? 65535);

/** Rules of the targets for the traffic port, where the health check has another. */
function trafficRules(scene: Scene) {
  const { targetGroup } = scene;
  const rules = targetSecurityGroups(scene).flatMap(({ IpPermissions }) => IpPermissions ?? []);
  return rules.filter(({ FromPort, ToPort }) => covers(FromPort, ToPort, targetGroup.Port ?? 0));
}

const checksElsewhere = ({ targetGroup }: Scene) =>
  targetGroup.HealthCheckPort !== 'traffic-port' && targetGroup.Protocol !== 'GENEVE';
const keepsClients = (scene: Scene) =>
  attributeOf(scene, 'preserve_client_ip.enabled') === 'true' && scene.loadBalancer.Scheme === 'internet-facing';

function forwardsOf({ region, targetGroup }: Scene): readonly ActionRecord[] {
  const actions = [
    ...(region.listeners ?? []).flatMap(({ DefaultActions }) => DefaultActions ?? []),
    ...Object.values(region.rules ?? {}).flatMap((rules) => rules.flatMap(({ Actions }) => Actions ?? [])),
  ];
  return actions.filter((action) => JSON.stringify(action).includes(`"${targetGroup.TargetGroupArn}"`));
}

/** Faults that no health check shows: all targets are healthy. */
export const quietFaults: readonly Fault[] = [
  {
    name: 'the health check has its own port and the traffic port is closed',
    cause: 'healthy-but-unreachable',
    layer: 'none',
    fix: 'change',
    entails: ['target-ingress-blocked'],
    appliesTo: (scene) => sendsPackets(scene) && checksElsewhere(scene) && typeOf(scene) === 'application',
    inject(scene) {
      for (const rule of trafficRules(scene)) Object.assign(rule, { FromPort: 5432, ToPort: 5432 });
    },
  },
  {
    name: 'the targets admit the nodes, and clients keep their addresses',
    cause: 'client-ip-preservation-blocked',
    layer: 'none',
    entails: ['healthy-but-unreachable'],
    appliesTo: (scene) => keepsClients(scene) && scene.targetGroup.TargetType === 'instance',
    inject(scene) {
      for (const rule of trafficRules(scene)) rule.IpRanges = [{ CidrIp: '10.40.0.0/23' }];
    },
  },
  {
    name: 'the rule gives the group weight 0',
    cause: 'target-group-unused',
    layer: 'none',
    appliesTo: (scene) => typeOf(scene) === 'application' && sendsPackets(scene),
    inject(scene) {
      const { region, targetGroup } = scene;
      const green = targetGroup.TargetGroupArn.replace(/[^/]+$/, '00000000000green'.slice(-16));
      region.targetGroups?.push({ ...structuredClone(targetGroup), TargetGroupArn: green, TargetGroupName: 'green' });
      for (const key of ['targetGroupAttributes', 'targetHealth', 'tags'] as const) {
        const part: Record<string, unknown> = region[key] ?? {};
        part[green] = structuredClone(part[targetGroup.TargetGroupArn]);
      }
      for (const action of forwardsOf(scene)) {
        delete action.TargetGroupArn;
        const groups = [
          { TargetGroupArn: targetGroup.TargetGroupArn, Weight: 0 },
          { TargetGroupArn: green, Weight: 100 },
        ];
        action.ForwardConfig = { TargetGroups: groups };
      }
    },
  },
  {
    name: 'the targets close idle connections before the load balancer does',
    cause: 'keep-alive-shorter-than-idle-timeout',
    layer: 'none',
    appliesTo: (scene) =>
      typeOf(scene) === 'application' && checksByHttp(scene) && scene.targetGroup.ProtocolVersion === 'HTTP1',
    inject(scene) {
      const dimension = scene.loadBalancer.LoadBalancerArn.replace(/^.*:loadbalancer\//, '');
      const dimensions = [{ Name: 'LoadBalancer', Value: dimension }];
      showMetric(scene, { name: 'HTTPCode_ELB_502_Count', values: [1, 0, 2, 1, 0, 3, 1, 0, 1, 2], dimensions });
      const headers = { connection: 'keep-alive', 'keep-alive': 'timeout=5' };
      probeSees(scene, { outcome: 'response', statusCode: 200, headers });
    },
  },
];
