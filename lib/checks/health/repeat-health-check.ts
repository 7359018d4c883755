/** The command that repeats a health check as the load balancer sends it. */
import { hintOf } from '../../model/gathered.ts';
import type { Target, TargetGroup } from '../../model/load-balancing.ts';
import type { Region } from '../../model/region.ts';
import { nextStep, type Remedy } from '../../remedy/remedy.ts';
import { loadBalancerTypeOf } from './load-balancer-type.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = { HTTP: 80, HTTPS: 443 };

/** What a person does next where only the target can tell: from a host that may reach it, send what ELB sends. */
export function repeatHealthCheck(
  region: Region,
  targetGroup: TargetGroup,
  target: Target,
  summary = 'repeat the health check from a host in the VPC',
): Remedy {
  return nextStep(summary, healthCheckCommand(region, targetGroup, target));
}

export function healthCheckCommand(region: Region, targetGroup: TargetGroup, target: Target): string {
  if (targetGroup.targetType === 'lambda') return invokeCommand(region, targetGroup, target);
  const { healthCheck, protocolVersion } = targetGroup;
  const address = addressOf(region, target);
  const port = target.healthCheckPort ?? target.port ?? targetGroup.port ?? 80;
  const seconds = healthCheck.timeoutSeconds ?? 5;
  const protocol = healthCheck.protocol ?? 'HTTP';
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') return `nc -zv -w ${seconds} ${address} ${port}`;
  const path = healthCheck.path ?? '/';
  if (protocolVersion === 'GRPC') {
    const security = protocol === 'HTTPS' ? '-insecure' : '-plaintext';
    return `grpcurl ${security} -max-time ${seconds} ${bracketed(address)}:${port} ${path.replace(/^\//, '')}`;
  }
  return curlCommand(targetGroup, { protocol, address, port, path, seconds });
}

interface Request {
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly seconds: number;
}

/**
 * GET, never HEAD. ALB's Host is the address with a port that is not the protocol's own; without SNI, since the URL
 * names an address. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
function curlCommand(targetGroup: TargetGroup, { protocol, address, port, path, seconds }: Request): string {
  const host = port === DEFAULT_PORTS[protocol] ? bracketed(address) : `${bracketed(address)}:${port}`;
  const isApplication = loadBalancerTypeOf(targetGroup) === 'application';
  const options = [
    `--max-time ${seconds}`,
    protocol === 'HTTPS' ? '-k' : '',
    versionOption(targetGroup.protocolVersion, protocol),
    isApplication ? '-A ELB-HealthChecker/2.0' : '',
    isApplication ? `-H "Host: ${host}"` : '',
  ].filter((option) => option !== '');
  const url = `${protocol.toLowerCase()}://${bracketed(address)}:${port}${path.startsWith('/') ? path : `/${path}`}`;
  return `curl -sv -o /dev/null ${options.join(' ')} "${url.replace(/(["\\`])/g, '\\$1')}"`;
}

function versionOption(version: string | undefined, protocol: string): string {
  if (version === 'HTTP2') return protocol === 'HTTP' ? '--http2-prior-knowledge' : '--http2';
  return '--http1.1';
}

/** The address ELB uses: the target's own, or the primary private address of the instance's primary interface. */
export function addressOf(region: Region, { id }: Target): string {
  if (!id.startsWith('i-')) return id;
  const known = hintOf(region.instances.find(id))?.privateAddress;
  const query = "--query 'Reservations[].Instances[].PrivateIpAddress' --output text";
  return known ?? `$(aws ec2 describe-instances --region ${region.name} --instance-ids ${id} ${query})`;
}

const bracketed = (address: string): string =>
  address.includes(':') && !address.startsWith('$') ? `[${address}]` : address;

function invokeCommand(region: Region, { arn, healthCheck }: TargetGroup, { id }: Target): string {
  const event = {
    requestContext: { elb: { targetGroupArn: arn } },
    httpMethod: 'GET',
    path: healthCheck.path ?? '/',
    queryStringParameters: {},
    headers: { 'user-agent': 'ELB-HealthChecker/2.0' },
    body: '',
    isBase64Encoded: false,
  };
  const payload = `--cli-binary-format raw-in-base64-out --payload '${JSON.stringify(event)}'`;
  return `aws lambda invoke --region ${region.name} --function-name ${id} ${payload} /dev/stdout`;
}
