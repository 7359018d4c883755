/** One change of every kind, with the command that it is and the snapshot member it touches. */
import type { Change } from '../../lib/remedy/remedy.ts';
import type { RegionSnapshot } from '../../lib/snapshot/snapshot.ts';

export const GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders/0123456789abcdef';
export const OTHER_GROUP = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/old/fedcba9876543210';
export const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/50dc6c495c0c9188';
export const LISTENER = `${LOAD_BALANCER.replace(':loadbalancer/', ':listener/')}/f2f7dc8efc522ab2`;
export const FUNCTION = 'arn:aws:lambda:eu-west-1:123456789012:function:hooks:live';

export interface KnownChange {
  readonly change: Change;
  readonly command: string;
  /** What of the snapshot it touches. */
  readonly touches: readonly (keyof RegionSnapshot)[];
}

export const CHANGES: readonly KnownChange[] = [
  {
    change: {
      kind: 'authorize-security-group-ingress',
      groupId: 'sg-0a1',
      permissions: [{ protocol: 'tcp', fromPort: 8080, toPort: 8080, peer: { groupId: 'sg-0f7' } }],
    },
    command:
      "aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0a1 --ip-permissions 'IpProtocol=tcp,FromPort=8080,ToPort=8080,UserIdGroupPairs=[{GroupId=sg-0f7}]'",
    touches: ['securityGroups'],
  },
  {
    change: {
      kind: 'authorize-security-group-egress',
      groupId: 'sg-0f7',
      permissions: [
        { protocol: 'tcp', fromPort: 8080, toPort: 8081, peer: { cidr: '10.0.11.0/24' } },
        { protocol: '-1', fromPort: 0, toPort: 0, peer: { cidr: '2001:db8::/64' } },
      ],
    },
    command:
      "aws ec2 authorize-security-group-egress --region eu-west-1 --group-id sg-0f7 --ip-permissions 'IpProtocol=tcp,FromPort=8080,ToPort=8081,IpRanges=[{CidrIp=10.0.11.0/24}]' 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=2001:db8::/64}]'",
    touches: ['securityGroups'],
  },
  {
    change: {
      kind: 'create-network-acl-entry',
      networkAclId: 'acl-09',
      egress: true,
      ruleNumber: 95,
      protocol: 6,
      fromPort: 1024,
      toPort: 65535,
      cidr: '10.0.1.0/24',
    },
    command:
      'aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-09 --egress --rule-number 95 --protocol 6 --port-range From=1024,To=65535 --cidr-block 10.0.1.0/24 --rule-action allow',
    touches: ['networkAcls'],
  },
  {
    change: {
      kind: 'create-network-acl-entry',
      networkAclId: 'acl-09',
      egress: false,
      ruleNumber: 96,
      protocol: -1,
      fromPort: 0,
      toPort: 65535,
      cidr: '2001:db8::/64',
      action: 'deny',
    },
    command:
      'aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-09 --ingress --rule-number 96 --protocol -1 --ipv6-cidr-block 2001:db8::/64 --rule-action deny',
    touches: ['networkAcls'],
  },
  {
    change: { kind: 'delete-network-acl-entry', networkAclId: 'acl-09', egress: true, ruleNumber: 100 },
    command: 'aws ec2 delete-network-acl-entry --region eu-west-1 --network-acl-id acl-09 --egress --rule-number 100',
    touches: ['networkAcls'],
  },
  {
    change: { kind: 'accept-vpc-peering-connection', vpcPeeringConnectionId: 'pcx-0d1' },
    command: 'aws ec2 accept-vpc-peering-connection --region eu-west-1 --vpc-peering-connection-id pcx-0d1',
    touches: ['vpcPeeringConnections'],
  },
  {
    change: {
      kind: 'create-route',
      routeTableId: 'rtb-01',
      destination: '10.9.0.0/16',
      target: { vpcPeeringConnectionId: 'pcx-0c1' },
    },
    command:
      'aws ec2 create-route --region eu-west-1 --route-table-id rtb-01 --destination-cidr-block 10.9.0.0/16 --vpc-peering-connection-id pcx-0c1',
    touches: ['routeTables'],
  },
  {
    change: {
      kind: 'replace-route',
      routeTableId: 'rtb-01',
      destination: '10.0.0.0/16',
      target: { gatewayId: 'local' },
    },
    command:
      'aws ec2 replace-route --region eu-west-1 --route-table-id rtb-01 --destination-cidr-block 10.0.0.0/16 --local-target',
    touches: ['routeTables'],
  },
  {
    change: {
      kind: 'replace-route',
      routeTableId: 'rtb-01',
      destination: '2001:db8::/56',
      target: { networkInterfaceId: 'eni-07' },
    },
    command:
      'aws ec2 replace-route --region eu-west-1 --route-table-id rtb-01 --destination-ipv6-cidr-block 2001:db8::/56 --network-interface-id eni-07',
    touches: ['routeTables'],
  },
  {
    change: { kind: 'delete-route', routeTableId: 'rtb-01', destination: '10.0.11.0/24' },
    command: 'aws ec2 delete-route --region eu-west-1 --route-table-id rtb-01 --destination-cidr-block 10.0.11.0/24',
    touches: ['routeTables'],
  },
  {
    change: { kind: 'set-subnets', loadBalancerArn: LOAD_BALANCER, subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'] },
    command: `aws elbv2 set-subnets --region eu-west-1 --load-balancer-arn ${LOAD_BALANCER} --subnets subnet-a subnet-b subnet-c`,
    touches: ['loadBalancers'],
  },
  {
    change: {
      kind: 'modify-target-group',
      targetGroupArn: GROUP,
      settings: {
        protocol: 'HTTP',
        port: '9090',
        path: '/health?deep=1&from=elb',
        intervalSeconds: 20,
        timeoutSeconds: 10,
        healthyThreshold: 3,
        unhealthyThreshold: 4,
        httpCodes: '200,301-302',
      },
    },
    command: `aws elbv2 modify-target-group --region eu-west-1 --target-group-arn ${GROUP} --health-check-protocol HTTP --health-check-port 9090 --health-check-path '/health?deep=1&from=elb' --health-check-interval-seconds 20 --health-check-timeout-seconds 10 --healthy-threshold-count 3 --unhealthy-threshold-count 4 --matcher 'HttpCode="200,301-302"'`,
    touches: ['targetGroups', 'targetHealth'],
  },
  {
    change: { kind: 'modify-target-group', targetGroupArn: GROUP, settings: { grpcCodes: '0' } },
    command: `aws elbv2 modify-target-group --region eu-west-1 --target-group-arn ${GROUP} --matcher GrpcCode=0`,
    touches: ['targetGroups'],
  },
  {
    change: {
      kind: 'modify-target-group-attributes',
      targetGroupArn: GROUP,
      attributes: { 'preserve_client_ip.enabled': 'false', 'slow_start.duration_seconds': '30' },
    },
    command: `aws elbv2 modify-target-group-attributes --region eu-west-1 --target-group-arn ${GROUP} --attributes Key=preserve_client_ip.enabled,Value=false Key=slow_start.duration_seconds,Value=30`,
    touches: ['targetGroupAttributes'],
  },
  {
    change: {
      kind: 'modify-load-balancer-attributes',
      loadBalancerArn: LOAD_BALANCER,
      attributes: { 'idle_timeout.timeout_seconds': '60' },
    },
    command: `aws elbv2 modify-load-balancer-attributes --region eu-west-1 --load-balancer-arn ${LOAD_BALANCER} --attributes Key=idle_timeout.timeout_seconds,Value=60`,
    touches: ['loadBalancerAttributes'],
  },
  {
    change: { kind: 'modify-listener', listenerArn: LISTENER, sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' },
    command: `aws elbv2 modify-listener --region eu-west-1 --listener-arn ${LISTENER} --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06`,
    touches: ['listeners'],
  },
  {
    change: { kind: 'modify-listener-default-action', listenerArn: LISTENER, targetGroupArn: GROUP },
    command: `aws elbv2 modify-listener --region eu-west-1 --listener-arn ${LISTENER} --default-actions Type=forward,TargetGroupArn=${GROUP}`,
    touches: ['listeners', 'rules', 'targetGroups'],
  },
  {
    change: {
      kind: 'deregister-targets',
      targetGroupArn: GROUP,
      targets: [
        { id: 'i-0c1', port: 8080 },
        { id: 'i-0c2', port: undefined },
      ],
    },
    command: `aws elbv2 deregister-targets --region eu-west-1 --target-group-arn ${GROUP} --targets Id=i-0c1,Port=8080 Id=i-0c2`,
    touches: ['targetHealth'],
  },
  {
    change: { kind: 'start-instances', instanceIds: ['i-0c1'] },
    command: 'aws ec2 start-instances --region eu-west-1 --instance-ids i-0c1',
    touches: ['instances'],
  },
  {
    change: { kind: 'add-lambda-permission', functionArn: FUNCTION, targetGroupArn: GROUP, statementId: 'elb' },
    command: `aws lambda add-permission --region eu-west-1 --function-name arn:aws:lambda:eu-west-1:123456789012:function:hooks --qualifier live --statement-id elb --action lambda:InvokeFunction --principal elasticloadbalancing.amazonaws.com --source-arn ${GROUP}`,
    touches: ['lambdaPolicies'],
  },
];

const forwardTo = (arn: string) => ({ Type: 'forward', TargetGroupArn: arn });

/** An account on which every one of the changes can be carried out. */
export function region(): RegionSnapshot {
  return {
    region: 'eu-west-1',
    loadBalancers: [
      {
        LoadBalancerArn: LOAD_BALANCER,
        Type: 'application',
        VpcId: 'vpc-1',
        AvailabilityZones: [
          { ZoneName: 'eu-west-1a', SubnetId: 'subnet-a' },
          { ZoneName: 'eu-west-1b', SubnetId: 'subnet-b' },
        ],
      },
    ],
    loadBalancerAttributes: { [LOAD_BALANCER]: [{ Key: 'idle_timeout.timeout_seconds', Value: '4000' }] },
    listeners: [
      {
        ListenerArn: LISTENER,
        LoadBalancerArn: LOAD_BALANCER,
        Protocol: 'HTTPS',
        Port: 443,
        DefaultActions: [forwardTo(OTHER_GROUP)],
      },
    ],
    rules: { [LISTENER]: [{ Priority: 'default', IsDefault: true, Actions: [forwardTo(OTHER_GROUP)] }] },
    targetGroups: [
      {
        TargetGroupArn: GROUP,
        TargetType: 'instance',
        Protocol: 'HTTP',
        Port: 80,
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 5,
        LoadBalancerArns: [],
      },
      { TargetGroupArn: OTHER_GROUP, Protocol: 'HTTP', LoadBalancerArns: [LOAD_BALANCER] },
    ],
    targetGroupAttributes: { [GROUP]: [{ Key: 'preserve_client_ip.enabled', Value: 'true' }] },
    targetHealth: {
      [GROUP]: [
        { Target: { Id: 'i-0c1', Port: 8080 }, HealthCheckPort: '8080' },
        { Target: { Id: 'i-0c2', Port: 80 }, HealthCheckPort: '80' },
        { Target: { Id: 'i-0c3', Port: 80 }, HealthCheckPort: '80' },
      ],
    },
    instances: [
      { InstanceId: 'i-0c1', State: { Name: 'stopped' }, StateReason: { Message: 'stopped by a user' } },
      { InstanceId: 'i-0c2', State: { Name: 'running' } },
    ],
    securityGroups: [
      { GroupId: 'sg-0a1', VpcId: 'vpc-1', OwnerId: '123456789012', IpPermissions: [], IpPermissionsEgress: [] },
      { GroupId: 'sg-0f7', VpcId: 'vpc-1', OwnerId: '123456789012', IpPermissions: [], IpPermissionsEgress: [] },
      { GroupId: 'sg-0b2', VpcId: 'vpc-2', OwnerId: '123456789012', IpPermissions: [], IpPermissionsEgress: [] },
    ],
    networkAcls: [
      {
        NetworkAclId: 'acl-09',
        Entries: [{ RuleNumber: 100, Egress: true, Protocol: '-1', RuleAction: 'deny', CidrBlock: '0.0.0.0/0' }],
      },
    ],
    routeTables: [
      {
        RouteTableId: 'rtb-01',
        Routes: [
          { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
          { DestinationCidrBlock: '10.0.11.0/24', NatGatewayId: 'nat-1', Origin: 'CreateRoute', State: 'blackhole' },
          {
            DestinationIpv6CidrBlock: '2001:db8::/56',
            GatewayId: 'local',
            Origin: 'CreateRouteTable',
            State: 'active',
          },
        ],
      },
    ],
    subnets: [
      { SubnetId: 'subnet-a', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1a' },
      { SubnetId: 'subnet-b', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1b' },
      { SubnetId: 'subnet-c', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1c' },
      { SubnetId: 'subnet-a2', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1a' },
      { SubnetId: 'subnet-x', VpcId: 'vpc-2', AvailabilityZone: 'eu-west-1c' },
    ],
    vpcPeeringConnections: [
      {
        VpcPeeringConnectionId: 'pcx-0c1',
        Status: { Code: 'active' },
        RequesterVpcInfo: { VpcId: 'vpc-1' },
        AccepterVpcInfo: { VpcId: 'vpc-2' },
      },
      { VpcPeeringConnectionId: 'pcx-0d1', Status: { Code: 'pending-acceptance' } },
    ],
    lambdaPolicies: { [FUNCTION]: null },
  };
}
