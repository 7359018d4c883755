/** Names for people: groups with their names, flows with their ports, ends with what they are. */
import { hintOf } from '../../model/gathered.ts';
import type { Region } from '../../model/region.ts';
import type { BlockedRange, FlowEnd, Trace } from '../../network/trace.ts';
import type { Blockage } from './blockage.ts';

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

/** As security-group rules and the CLI spell it. */
export const protocolText = (protocol: number): string => PROTOCOLS[protocol] ?? String(protocol);

export function describeGroups(region: Region, ids: readonly string[]): string {
  const names = ids.map((id) => {
    const name = hintOf(region.network.securityGroups.find(id))?.name;
    return name === undefined || name === id ? id : `${id} (${name})`;
  });
  return list(names, 'and');
}

/** `tcp/8080`, `tcp/8080 and tcp/9090`, `tcp/32768 and 11 other ports`. */
export function describePorts(traces: readonly Trace[]): string {
  const flows = [...new Set(traces.map(portText))];
  if (flows.length <= 3) return list(flows, 'and');
  return `${flows[0]} and ${flows.length - 1} other ports`;
}

const portText = ({ protocol, port }: Trace): string =>
  port === undefined ? protocolText(protocol) : `${protocolText(protocol)}/${port}`;

/** Where packets come from: by group where it has groups, else by name and addresses. */
export function describeSource(region: Region, source: FlowEnd): string {
  if (source.securityGroupIds.length > 0) return describeGroups(region, source.securityGroupIds);
  const addresses = shorten(source.addresses.map(withoutHostLength), 4);
  return addresses === '' ? source.label : `${source.label} (${addresses})`;
}

export function describeDestinations(region: Region, { stopped }: Blockage): string {
  const ends = stopped.map(({ path }) => path.trace.destination);
  const groups = [...new Set(ends.flatMap(({ securityGroupIds }) => securityGroupIds))];
  const haveGroups = ends.every(({ securityGroupIds }) => securityGroupIds.length > 0);
  return haveGroups && groups.length <= 3 ? describeGroups(region, groups) : describeAddresses(ends);
}

export const describeAddresses = (ends: readonly FlowEnd[]): string =>
  shorten([...new Set(ends.flatMap(({ addresses }) => addresses.map(withoutHostLength)))], 3);

/** `10.0.11.7/32` is an address to people. */
export const withoutHostLength = (cidr: string): string => cidr.replace(/\/(32|128)$/, '');

export function blockedOf({ stopped }: Blockage): readonly BlockedRange[] {
  const ranges = stopped.flatMap(({ step }) => step.blocked);
  return [...new Map(ranges.map((range) => [`${range.addresses} ${range.ports}`, range])).values()];
}

export const describeBlockedPorts = (blockage: Blockage): string =>
  shorten([...new Set(blockedOf(blockage).map(({ ports }) => ports.replace('-', '–')))], 3);

export const describeBlockedAddresses = (blockage: Blockage): string =>
  shorten([...new Set(blockedOf(blockage).map(({ addresses }) => withoutHostLength(addresses)))], 3);

/** The deciding rules, quoted once each. */
export const describeRules = ({ stopped }: Blockage): string =>
  shorten([...new Set(stopped.map(({ step }) => step.because))], 2);

export function shorten(texts: readonly string[], limit: number): string {
  if (texts.length <= limit) return texts.join(', ');
  return `${texts.slice(0, limit).join(', ')} and ${texts.length - limit} more`;
}

export function list(texts: readonly string[], conjunction: string): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}
