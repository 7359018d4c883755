import type { Family } from '../model/network.ts';
import { type Address, type Cidr, parseCidr, printInterval } from './address.ts';
import { IntervalSet } from './interval-set.ts';

/** A set of addresses. The families live side by side and never mix. */
export class AddressSet {
  static readonly empty = new AddressSet(IntervalSet.empty(), IntervalSet.empty());
  static readonly everyIpv4 = new AddressSet(IntervalSet.between(0, 2 ** 32), IntervalSet.empty());
  static readonly everyIpv6 = new AddressSet(IntervalSet.empty(), IntervalSet.between(0n, 1n << 128n));

  readonly ipv4: IntervalSet<number>;
  readonly ipv6: IntervalSet<bigint>;
  #texts: readonly string[] | undefined;

  constructor(ipv4: IntervalSet<number>, ipv6: IntervalSet<bigint>) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  static every(family: Family): AddressSet {
    return family === 'ipv4' ? AddressSet.everyIpv4 : AddressSet.everyIpv6;
  }

  static ofCidr(cidr: Cidr): AddressSet {
    return cidr.family === 'ipv4'
      ? new AddressSet(cidr.set, IntervalSet.empty())
      : new AddressSet(IntervalSet.empty(), cidr.set);
  }

  static ofAddress(address: Address): AddressSet {
    return address.family === 'ipv4'
      ? new AddressSet(IntervalSet.between(address.value, address.value + 1), IntervalSet.empty())
      : new AddressSet(IntervalSet.empty(), IntervalSet.between(address.value, address.value + 1n));
  }

  /** Of CIDRs and addresses; what is neither is left out. */
  static ofTexts(texts: readonly string[]): AddressSet {
    const cidrs = texts.flatMap((text) => parseCidr(text) ?? []);
    return new AddressSet(
      IntervalSet.from(cidrs.flatMap((cidr) => (cidr.family === 'ipv4' ? cidr.set.intervals : []))),
      IntervalSet.from(cidrs.flatMap((cidr) => (cidr.family === 'ipv6' ? cidr.set.intervals : []))),
    );
  }

  get isEmpty(): boolean {
    return this.ipv4.isEmpty && this.ipv6.isEmpty;
  }

  has(address: Address): boolean {
    return address.family === 'ipv4' ? this.ipv4.has(address.value) : this.ipv6.has(address.value);
  }

  of(family: Family): AddressSet {
    if (family === 'ipv4') return this.ipv6.isEmpty ? this : new AddressSet(this.ipv4, IntervalSet.empty());
    return this.ipv4.isEmpty ? this : new AddressSet(IntervalSet.empty(), this.ipv6);
  }

  union(other: AddressSet): AddressSet {
    if (other.isEmpty || this === other) return this;
    return this.isEmpty ? other : new AddressSet(this.ipv4.union(other.ipv4), this.ipv6.union(other.ipv6));
  }

  intersect(other: AddressSet): AddressSet {
    if (!this.overlaps(other)) return AddressSet.empty;
    return new AddressSet(this.ipv4.intersect(other.ipv4), this.ipv6.intersect(other.ipv6));
  }

  subtract(other: AddressSet): AddressSet {
    if (!this.overlaps(other)) return this;
    return new AddressSet(this.ipv4.subtract(other.ipv4), this.ipv6.subtract(other.ipv6));
  }

  covers(other: AddressSet): boolean {
    return this === other || (this.ipv4.covers(other.ipv4) && this.ipv6.covers(other.ipv6));
  }

  overlaps(other: AddressSet): boolean {
    return this.ipv4.overlaps(other.ipv4) || this.ipv6.overlaps(other.ipv6);
  }

  equals(other: AddressSet): boolean {
    return this === other || (this.ipv4.equals(other.ipv4) && this.ipv6.equals(other.ipv6));
  }

  /** As people write them, IPv4 first, ascending. */
  get texts(): readonly string[] {
    this.#texts ??= [
      ...this.ipv4.intervals.map((interval) => printInterval('ipv4', interval)),
      ...this.ipv6.intervals.map((interval) => printInterval('ipv6', interval)),
    ];
    return this.#texts;
  }
}

/** Private, shared and link-local ranges: no internet gateway carries them. */
export const NOT_INTERNET = AddressSet.ofTexts([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
  'fe80::/10',
]);
