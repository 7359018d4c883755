/** Reads and writes addresses and CIDRs as people and AWS spell them. The only file that knows ipaddr.js. */
import ipaddr from 'ipaddr.js';
import type { Family } from '../model/network.ts';
import { type Bound, type Interval, IntervalSet } from './interval-set.ts';

export type Address =
  | { readonly family: 'ipv4'; readonly value: number }
  | { readonly family: 'ipv6'; readonly value: bigint };

export type Cidr =
  | { readonly family: 'ipv4'; readonly prefixLength: number; readonly set: IntervalSet<number> }
  | { readonly family: 'ipv6'; readonly prefixLength: number; readonly set: IntervalSet<bigint> };

/** An account repeats the same few thousand CIDRs and addresses in rules, routes and interfaces. */
const CACHE_LIMIT = 200_000;
const addresses = new Map<string, Address | undefined>();
const cidrs = new Map<string, Cidr | undefined>();

/** Undefined for anything but a whole IPv4 or IPv6 address. */
export function parseAddress(text: string): Address | undefined {
  return cached(addresses, text, readAddress);
}

/** Undefined for anything but a CIDR or a single address; host bits are dropped as AWS drops them. */
export function parseCidr(text: string): Cidr | undefined {
  return cached(cidrs, text, readCidr);
}

function cached<T>(cache: Map<string, T>, text: string, read: (text: string) => T): T {
  const found = cache.get(text);
  if (found !== undefined || cache.has(text)) return found as T;
  if (cache.size >= CACHE_LIMIT) cache.clear();
  const value = read(text);
  cache.set(text, value);
  return value;
}

function readAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    const value = text.split('.').reduce((integer, octet) => integer * 256 + Number(octet), 0);
    return { family: 'ipv4', value };
  }
  return isIpv6(text) ? { family: 'ipv6', value: toInteger(text) } : undefined;
}

const isIpv6 = (text: string) => ipaddr.IPv6.isValid(text) && !text.includes('%');

function toInteger(text: string): bigint {
  return ipaddr.IPv6.parse(text)
    .toByteArray()
    .reduce((integer, byte) => (integer << 8n) | BigInt(byte), 0n);
}

function readCidr(text: string): Cidr | undefined {
  const [host = '', length, ...rest] = text.split('/');
  const address = readAddress(host);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = address.family === 'ipv4' ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefixLength = length === undefined ? bits : Number(length);
  if (prefixLength > bits) return undefined;
  if (address.family === 'ipv4') {
    const size = 2 ** (32 - prefixLength);
    const from = Math.floor(address.value / size) * size;
    return { family: 'ipv4', prefixLength, set: IntervalSet.between(from, from + size) };
  }
  const size = 1n << BigInt(128 - prefixLength);
  const from = (address.value / size) * size;
  return { family: 'ipv6', prefixLength, set: IntervalSet.between(from, from + size) };
}

export function printAddress(address: Address): string {
  if (address.family === 'ipv4') {
    const { value } = address;
    return new ipaddr.IPv4([value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]).toString();
  }
  const bytes = Array.from({ length: 16 }, (_, index) => Number((address.value >> BigInt(8 * (15 - index))) & 0xffn));
  return ipaddr.fromByteArray(bytes).toString();
}

/** `10.0.1.0/24` where the interval is one block, `10.0.1.7-10.0.1.9` where it is not. */
export function printInterval(family: Family, interval: Interval<Bound>): string {
  const from = BigInt(interval.from);
  const size = BigInt(interval.end) - from;
  const first = printValue(family, from);
  const isBlock = (size & (size - 1n)) === 0n && from % size === 0n;
  if (!isBlock) return `${first}-${printValue(family, from + size - 1n)}`;
  return `${first}/${(family === 'ipv4' ? 32 : 128) - (size.toString(2).length - 1)}`;
}

function printValue(family: Family, value: bigint): string {
  return printAddress(family === 'ipv4' ? { family, value: Number(value) } : { family, value });
}
