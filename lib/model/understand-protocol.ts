/** Protocols and ports as security groups and ACLs spell them. */
import type { IcmpMatch, PortRange, Protocol } from './network.ts';

const PROTOCOL_NUMBERS: Readonly<Record<string, Protocol>> = {
  '-1': 'all',
  all: 'all',
  tcp: 6,
  udp: 17,
  icmp: 1,
  icmpv6: 58,
};

/** Security groups answer names, ACLs numbers; either spelling is understood in both. Undefined: no such protocol. */
export function toProtocol(spelling: string | null | undefined): Protocol | undefined {
  if (spelling == null) return undefined;
  const named = PROTOCOL_NUMBERS[spelling.toLowerCase()];
  if (named !== undefined) return named;
  const number = Number(spelling);
  return /^\d+$/.test(spelling) && number <= 255 ? number : undefined;
}

export function toPorts(from: number | null | undefined, to: number | null | undefined): PortRange | 'all' {
  if (from == null || to == null || from === -1) return 'all';
  return { from, to };
}

export function toIcmp(type: number | null | undefined, code: number | null | undefined): IcmpMatch {
  return { type: type == null || type === -1 ? 'all' : type, code: code == null || code === -1 ? 'all' : code };
}
