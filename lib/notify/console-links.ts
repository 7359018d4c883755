/** Where to look in AWS's console. */

interface Place {
  readonly arn: string;
  readonly region: string;
}

const DOMAINS: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The partition is in every ARN; the standard one has the region in the console's host name. */
function consoleOf({ arn, region }: Place, service: string): string {
  const domain = DOMAINS[arn.split(':')[1] ?? ''];
  const host = domain === undefined ? `${region}.console.aws.amazon.com` : domain;
  return `https://${host}/${service}/home?region=${region}`;
}

export const loadBalancerLink = (place: Place): string =>
  `${consoleOf(place, 'ec2')}#LoadBalancer:loadBalancerArn=${place.arn}`;
export const targetGroupLink = (place: Place): string =>
  `${consoleOf(place, 'ec2')}#TargetGroup:targetGroupArn=${place.arn}`;

/** By the shape of the id; undefined for what the console has no page of. `place` is any ARN of the account there. */
export function resourceLink(id: string, place: Place): string | undefined {
  const ec2 = consoleOf(place, 'ec2');
  const vpc = consoleOf(place, 'vpcconsole');
  const [prefix] = id.split('-');
  switch (prefix) {
    case 'sg':
      return `${ec2}#SecurityGroup:groupId=${id}`;
    case 'i':
      return `${ec2}#InstanceDetails:instanceId=${id}`;
    case 'eni':
      return `${ec2}#NetworkInterface:networkInterfaceId=${id}`;
    case 'acl':
      return `${vpc}#NetworkAclDetails:networkAclId=${id}`;
    case 'rtb':
      return `${vpc}#RouteTableDetails:RouteTableId=${id}`;
    case 'subnet':
      return `${vpc}#SubnetDetails:subnetId=${id}`;
    case 'pcx':
      return `${vpc}#PeeringConnectionDetails:VpcPeeringConnectionId=${id}`;
    default:
      return linkOfArn(id, place);
  }
}

function linkOfArn(arn: string, { region }: Place): string | undefined {
  const [, , service, , , ...resource] = arn.split(':');
  if (service === 'lambda') {
    const name = resource[0] === 'function' ? resource[1] : undefined;
    return name === undefined ? undefined : `${consoleOf({ arn, region }, 'lambda')}#/functions/${name}`;
  }
  if (service !== 'elasticloadbalancing') return undefined;
  if (resource[0]?.startsWith('targetgroup/')) return targetGroupLink({ arn, region });
  return resource[0]?.startsWith('loadbalancer/') ? loadBalancerLink({ arn, region }) : undefined;
}
