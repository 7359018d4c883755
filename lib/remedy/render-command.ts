/** Remedies as AWS CLI v2 commands that can be pasted. */
import type { Change, HealthCheckSettings, Permission, Remedy, RouteTargetParameter } from './remedy.ts';
import { joinCommands, quote } from './shell.ts';

/** The commands of a remedy in the order in which to run them; none where only a person can act. */
export function commandsOf(remedy: Remedy): readonly string[] {
  if (remedy.kind === 'next-step') return remedy.command === '' ? [] : [remedy.command];
  return remedy.changes.map((change) => {
    const [service, operation, ...parameters] = wordsOf(change);
    return ['aws', service, operation, '--region', remedy.region, ...parameters].map((word) => quote(word)).join(' ');
  });
}

/** One text to paste, whatever the number of commands. */
export const commandOf = (remedy: Remedy): string => joinCommands(commandsOf(remedy));

type Words = readonly [service: string, operation: string, ...parameters: string[]];

function wordsOf(change: Change): Words {
  switch (change.kind) {
    case 'authorize-security-group-ingress':
    case 'authorize-security-group-egress':
      return ['ec2', change.kind, '--group-id', change.groupId, '--ip-permissions', ...change.permissions.map(permit)];
    case 'create-network-acl-entry':
      return ['ec2', change.kind, ...aclEntryWords(change)];
    case 'delete-network-acl-entry':
      return ['ec2', change.kind, ...aclEntryName(change)];
    case 'accept-vpc-peering-connection':
      return ['ec2', change.kind, '--vpc-peering-connection-id', change.vpcPeeringConnectionId];
    case 'create-route':
    case 'replace-route':
      return ['ec2', change.kind, ...routeWords(change), ...routeTargetWords(change.target)];
    case 'delete-route':
      return ['ec2', change.kind, ...routeWords(change)];
    case 'start-instances':
      return ['ec2', change.kind, '--instance-ids', ...change.instanceIds];
    case 'add-lambda-permission':
      return ['lambda', 'add-permission', ...lambdaPermissionWords(change)];
    default:
      return loadBalancingWords(change);
  }
}

type LoadBalancingChange = Extract<
  Change,
  { readonly targetGroupArn: string } | { readonly loadBalancerArn: string } | { readonly listenerArn: string }
>;

function loadBalancingWords(change: Exclude<LoadBalancingChange, { readonly kind: 'add-lambda-permission' }>): Words {
  switch (change.kind) {
    case 'set-subnets':
      return ['elbv2', change.kind, '--load-balancer-arn', change.loadBalancerArn, '--subnets', ...change.subnetIds];
    case 'modify-target-group':
      return ['elbv2', change.kind, '--target-group-arn', change.targetGroupArn, ...healthCheckWords(change.settings)];
    case 'modify-target-group-attributes':
      return [
        'elbv2',
        change.kind,
        '--target-group-arn',
        change.targetGroupArn,
        '--attributes',
        ...attributeWords(change.attributes),
      ];
    case 'modify-load-balancer-attributes':
      return [
        'elbv2',
        change.kind,
        '--load-balancer-arn',
        change.loadBalancerArn,
        '--attributes',
        ...attributeWords(change.attributes),
      ];
    case 'modify-listener':
      return ['elbv2', change.kind, '--listener-arn', change.listenerArn, '--ssl-policy', change.sslPolicy];
    case 'modify-listener-default-action': {
      const action = `Type=forward,TargetGroupArn=${change.targetGroupArn}`;
      return ['elbv2', 'modify-listener', '--listener-arn', change.listenerArn, '--default-actions', action];
    }
    case 'deregister-targets': {
      const targets = change.targets.map(({ id, port }) => (port === undefined ? `Id=${id}` : `Id=${id},Port=${port}`));
      return ['elbv2', change.kind, '--target-group-arn', change.targetGroupArn, '--targets', ...targets];
    }
  }
}

/** One permission in shorthand, the form that AWS's own examples use. */
function permit({ protocol, fromPort, toPort, peer }: Permission): string {
  const ports = protocol === '-1' ? '' : `,FromPort=${fromPort},ToPort=${toPort}`;
  return `IpProtocol=${protocol}${ports},${permittedPeer(peer)}`;
}

