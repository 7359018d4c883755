import type { Snapshot } from '../snapshot/snapshot.ts';
import { createClients } from './clients.ts';
import { collectRegion } from './collect-region.ts';
import { type ClientsFor, identify, listEnabledRegions, requireEnabledRegions } from './identify.ts';
import { mapLimit } from './map-limit.ts';
import type { OnProgress } from './progress.ts';
import type { Scope } from './scope.ts';

export interface CollectOptions {
  /** Regions by name, or all that are enabled in the account. */
  readonly regions: readonly string[] | 'all';
  /** ISO time of the snapshot. */
  readonly at: string;
  /** Asked for by AWS's own answer where it is not given; then the regions are checked too. */
  readonly accountId?: string;
  readonly scope?: Scope;
  readonly clientsFor?: ClientsFor;
  readonly onProgress?: OnProgress;
}

/** Each region has request limits of its own, so a few of them side by side cost nobody anything. */
const REGIONS_AT_ONCE = 4;

/**
 * What AWS answers now. What it refuses is named in the region's `errors`.
 * @throws AccessError where nothing can be read at all
 */
export async function collectSnapshot(options: CollectOptions): Promise<Snapshot> {
  const { at, scope = {}, onProgress = () => {} } = options;
  const clientsFor = remember(options.clientsFor ?? ((region) => createClients(region)));
  const { accountId, regions } = await settle(options, clientsFor);
  return {
    schema: 'snapshot/1',
    capturedAt: at,
    accountId,
    regions: [
      ...(await mapLimit(regions, REGIONS_AT_ONCE, (region) =>
        collectRegion({ region, clients: clientsFor(region), at, scope, onProgress }),
      )),
    ],
  };
}

async function settle(
  { regions, accountId }: CollectOptions,
  clientsFor: ClientsFor,
): Promise<{ readonly accountId: string; readonly regions: readonly string[] }> {
  if (accountId !== undefined && regions !== 'all') return { accountId, regions };
  const identity = await identify(clientsFor, regions === 'all' ? [] : regions);
  if (regions === 'all') {
    return { accountId: identity.accountId, regions: await listEnabledRegions(clientsFor, identity) };
  }
  await requireEnabledRegions(clientsFor, identity, regions);
  return { accountId: identity.accountId, regions };
}

/** One set of clients per region, since the pace of a region's calls lives in them. */
function remember(clientsFor: ClientsFor): ClientsFor {
  const made = new Map<string, ReturnType<ClientsFor>>();
  return (region) => {
    const clients = made.get(region) ?? clientsFor(region);
    made.set(region, clients);
    return clients;
  };
}
