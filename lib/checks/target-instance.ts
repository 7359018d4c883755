import { hintOf } from '../model/gathered.ts';
import type { Target } from '../model/load-balancing.ts';
import type { NetworkInterface } from '../model/network.ts';
import type { Region } from '../model/region.ts';

/** The instance behind a target: the target itself, or the one that carries its address. */
export function instanceIdOf(region: Region, { id }: Pick<Target, 'id'>): string | undefined {
  if (id.startsWith('i-')) return id;
  return interfaceWith(region, id)?.instanceId;
}

/** The interface that carries an address, as far as interfaces are known. */
export function interfaceWith(region: Region, address: string): NetworkInterface | undefined {
  return interfacesByAddress(region).get(address);
}

const indexes = new WeakMap<Region, ReadonlyMap<string, NetworkInterface>>();

function interfacesByAddress(region: Region): ReadonlyMap<string, NetworkInterface> {
  const seen = indexes.get(region);
  if (seen) return seen;
  const pairs = (hintOf(region.network.interfaces.all) ?? []).flatMap((networkInterface) =>
    [...networkInterface.ipv4, ...networkInterface.ipv6].map((address) => [address, networkInterface] as const),
  );
  const index = new Map(pairs);
  indexes.set(region, index);
  return index;
}
