/** Changes of Elastic Load Balancing and Lambda, carried out on a region of a snapshot as AWS would. */
import type { AttributeRecord, LoadBalancerRecord, TargetGroupRecord } from '../snapshot/load-balancing.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Application, applied, refused } from './application.ts';
import type { NetworkChange } from './apply-network-change.ts';
import { pointListener } from './point-listener.ts';
import type { Change, HealthCheckSettings, TargetParameter } from './remedy.ts';
import { replaceRecord } from './replace-record.ts';

type LoadBalancingChange = Exclude<Change, NetworkChange>;
type Kind<K extends LoadBalancingChange['kind']> = Extract<LoadBalancingChange, { readonly kind: K }>;

export function applyLoadBalancingChange(
  region: RegionSnapshot,
  change: LoadBalancingChange,
): Application<RegionSnapshot> {
  switch (change.kind) {
    case 'set-subnets':
      return setSubnets(region, change);
    case 'modify-target-group':
      return modifyTargetGroup(region, change);
    case 'modify-target-group-attributes':
      return modifyAttributes(region, 'targetGroupAttributes', change.targetGroupArn, change.attributes);
    case 'modify-load-balancer-attributes':
      return modifyAttributes(region, 'loadBalancerAttributes', change.loadBalancerArn, change.attributes);
    case 'modify-listener':
      return setSslPolicy(region, change);
    case 'modify-listener-default-action':
      return pointListener(region, change.listenerArn, change.targetGroupArn);
    case 'deregister-targets':
      return deregisterTargets(region, change);
    case 'add-lambda-permission':
      return addLambdaPermission(region, change);
  }
}

function setSubnets(region: RegionSnapshot, change: Kind<'set-subnets'>): Application<RegionSnapshot> {
  const balancers = replaceRecord(
    region.loadBalancers,
    ({ LoadBalancerArn }) => LoadBalancerArn === change.loadBalancerArn,
    `load balancer ${change.loadBalancerArn}`,
    (balancer) => inSubnets(region, balancer, change.subnetIds),
  );
  return balancers.applicable ? applied({ ...region, loadBalancers: balancers.after }) : balancers;
}

type Zone = NonNullable<LoadBalancerRecord['AvailabilityZones']>[number];

/** The list replaces the old one; one subnet a zone, and at least two zones for an Application Load Balancer. */
function inSubnets(
  region: RegionSnapshot,
  balancer: LoadBalancerRecord,
  subnetIds: readonly string[],
): Application<LoadBalancerRecord> {
  const zones: Zone[] = [];
  for (const subnetId of subnetIds) {
    const enabled = balancer.AvailabilityZones?.find(({ SubnetId }) => SubnetId === subnetId);
    const subnet = region.subnets?.find(({ SubnetId }) => SubnetId === subnetId);
    if (enabled === undefined && subnet === undefined) return refused(`subnet ${subnetId} is not in the snapshot`);
    if (subnet !== undefined && balancer.VpcId && subnet.VpcId !== balancer.VpcId) {
      return refused(`subnet ${subnetId} is not in ${balancer.VpcId} (InvalidSubnet)`);
    }
    zones.push(enabled ?? { ZoneName: subnet?.AvailabilityZone, SubnetId: subnetId, LoadBalancerAddresses: [] });
  }
  const names = new Set(zones.map(({ ZoneName }) => ZoneName));
  if (names.size < zones.length) return refused('two of the subnets are in one zone (InvalidConfigurationRequest)');
  if (balancer.Type === 'application' && names.size < 2) return refused('an ALB needs subnets in two zones');
  return applied({ ...balancer, AvailabilityZones: zones });
}

function modifyTargetGroup(region: RegionSnapshot, change: Kind<'modify-target-group'>): Application<RegionSnapshot> {
  const groups = replaceRecord(
    region.targetGroups,
    ({ TargetGroupArn }) => TargetGroupArn === change.targetGroupArn,
    `target group ${change.targetGroupArn}`,
    (group) => withSettings(group, change.settings),
  );
  if (!groups.applicable) return groups;
  return applied({ ...region, targetGroups: groups.after, ...checkedOnPort(region, change) });
}

/** ELB answers the port it checks with each target's health. */
function checkedOnPort(
  region: RegionSnapshot,
  { targetGroupArn, settings: { port } }: Kind<'modify-target-group'>,
): Pick<RegionSnapshot, 'targetHealth'> {
  const targets = region.targetHealth?.[targetGroupArn];
  if (port === undefined || targets === undefined) return {};
  const portOf = ({ Target }: (typeof targets)[number]) =>
    port === 'traffic-port' ? (Target.Port == null ? null : String(Target.Port)) : port;
  const checked = targets.map((target) => ({ ...target, HealthCheckPort: portOf(target) }));
  return { targetHealth: { ...region.targetHealth, [targetGroupArn]: checked } };
}

function withSettings(group: TargetGroupRecord, settings: HealthCheckSettings): Application<TargetGroupRecord> {
  const { httpCodes, grpcCodes } = settings;
  const after: TargetGroupRecord = {
    ...group,
    ...present('HealthCheckProtocol', settings.protocol),
    ...present('HealthCheckPort', settings.port),
    ...present('HealthCheckPath', settings.path),
    ...present('HealthCheckIntervalSeconds', settings.intervalSeconds),
    ...present('HealthCheckTimeoutSeconds', settings.timeoutSeconds),
    ...present('HealthyThresholdCount', settings.healthyThreshold),
    ...present('UnhealthyThresholdCount', settings.unhealthyThreshold),
    ...(httpCodes === undefined ? {} : { Matcher: { HttpCode: httpCodes } }),
    ...(grpcCodes === undefined ? {} : { Matcher: { GrpcCode: grpcCodes } }),
  };
  const problem = problemOf(after);
  return problem === undefined ? applied(after) : refused(problem);
}

