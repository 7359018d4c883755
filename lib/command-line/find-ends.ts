/** The two ends of a path by what people call them. */

import { hintOf } from '../model/gathered.ts';
import type { Account, Region } from '../model/region.ts';
import { printAddress } from '../network/address.ts';
import { type Endpoint, resolveEndpoint } from '../network/endpoints.ts';
import { nearestNames } from './nearest.ts';
import { UsageError } from './usage-error.ts';

export interface Ends {
  readonly region: Region;
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** In the first region that knows both. */
export function findEnds({ regions }: Account, from: string, to: string): Ends {
  for (const region of regions) {
    const ends = { from: resolveEndpoint(region, from), to: resolveEndpoint(region, to) };
    if (ends.from.known && ends.to.known && !areBare(ends.from.value, ends.to.value, region, regions)) {
      return { region, from: ends.from.value, to: ends.to.value };
    }
  }
  throw new UsageError(problemOf(regions, from, to));
}

/** Two addresses are understood in every region: they belong to one whose VPCs have them, or else to the last. */
function areBare(from: Endpoint, to: Endpoint, region: Region, regions: readonly Region[]): boolean {
  if (from.kind !== 'address' || to.kind !== 'address' || region === regions.at(-1)) return false;
  const interfaces = hintOf(region.network.interfaces.all) ?? [];
  const held = new Set(interfaces.flatMap(({ ipv4, ipv6 }) => [...ipv4, ...ipv6]));
  return ![from, to].some((end) => end.kind === 'address' && held.has(textOf(end)));
}

const textOf = (end: Extract<Endpoint, { kind: 'address' }>): string => printAddress(end.address);

function problemOf(regions: readonly Region[], from: string, to: string): string {
  for (const name of [from, to]) {
    const answers = regions.map((region) => resolveEndpoint(region, name));
    const [first] = answers;
    if (first === undefined) return 'the snapshot holds no region';
    if (answers.some(({ known }) => known) || first.known) continue;
    const near = nearestNames(name, namesIn(regions));
    return near.length === 0 ? first.because : `${first.because}; did you mean ${near.join(', ')}?`;
  }
  return `${from} and ${to} are in different regions`;
}

function namesIn(regions: readonly Region[]): readonly string[] {
  return regions.flatMap(({ loadBalancers, targetGroups }) => [
    ...(hintOf(loadBalancers.all) ?? []).map(({ name }) => name),
    ...(hintOf(targetGroups) ?? []).map(({ name }) => name),
  ]);
}
