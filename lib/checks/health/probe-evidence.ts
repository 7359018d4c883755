/** What simulated health checks say: which of them repeats the load balancer's, and what the others show beside it. */
import type { Target, TargetGroup } from '../../model/load-balancing.ts';
import type { Probe } from '../../model/region.ts';
import { loadBalancerTypeOf } from './load-balancer-type.ts';
import { accepts, matcherOf } from './status-code.ts';

export interface Asked {
  readonly protocol: string;
  readonly port: number | undefined;
  readonly path: string;
}

/** What the health check asks of a target, as the group is set now. */
export function askedOf({ healthCheck, protocol }: TargetGroup, target: Target): Asked {
  const fallback = protocol === 'HTTP' || protocol === 'HTTPS' ? 'HTTP' : 'TCP';
  return {
    protocol: healthCheck.protocol ?? fallback,
    port: target.healthCheckPort,
    path: healthCheck.path ?? '/',
  };
}

export const isHttp = ({ protocol }: Asked): boolean => protocol === 'HTTP' || protocol === 'HTTPS';

/** The port, protocol and path of a probe; what it does not say is taken to be as the health check has it. */
export function askedBy(probe: Probe, asked: Asked): Asked {
  return {
    protocol: probe.protocol ?? asked.protocol,
    port: probe.port ?? asked.port,
    path: probe.path ? probe.path : asked.path,
  };
}

/** The last probe that asks just what the health check asks, Host included. */
export function repeatingProbe(group: TargetGroup, target: Target, probes: readonly Probe[]): Probe | undefined {
  const asked = askedOf(group, target);
  const same = probes.filter((probe) => {
    const by = askedBy(probe, asked);
    const samePath = !isHttp(asked) || by.path === asked.path;
    return by.protocol === asked.protocol && by.port === asked.port && samePath && namesTheTarget(probe);
  });
  const version = group.protocolVersion;
  return same.findLast(({ protocolVersion }) => (protocolVersion ?? version) === version) ?? same.at(-1);
}

/** ALB's Host is the target's address, NLB's the node's: an address in any case, or our own name for the target. */
export function namesTheTarget({ host, targetId }: Pick<Probe, 'host' | 'targetId'>): boolean {
  if (host === undefined || host === '') return true;
  const name = hostnameOf(host);
  return name === targetId || isAddress(name);
}

function hostnameOf(host: string): string {
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']'));
  return host.split(':').length > 2 ? host : (host.split(':')[0] ?? host);
}

const isAddress = (name: string): boolean =>
  (/^\d{1,3}(\.\d{1,3}){3}$/.test(name) && !name.startsWith('127.')) || (name.includes(':') && name !== '::1');

/** A probe sent on the target itself, to its loopback address. */
export const isLoopback = ({ host }: Probe): boolean => {
  const name = hostnameOf(host ?? '');
  return name === 'localhost' || name === '::1' || name.startsWith('127.');
};

/** The code a probe was answered: gRPC's own status where the group checks that. */
export function codeOf(group: TargetGroup, probe: Probe): number | undefined {
  if (probe.outcome !== 'response') return undefined;
  const status = probe.headers.get('grpc-status');
  if (group.protocolVersion === 'GRPC' && status !== undefined && /^\d+$/.test(status)) return Number(status);
  return probe.statusCode;
}

/** Whether the load balancer would have been content with this answer, in time and by its matcher. */
export function isContent(group: TargetGroup, asked: Asked, probe: Probe): boolean {
  if (probe.outcome !== 'response') return false;
  const { timeoutSeconds } = group.healthCheck;
  if (timeoutSeconds !== undefined && (probe.millis ?? 0) >= timeoutSeconds * 1000) return false;
  if (!isHttp(asked)) return true;
  const code = codeOf(group, probe);
  const matcher = matcherOf(group.healthCheck.matcher, loadBalancerTypeOf(group), group.protocolVersion);
  return code !== undefined && accepts(matcher.codes, code);
}

/** All the words a probe brought back, for what only the text tells. */
export const wordsOf = (probe: Probe): string =>
  [probe.error, ...[...probe.headers].map(([name, value]) => `${name}: ${value}`)].join('\n');

/** Words of frameworks and servers that refuse a Host: Django, Rails, Spring, http.sys, Vite, webpack, Jupyter. */
const REFUSED_HOST =
  /disallowedhost|invalid http_host|allowed_hosts|allowed hosts|blocked host|invalid host|invalid hostname|host not allowed|unknown host|unrecognized host|misdirected/i;

export const refusesHost = (probe: Probe): boolean => REFUSED_HOST.test(wordsOf(probe));

/** A probe as evidence. */
export function quoted(probe: Probe): Readonly<Record<string, unknown>> {
  const { targetId, port, protocol, path, host, outcome, statusCode, millis, error } = probe;
  const members = { targetId, port, protocol, path, host, outcome, statusCode, millis, error: error || undefined };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== ''));
}
