/** What is asked about: one protocol to some ports, and where its replies go. */
import type { AclEntry, PortRange, Protocol, SecurityGroupRule } from '../model/network.ts';
import { IntervalSet } from './interval-set.ts';
import { EVERY_PORT, NO_PORT, type PortSet, printPorts } from './packet-set.ts';

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;

/** Elastic Load Balancing and most clients send from here (VPC guide, Network ACLs → ephemeral ports). */
export const EPHEMERAL_PORTS: PortRange = { from: 1024, to: 65535 };

export interface Flow {
  readonly protocol: number;
  /** Destination ports, or ICMP types and codes. */
  readonly ports: PortSet;
  readonly sourcePorts: PortSet;
  readonly sourcePortRange: PortRange;
  /** The one destination port, where there is one. */
  readonly port: number | undefined;
  /** Only TCP and UDP are answered from the port they were sent to. */
  readonly isRoundTrip: boolean;
  /** Names the flow among all others. */
  readonly key: string;
  /** Names the protocol and the destination ports. */
  readonly portsKey: string;
  readonly sourcePortsKey: string;
}

/** Thousands of targets share a few hundred flows. */
const flows = new Map<string, Flow>();
const CACHE_LIMIT = 10_000;

export function createFlow(protocol: number, ports: PortSet, sourcePorts: PortRange = EPHEMERAL_PORTS): Flow {
  const cacheKey = `${protocol} ${ports.bounds.join()} ${sourcePorts.from} ${sourcePorts.to}`;
  const found = flows.get(cacheKey);
  if (found !== undefined) return found;
  if (flows.size >= CACHE_LIMIT) flows.clear();
  const flow = makeFlow(protocol, ports, sourcePorts);
  flows.set(cacheKey, flow);
  return flow;
}

const portFlows = new Map<number, Flow>();

/** To one port, or to every port where none is given. */
export function createPortFlow(protocol: number, port: number | undefined): Flow {
  if (port === undefined) return createFlow(protocol, EVERY_PORT);
  const key = protocol * 65536 + port;
  const found = portFlows.get(key);
  if (found !== undefined) return found;
  if (portFlows.size >= CACHE_LIMIT) portFlows.clear();
  const flow = createFlow(protocol, onePort(port));
  portFlows.set(key, flow);
  return flow;
}

function makeFlow(protocol: number, ports: PortSet, sourcePorts: PortRange): Flow {
  const from = toPortSet(sourcePorts) ?? EVERY_PORT;
  const portsKey = `${protocol} ${ports.bounds.join()}`;
  const sourcePortsKey = `${protocol} ${from.bounds.join()}`;
  return {
    protocol,
    ports,
    sourcePorts: from,
    sourcePortRange: sourcePorts,
    port: hasPorts(protocol) ? onlyPort(ports) : undefined,
    isRoundTrip: hasPorts(protocol),
    key: `${portsKey} ${sourcePortsKey}`,
    portsKey,
    sourcePortsKey,
  };
}

function onlyPort({ bounds: [port, end] }: PortSet): number | undefined {
  return port !== undefined && end === port + 1 ? port : undefined;
}

export const onePort = (port: number): PortSet => IntervalSet.between(port, port + 1);

/** One type and code; all codes of a type; or all types. */
export function icmpPorts(type: number | 'all' | undefined, code: number | 'all' | undefined): PortSet {
  if (type === undefined || type === 'all') return EVERY_PORT;
  if (code === undefined || code === 'all') return IntervalSet.between(type * 256, type * 256 + 256);
  return onePort(type * 256 + code);
}

export const hasPorts = (protocol: number): boolean => protocol === TCP || protocol === UDP;
const isIcmp = (protocol: number): boolean => protocol === ICMP || protocol === ICMPV6;

/** Undefined for a range that AWS cannot have meant. */
export function toPortSet({ from, to }: PortRange): PortSet | undefined {
  const isRange = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= 65535;
  return isRange ? IntervalSet.between(from, to + 1) : undefined;
}

type Rule = Pick<SecurityGroupRule, 'protocol' | 'ports' | 'icmp'>;

/** The ports of a protocol that a rule is about; undefined where its range makes no sense. */
export function portsOfRule(rule: Rule, protocol: number): PortSet | undefined {
  if (rule.protocol === 'all') return EVERY_PORT;
  if (rule.protocol !== protocol) return NO_PORT;
  if (isIcmp(protocol)) return isIcmpRange(rule) ? icmpPorts(rule.icmp?.type, rule.icmp?.code) : undefined;
  if (!hasPorts(protocol) || rule.ports === 'all') return EVERY_PORT;
  return toPortSet(rule.ports);
}

const isIcmpRange = ({ icmp }: Rule): boolean =>
  [icmp?.type, icmp?.code].every((part) => part === undefined || part === 'all' || (part >= 0 && part <= 255));

/** An ACL entry for ICMPv6 with an IPv4 CIDR means all of ICMP (VPC guide, Network ACLs). */
export function portsOfEntry(entry: AclEntry, protocol: number): PortSet | undefined {
  if (entry.protocol === ICMPV6 && entry.family === 'ipv4' && protocol === ICMP) return EVERY_PORT;
  return portsOfRule(entry, protocol);
}

const NAMES: Readonly<Record<string, string>> = { all: 'all', 6: 'tcp', 17: 'udp', 1: 'icmp', 58: 'icmpv6' };

export const protocolName = (protocol: Protocol): string => NAMES[protocol] ?? `protocol ${protocol}`;

/** `tcp/8080`, `icmp type 8`, `protocol 47`. */
export function printFlow({ protocol, ports }: Flow): string {
  const name = protocolName(protocol);
  if (ports.equals(EVERY_PORT)) return name;
  if (isIcmp(protocol)) return `${name} ${printIcmp(ports.bounds[0] ?? 0, ports.bounds[1] ?? 0)}`;
  return `${name}/${printPorts(ports).join()}`;
}

function printIcmp(from: number, end: number): string {
  const type = `type ${Math.floor(from / 256)}`;
  return end - from === 256 ? type : `${type} code ${from % 256}`;
}

/** What a rule is about, as people write it: `all`, `tcp 1024–65535`, `icmp type 8`. */
export function printRule(rule: Rule): string {
  const name = protocolName(rule.protocol);
  if (rule.icmp !== undefined && rule.icmp.type !== 'all') {
    const code = rule.icmp.code === 'all' ? '' : ` code ${rule.icmp.code}`;
    return `${name} type ${rule.icmp.type}${code}`;
  }
  if (rule.ports === 'all') return name;
  const { from, to } = rule.ports;
  return from === to ? `${name} ${from}` : `${name} ${from}–${to}`;
}