const present = <K extends string, V>(key: K, value: V | undefined): { readonly [Key in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [Key in K]?: V });

/** What ModifyTargetGroup refuses; the ranges are those of its API reference. */
function problemOf(group: TargetGroupRecord): string | undefined {
  const interval = group.HealthCheckIntervalSeconds;
  const timeout = group.HealthCheckTimeoutSeconds;
  if (interval != null && (interval < 5 || interval > 300)) return `an interval of ${interval} s is not in 5–300`;
  if (timeout != null && (timeout < 2 || timeout > 120)) return `a timeout of ${timeout} s is not in 2–120`;
  if (interval != null && timeout != null && timeout >= interval) {
    return `the interval (${interval} s) must be greater than the timeout (${timeout} s)`;
  }
  const thresholds = [group.HealthyThresholdCount, group.UnhealthyThresholdCount];
  const odd = thresholds.find((count) => count != null && (count < 2 || count > 10));
  if (odd != null) return `a threshold of ${odd} is not in 2–10`;
  const isApplication = group.Protocol === 'HTTP' || group.Protocol === 'HTTPS' || group.TargetType === 'lambda';
  const codes = group.Matcher?.HttpCode ?? '';
  const highest = Math.max(0, ...(codes.match(/\d+/g) ?? []).map(Number));
  if (isApplication && highest > 499) return `an ALB's matcher accepts 200–499, not ${codes}`;
  return isApplication && group.HealthCheckProtocol === 'TCP' ? 'an ALB checks by HTTP or HTTPS, not TCP' : undefined;
}

function modifyAttributes(
  region: RegionSnapshot,
  part: 'targetGroupAttributes' | 'loadBalancerAttributes',
  arn: string,
  attributes: Readonly<Record<string, string>>,
): Application<RegionSnapshot> {
  const all = region[part];
  const current = all?.[arn];
  if (current === undefined) return refused(`the attributes of ${arn} are not in the snapshot`);
  return applied({ ...region, [part]: { ...all, [arn]: withAttributes(current, attributes) } });
}

function withAttributes(
  current: readonly AttributeRecord[],
  attributes: Readonly<Record<string, string>>,
): AttributeRecord[] {
  const kept = current.map((record) => {
    const value = attributes[record.Key];
    return value === undefined ? record : { ...record, Value: value };
  });
  const added = Object.entries(attributes).filter(([key]) => !current.some(({ Key }) => Key === key));
  return [...kept, ...added.map(([Key, Value]) => ({ Key, Value }))];
}

function setSslPolicy(region: RegionSnapshot, change: Kind<'modify-listener'>): Application<RegionSnapshot> {
  const listeners = replaceRecord(
    region.listeners,
    ({ ListenerArn }) => ListenerArn === change.listenerArn,
    `listener ${change.listenerArn}`,
    (listener) =>
      listener.Protocol === 'HTTPS' || listener.Protocol === 'TLS'
        ? applied({ ...listener, SslPolicy: change.sslPolicy })
        : refused(`a ${listener.Protocol ?? 'protocol-less'} listener has no security policy`),
  );
  return listeners.applicable ? applied({ ...region, listeners: listeners.after }) : listeners;
}

/** As it is when deregistration is over. */
function deregisterTargets(region: RegionSnapshot, change: Kind<'deregister-targets'>): Application<RegionSnapshot> {
  const registered = region.targetHealth?.[change.targetGroupArn];
  if (registered === undefined) return refused(`the targets of ${change.targetGroupArn} are not in the snapshot`);
  const group = region.targetGroups?.find(({ TargetGroupArn }) => TargetGroupArn === change.targetGroupArn);
  const isGone = ({ Target }: (typeof registered)[number]) =>
    change.targets.some((target) =>
      isSameTarget(target, { id: Target.Id, port: Target.Port ?? group?.Port ?? undefined }),
    );
  const missing = change.targets.length - registered.filter(isGone).length;
  if (missing > 0) return refused(`${missing} of the targets to deregister are not registered`);
  const targetHealth = {
    ...region.targetHealth,
    [change.targetGroupArn]: registered.filter((target) => !isGone(target)),
  };
  return applied({ ...region, targetHealth });
}

/** A target named without a port is the one on the group's own. */
const isSameTarget = (named: TargetParameter, registered: TargetParameter): boolean =>
  named.id === registered.id && (named.port === undefined || named.port === registered.port);

function addLambdaPermission(
  region: RegionSnapshot,
  change: Kind<'add-lambda-permission'>,
): Application<RegionSnapshot> {
  const { functionArn, targetGroupArn, statementId } = change;
  const policies = region.lambdaPolicies ?? {};
  const policy = policies[functionArn];
  if (policy === undefined) return refused(`the policy of ${functionArn} is not in the snapshot`);
  const statements = policy?.Statement ?? [];
  if (statements.some((statement) => statement.Sid === statementId)) {
    return refused(`the policy of ${functionArn} already has a statement ${statementId} (ResourceConflictException)`);
  }
  const statement = {
    Sid: statementId,
    Effect: 'Allow',
    Principal: { Service: 'elasticloadbalancing.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: functionArn,
    Condition: { ArnLike: { 'AWS:SourceArn': targetGroupArn } },
  };
  const after = { ...policy, Statement: [...statements, statement] };
  return applied({ ...region, lambdaPolicies: { ...policies, [functionArn]: after } });
}
