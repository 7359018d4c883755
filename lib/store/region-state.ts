import type { Unread } from '../model/region.ts';
import { fitItem } from './fit-item.ts';
import type { Item } from './items.ts';
import { regionKey } from './table.ts';

/** What the last sweep of a region, or of one part of it, looked at and could not read: for the digest. */
export interface RegionState {
  readonly accountId: string;
  readonly region: string;
  /** The part of the region that the sweep looked at; absent for all of it. */
  readonly part?: string;
  readonly sweptAt: string;
  readonly targetGroups: number;
  readonly targets: number;
  readonly unknownOutcomes: number;
  readonly unread: readonly Unread[];
  readonly expiresAt: number;
}

export function toRegionItem(state: RegionState): Item {
  const { accountId, region, part } = state;
  return fitItem({ ...regionKey(accountId, part === undefined ? region : `${region}#${part}`), ...state });
}

export function toRegionState(item: Item): RegionState {
  const { record: _, targetGroup: __, truncated: ___, ...state } = item;
  return state as unknown as RegionState;
}