function permittedPeer(peer: Permission['peer']): string {
  if ('groupId' in peer) return `UserIdGroupPairs=[{GroupId=${peer.groupId}}]`;
  return isIpv6(peer.cidr) ? `Ipv6Ranges=[{CidrIpv6=${peer.cidr}}]` : `IpRanges=[{CidrIp=${peer.cidr}}]`;
}

const isIpv6 = (cidr: string): boolean => cidr.includes(':');

function aclEntryWords(entry: Extract<Change, { readonly kind: 'create-network-acl-entry' }>): readonly string[] {
  const hasPorts = entry.protocol === 6 || entry.protocol === 17;
  return [
    ...aclEntryName(entry),
    '--protocol',
    String(entry.protocol),
    ...(hasPorts ? ['--port-range', `From=${entry.fromPort},To=${entry.toPort}`] : []),
    isIpv6(entry.cidr) ? '--ipv6-cidr-block' : '--cidr-block',
    entry.cidr,
    '--rule-action',
    entry.action ?? 'allow',
  ];
}

function aclEntryName(entry: Extract<Change, { readonly networkAclId: string }>): readonly string[] {
  const direction = entry.egress ? '--egress' : '--ingress';
  return ['--network-acl-id', entry.networkAclId, direction, '--rule-number', String(entry.ruleNumber)];
}

function routeWords(route: { readonly routeTableId: string; readonly destination: string }): readonly string[] {
  const option = isIpv6(route.destination) ? '--destination-ipv6-cidr-block' : '--destination-cidr-block';
  return ['--route-table-id', route.routeTableId, option, route.destination];
}

function routeTargetWords(target: RouteTargetParameter): readonly string[] {
  if ('vpcPeeringConnectionId' in target) return ['--vpc-peering-connection-id', target.vpcPeeringConnectionId];
  if ('networkInterfaceId' in target) return ['--network-interface-id', target.networkInterfaceId];
  return target.gatewayId === 'local' ? ['--local-target'] : ['--gateway-id', target.gatewayId];
}

function healthCheckWords(settings: HealthCheckSettings): readonly string[] {
  const options: readonly (readonly [option: string, value: string | number | undefined])[] = [
    ['--health-check-protocol', settings.protocol],
    ['--health-check-port', settings.port],
    ['--health-check-path', settings.path],
    ['--health-check-interval-seconds', settings.intervalSeconds],
    ['--health-check-timeout-seconds', settings.timeoutSeconds],
    ['--healthy-threshold-count', settings.healthyThreshold],
    ['--unhealthy-threshold-count', settings.unhealthyThreshold],
    ['--matcher', matcherOf(settings)],
  ];
  return options.flatMap(([option, value]) => (value === undefined ? [] : [option, String(value)]));
}

/** In shorthand a bare comma would begin a list, so a list of codes is one quoted text. */
export function matcherOf({
  httpCodes,
  grpcCodes,
}: Pick<HealthCheckSettings, 'httpCodes' | 'grpcCodes'>): string | undefined {
  const codes = grpcCodes ?? httpCodes;
  if (codes === undefined) return undefined;
  return `${grpcCodes === undefined ? 'HttpCode' : 'GrpcCode'}=${codes.includes(',') ? `"${codes}"` : codes}`;
}

function attributeWords(attributes: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(attributes).map(([key, value]) => `Key=${key},Value=${value}`);
}

/** A permission belongs to the function, or to one version or alias of it, which is named apart from its ARN. */
function lambdaPermissionWords(change: Extract<Change, { readonly kind: 'add-lambda-permission' }>): readonly string[] {
  const { functionArn, qualifier } = splitFunctionArn(change.functionArn);
  return [
    '--function-name',
    functionArn,
    ...(qualifier === undefined ? [] : ['--qualifier', qualifier]),
    '--statement-id',
    change.statementId,
    '--action',
    'lambda:InvokeFunction',
    '--principal',
    'elasticloadbalancing.amazonaws.com',
    '--source-arn',
    change.targetGroupArn,
  ];
}

/** `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]` */
function splitFunctionArn(arn: string): { readonly functionArn: string; readonly qualifier: string | undefined } {
  const parts = arn.split(':');
  return { functionArn: parts.slice(0, 7).join(':'), qualifier: parts[7] };
}
