import { hintOf } from '../model/gathered.ts';
import type { Target } from '../model/load-balancing.ts';
import type { Network, NetworkInterface } from '../model/network.ts';
import { oncePer } from '../model/once-per.ts';
import type { Region } from '../model/region.ts';
import { parseAddress } from '../network/address.ts';
import { groupBy } from '../network/group-by.ts';

/** The instance behind a target: the target itself, or the one that carries its address. */
export function instanceIdOf(
  region: Region,
  vpcId: string | undefined,
  { id }: Pick<Target, 'id'>,
): string | undefined {
  if (id.startsWith('i-')) return id;
  return interfaceWith(region, vpcId, id)?.instanceId;
}

/**
 * The interface that carries an address, as far as interfaces are known: in the group's VPC, else the only one
 * elsewhere, for VPCs that are not connected may use the same addresses.
 */
export function interfaceWith(
  region: Region,
  vpcId: string | undefined,
  address: string,
): NetworkInterface | undefined {
  const carriers = carriersOf(region, address);
  const [only] = carriers;
  return carriers.find((each) => each.vpcId === vpcId) ?? (carriers.length === 1 ? only : undefined);
}

/** Every interface that carries an address, in whatever VPC. */
export function carriersOf(region: Region, address: string): readonly NetworkInterface[] {
  return interfacesByAddress(region.network.interfaces).get(keyOf(address)) ?? [];
}

/** IPv6 has many spellings. */
function keyOf(text: string): string {
  const address = parseAddress(text);
  return address === undefined ? text : `${address.family} ${address.value}`;
}

/** By the interfaces of a region, which trials of remedies share. */
const interfacesByAddress = oncePer((interfaces: Network['interfaces']) =>
  groupBy(hintOf(interfaces.all) ?? [], ({ ipv4, ipv6 }) => [...ipv4, ...ipv6].map(keyOf)),
);
