import { applyChanges, applyRemedy } from '../../lib/remedy/apply-remedy.ts';
import { type Change, change, nextStep } from '../../lib/remedy/remedy.ts';
import type { RegionSnapshot, Snapshot } from '../../lib/snapshot/snapshot.ts';
import { CHANGES, FUNCTION, GROUP, LISTENER, LOAD_BALANCER, OTHER_GROUP, region } from './changes.ts';

const snapshot = (): Snapshot => ({
  schema: 'snapshot/1',
  capturedAt: '2026-11-22T12:00:00Z',
  accountId: '123456789012',
  regions: [{ region: 'us-east-1' }, region()],
});

/** The region after a change that can be carried out. */
function after(...changes: readonly Change[]): RegionSnapshot {
  const result = applyChanges(region(), changes);
  if (!result.applicable) throw new Error(result.because);
  return result.after;
}

const refusalOf = (...changes: readonly Change[]): string => {
  const result = applyChanges(region(), changes);
  return result.applicable ? 'applied' : result.because;
};

describe.each(CHANGES.map((each) => [each.change.kind, each] as const))('%s', (_, { change: each, touches }) => {
  test('touches what AWS would change and shares all else', () => {
    const before = snapshot();
    const frozen = JSON.stringify(before);
    const result = applyRemedy(before, change('eu-west-1', 'try it', each));
    if (!result.applicable) throw new Error(result.because);
    const [elsewhere, here] = result.after.regions;
    expect(elsewhere).toBe(before.regions[0]);
    const was = before.regions[1];
    const changed = Object.keys(here ?? {}).filter((part) => here?.[part] !== was?.[part]);
    expect(changed.sort()).toEqual([...touches].sort());
    expect(JSON.stringify(before)).toBe(frozen);
  });
});

const tcp = (port: number, peer: { groupId: string } | { cidr: string }) => ({
  protocol: 'tcp',
  fromPort: port,
  toPort: port,
  peer,
});
const admit = (groupId: string, ...permissions: readonly ReturnType<typeof tcp>[]): Change => ({
  kind: 'authorize-security-group-ingress',
  groupId,
  permissions,
});

test('a rule names the group with its owner, and over a peering connection with that', () => {
  const rulesOf = (id: string, from: RegionSnapshot) =>
    from.securityGroups
      ?.find(({ GroupId }) => GroupId === id)
      ?.IpPermissions?.flatMap(({ UserIdGroupPairs }) => UserIdGroupPairs);
  expect(rulesOf('sg-0a1', after(admit('sg-0a1', tcp(80, { groupId: 'sg-0f7' }))))).toEqual([
    { GroupId: 'sg-0f7', UserId: '123456789012' },
  ]);
  expect(rulesOf('sg-0a1', after(admit('sg-0a1', tcp(80, { groupId: 'sg-0b2' }))))).toEqual([
    {
      GroupId: 'sg-0b2',
      UserId: '123456789012',
      VpcId: 'vpc-2',
      VpcPeeringConnectionId: 'pcx-0c1',
      PeeringStatus: 'active',
    },
  ]);
});

test('a started instance runs, and the reason why it was stopped is gone', () => {
  const [instance] = after({ kind: 'start-instances', instanceIds: ['i-0c1'] }).instances ?? [];
  expect(instance).toEqual({ InstanceId: 'i-0c1', State: { Code: 16, Name: 'running' } });
});

test('a listener that forwards attaches the group, in its rules too, and lets go of the other', () => {
  const changed = after({ kind: 'modify-listener-default-action', listenerArn: LISTENER, targetGroupArn: GROUP });
  const attached = Object.fromEntries(
    (changed.targetGroups ?? []).map((group) => [group.TargetGroupArn, group.LoadBalancerArns]),
  );
  expect(attached).toEqual({ [GROUP]: [LOAD_BALANCER], [OTHER_GROUP]: [] });
  expect(changed.rules?.[LISTENER]?.[0]?.Actions?.[0]?.TargetGroupArn).toBe(GROUP);
});

test('a group that a rule of the load balancer may still name stays attached', () => {
  const { rules: _, ...unread } = region();
  const result = applyChanges(unread, [
    { kind: 'modify-listener-default-action', listenerArn: LISTENER, targetGroupArn: GROUP },
  ]);
  const groups = result.applicable ? result.after.targetGroups : [];
  expect(groups?.map(({ LoadBalancerArns }) => LoadBalancerArns)).toEqual([[LOAD_BALANCER], [LOAD_BALANCER]]);
});

test('a target named without a port is the one on the port of the group', () => {
  const left = after({ kind: 'deregister-targets', targetGroupArn: GROUP, targets: [{ id: 'i-0c2', port: 80 }] });
  expect(left.targetHealth?.[GROUP]?.map(({ Target }) => Target.Id)).toEqual(['i-0c1', 'i-0c3']);
});

test('the port that is checked follows the setting', () => {
  const portsOf = (port: string) =>
    after({ kind: 'modify-target-group', targetGroupArn: GROUP, settings: { port } }).targetHealth?.[GROUP]?.map(
      ({ HealthCheckPort }) => HealthCheckPort,
    );
  expect(portsOf('9090')).toEqual(['9090', '9090', '9090']);
  expect(portsOf('traffic-port')).toEqual(['8080', '80', '80']);
});

