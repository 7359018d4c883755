import check from '../../../lib/checks/reachability/target-ingress-blocked.ts';
import { targetSecurityGroups } from '../../faults/scene.ts';
import { isInState, showMetric, timesOut } from '../../faults/symptoms.ts';
import { askCheck, type Edit, outcomeOf } from '../../support/ask-check.ts';

const revoke: Edit = (scene) => {
  for (const group of targetSecurityGroups(scene)) group.IpPermissions = [];
};
const revokePort =
  (port: number): Edit =>
  (scene) => {
    for (const group of targetSecurityGroups(scene)) {
      group.IpPermissions = group.IpPermissions?.filter(({ FromPort }) => FromPort !== port);
    }
  };
const unhealthy: Edit = (scene) => timesOut(scene);
const all =
  (...edits: readonly Edit[]): Edit =>
  (scene) =>
    edits.forEach((edit) => {
      edit(scene);
    });
const draining: Edit = (scene) =>
  isInState(scene, 'draining', 'Target.DeregistrationInProgress', 'Target deregistration is in progress');
const gatewayTimeouts: Edit = (scene) => {
  const value = scene.loadBalancer.LoadBalancerArn.replace(/^.*:loadbalancer\//, '');
  showMetric(scene, {
    name: 'HTTPCode_ELB_504_Count',
    values: [0, 3],
    dimensions: [{ Name: 'LoadBalancer', Value: value }],
  });
};

askCheck(check, {
  good: [
    { name: 'the rule names the group of the load balancer', base: 'alb-to-instances' },
    { name: 'the rule names a prefix list of its subnets', base: 'alb-by-prefix-list' },
    { name: 'the rule names a group of a peered VPC', base: 'alb-to-peered-vpc' },
    { name: 'a load balancer without groups, admitted by CIDR', base: 'nlb-without-security-groups' },
    {
      name: 'traffic alone is shut for a target that is unhealthy for another reason',
      base: 'alb-with-management-port',
      edit: all(revokePort(8080), unhealthy),
    },
  ],
  bad: [
    {
      name: 'no rule is left',
      base: 'alb-to-instances',
      edit: all(revoke, unhealthy),
      says: /^sg-\w+ \(shop-targets\) admits nothing on tcp\/8080 from sg-\w+ \(shop-public-alb\)$/,
      confidence: 'certain',
      severity: 'high',
      targets: 4,
      evidence: { verdict: 'blocked', ports: [8080], blocked: [{ ports: '8080' }] },
      command: /IpProtocol=tcp,FromPort=8080,ToPort=8080,UserIdGroupPairs=\[\{GroupId=sg-\w+\}\]'$/,
    },
    {
      name: 'the rule names the group of another load balancer',
      base: 'alb-to-instances',
      edit: all((scene) => {
        for (const group of targetSecurityGroups(scene)) {
          for (const { UserIdGroupPairs } of group.IpPermissions ?? []) {
            for (const pair of UserIdGroupPairs ?? []) pair.GroupId = 'sg-0gone';
          }
        }
      }, unhealthy),
      says: /admits nothing on tcp\/8080 from sg-\w+ \(shop-public-alb\), only from sg-0gone$/,
    },
    {
      name: 'both ports are shut, and both are opened',
      base: 'alb-with-management-port',
      edit: all(revoke, unhealthy),
      says: /tcp\/9090 and tcp\/8080/,
      command: /FromPort=8080,.*FromPort=9090,/,
    },
    {
      name: 'only the port of the health check is shut, and only it is opened',
      base: 'alb-with-management-port',
      edit: all(revokePort(9090), unhealthy),
      says: /nothing on tcp\/9090 from/,
      command: /--ip-permissions 'IpProtocol=tcp,FromPort=9090,ToPort=9090,[^ ]*'$/,
    },
    {
      name: 'only traffic is shut for targets that ELB calls healthy',
      base: 'alb-with-management-port',
      edit: revokePort(8080),
      says: /nothing on tcp\/8080 from/,
      evidence: { modes: ['traffic'] },
    },
    {
      name: 'ELB still says healthy, and so does the message',
      base: 'alb-to-instances',
      edit: revoke,
      says: /though ELB still calls its targets healthy/,
      confidence: 'likely',
    },
    {
      name: 'the range of dynamic ports is opened whole',
      base: 'alb-to-dynamic-ports',
      edit: all(revoke, unhealthy),
      says: /tcp\/32\d\d\d/,
      command: /FromPort=32768,ToPort=65535,/,
    },
    {
      name: 'one subnet of the load balancer is not on the list',
      base: 'alb-by-prefix-list',
      edit: all((scene) => scene.region.prefixLists?.[0]?.Entries?.pop(), unhealthy),
      says: /from only part of .*, not from 10\.20\.1\.0\/24/,
      confidence: 'likely',
      evidence: { verdict: 'partlyBlocked' },
    },
    {
      name: 'a load balancer without groups is admitted by the subnets of its nodes',
      base: 'gwlb-to-appliances',
      edit: all(revoke, unhealthy),
      says: /from inspection \(10\.40\.10\.10, 10\.40\.11\.10\)/,
      command: /IpProtocol=udp,FromPort=6081,ToPort=6081,IpRanges=\[\{CidrIp=10\.40\.10\.0\/24\}\]/,
    },
    {
      name: 'an IPv6 target',
      base: 'alb-to-ipv6-targets',
      edit: all(revoke, unhealthy),
      says: /admits nothing on tcp/,
    },
    {
      name: 'draining targets only lose requests in flight',
      base: 'alb-to-instances',
      edit: all(revoke, draining),
      says: /admits nothing/,
      severity: 'medium',
    },
    {
      name: 'draining targets whose requests time out now',
      base: 'alb-to-instances',
      edit: all(revoke, draining, gatewayTimeouts),
      says: /admits nothing/,
      severity: 'high',
    },
    {
      name: 'targets out of use are not urgent',
      base: 'alb-to-instances',
      edit: all(revoke, (scene) => isInState(scene, 'unused', 'Target.NotInUse', 'Target group is not configured')),
      says: /admits nothing/,
      severity: 'medium',
    },
  ],
  other: [
    { name: 'Lambda targets have no network', base: 'alb-to-lambda', outcome: 'notApplicable' },
    {
      name: 'the groups are not in the snapshot',
      base: 'alb-to-instances',
      edit: (scene) => {
        scene.region.securityGroups = [];
      },
      outcome: 'unknown',
      because: /sg-\w+ is not in the snapshot/,
    },
  ],
});

test('a healthy neighbour that differs is evidence', () => {
  const outcome = outcomeOf(check, 'alb-to-instances', (scene) => {
    const [first] = scene.targets;
    const own = { GroupId: 'sg-0aaaaaaaaaaaaaaaa', GroupName: 'stray', VpcId: scene.targetGroup.VpcId };
    scene.region.securityGroups?.push({ ...own, IpPermissions: [], IpPermissionsEgress: [] });
    for (const eni of scene.region.networkInterfaces ?? []) {
      if (eni.Attachment?.InstanceId === first?.Target.Id) eni.Groups = [own];
    }
    timesOut(scene, (target) => target === first);
  });
  expect(outcome).toMatchObject({
    outcome: 'fail',
    cases: [
      {
        resource: 'sg-0aaaaaaaaaaaaaaaa',
        targets: [{ state: 'unhealthy' }],
        evidence: { healthyNeighbours: [{ resource: expect.not.stringContaining('sg-0aaa') }, {}, {}] },
      },
    ],
  });
});
