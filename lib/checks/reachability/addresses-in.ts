import { parseAddress } from '../../network/address.ts';
import { AddressSet } from '../../network/address-set.ts';
import { IntervalSet } from '../../network/interval-set.ts';
import type { BlockedRange } from '../../network/trace.ts';

/** The addresses of blocked ranges, which are written as CIDRs or, where they are no block, as `first-last`. */
export function addressesIn(ranges: readonly Pick<BlockedRange, 'addresses'>[]): AddressSet {
  return ranges.reduce((all, { addresses }) => all.union(toSet(addresses)), AddressSet.empty);
}

function toSet(text: string): AddressSet {
  const [first = '', last] = text.split('-');
  const from = parseAddress(first);
  const to = last === undefined ? undefined : parseAddress(last);
  if (from?.family === 'ipv4' && to?.family === 'ipv4') {
    return new AddressSet(IntervalSet.between(from.value, to.value + 1), IntervalSet.empty());
  }
  if (from?.family === 'ipv6' && to?.family === 'ipv6') {
    return new AddressSet(IntervalSet.empty(), IntervalSet.between(from.value, to.value + 1n));
  }
  return AddressSet.ofTexts([text]);
}