test('a function without a policy gets one that names the target group', () => {
  const { lambdaPolicies } = after({
    kind: 'add-lambda-permission',
    functionArn: FUNCTION,
    targetGroupArn: GROUP,
    statementId: 'elb',
  });
  expect(lambdaPolicies?.[FUNCTION]?.Statement).toEqual([
    expect.objectContaining({ Sid: 'elb', Condition: { ArnLike: { 'AWS:SourceArn': GROUP } } }),
  ]);
});

const settings = (values: object): Change => ({ kind: 'modify-target-group', targetGroupArn: GROUP, settings: values });
const subnets = (...subnetIds: readonly string[]): Change => ({
  kind: 'set-subnets',
  loadBalancerArn: LOAD_BALANCER,
  subnetIds,
});
const entry = (ruleNumber: number): Change => ({
  kind: 'create-network-acl-entry',
  networkAclId: 'acl-09',
  egress: true,
  ruleNumber,
  protocol: 6,
  fromPort: 80,
  toPort: 80,
  cidr: '10.0.0.0/16',
});
const route = (kind: 'create-route' | 'replace-route', destination: string): Change => ({
  kind,
  routeTableId: 'rtb-01',
  destination,
  target: { vpcPeeringConnectionId: 'pcx-0c1' },
});

test.each<[string, readonly Change[], RegExp]>([
  [
    'a security group that is not there',
    [admit('sg-none', tcp(80, { cidr: '10.0.0.0/8' }))],
    /sg-none is not in the snapshot/,
  ],
  [
    'a peer group that is not there',
    [admit('sg-0a1', tcp(80, { groupId: 'sg-none' }))],
    /sg-none is not in the snapshot/,
  ],
  [
    'a rule twice',
    [admit('sg-0a1', tcp(80, { cidr: '10.0.0.0/8' })), admit('sg-0a1', tcp(80, { cidr: '10.0.0.0/8' }))],
    /Duplicate/,
  ],
  [
    'an ACL that is not there',
    [{ kind: 'delete-network-acl-entry', networkAclId: 'acl-none', egress: true, ruleNumber: 1 }],
    /acl-none is not/,
  ],
  ['a rule number in use', [entry(100)], /AlreadyExists/],
  ['a rule number out of range', [entry(32767)], /1–32766/],
  [
    'an ACL entry that is not there',
    [{ kind: 'delete-network-acl-entry', networkAclId: 'acl-09', egress: true, ruleNumber: 1 }],
    /NotFound/,
  ],
  ['a route that exists', [route('create-route', '10.0.11.0/24')], /RouteAlreadyExists/],
  ['a route that does not', [route('replace-route', '10.77.0.0/16')], /NotFound/],
  [
    'the local route deleted',
    [{ kind: 'delete-route', routeTableId: 'rtb-01', destination: '10.0.0.0/16' }],
    /local route/,
  ],
  [
    'a peering connection that is active',
    [{ kind: 'accept-vpc-peering-connection', vpcPeeringConnectionId: 'pcx-0c1' }],
    /is active/,
  ],
  ['two subnets of one zone', [subnets('subnet-a', 'subnet-a2')], /one zone/],
  ['a subnet of another VPC', [subnets('subnet-a', 'subnet-x')], /not in vpc-1/],
  ['one subnet for an ALB', [subnets('subnet-a')], /two zones/],
  ['a timeout as long as the interval', [settings({ timeoutSeconds: 30 })], /greater than the timeout/],
  ['an interval out of range', [settings({ intervalSeconds: 301 })], /5–300/],
  ['a threshold out of range', [settings({ unhealthyThreshold: 1 })], /2–10/],
  ['a 5xx in the matcher of an ALB', [settings({ httpCodes: '200,503' })], /200–499/],
  ['TCP checks of an ALB', [settings({ protocol: 'TCP' })], /HTTP or HTTPS/],
  ['an instance that runs', [{ kind: 'start-instances', instanceIds: ['i-0c2'] }], /only a stopped one/],
  [
    'a target that is not registered',
    [{ kind: 'deregister-targets', targetGroupArn: GROUP, targets: [{ id: 'i-none', port: 80 }] }],
    /not registered/,
  ],
  [
    'a function that is not there',
    [{ kind: 'add-lambda-permission', functionArn: 'arn:none', targetGroupArn: GROUP, statementId: 'elb' }],
    /not in the snapshot/,
  ],
  [
    'attributes that were not read',
    [{ kind: 'modify-target-group-attributes', targetGroupArn: OTHER_GROUP, attributes: { a: 'b' } }],
    /not in the snapshot/,
  ],
  [
    'a target group that is not there',
    [{ kind: 'modify-listener-default-action', listenerArn: LISTENER, targetGroupArn: 'arn:none' }],
    /not in the snapshot/,
  ],
  [
    'a listener that is not there',
    [{ kind: 'modify-listener', listenerArn: 'arn:none', sslPolicy: 'x' }],
    /not in the snapshot/,
  ],
])('AWS would refuse %s', (_, changes, why) => {
  expect(refusalOf(...changes)).toMatch(why);
});

test('a step for a person and a region that was not read cannot be tried', () => {
  expect(applyRemedy(snapshot(), nextStep('fix the application'))).toMatchObject({ applicable: false });
  expect(applyRemedy(snapshot(), change('eu-north-1', '', entry(1)))).toMatchObject({
    applicable: false,
    because: 'region eu-north-1 is not in the snapshot',
  });
});
