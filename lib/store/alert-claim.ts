import { fitItem } from './fit-item.ts';
import type { Item } from './items.ts';
import { claimKey } from './table.ts';

/**
 * One sweep's claim on one message. Whoever holds it is the only one to send it; it says so as soon as it is sent, and
 * goes when every incident it told of is confirmed.
 */
export interface AlertClaim {
  readonly accountId: string;
  readonly region: string;
  readonly alert: string;
  /** Names the sweep that holds it. */
  readonly holder: string;
  /** From then on another may take it over, unless it says that the message was sent. */
  readonly leaseUntil: string;
  /** The owed alerts that were sent with it; absent until then. */
  readonly sent?: readonly SentAlert[];
  /** Never the same twice, for claims come and go. */
  readonly version: string;
  readonly expiresAt: number;
}

export interface SentAlert {
  readonly targetGroup: string;
  readonly openedAt: string;
  readonly id: number;
}

export function toClaimItem({ sent, ...claim }: AlertClaim): Item {
  const { accountId, region, alert } = claim;
  return fitItem({ ...claimKey(accountId, region, alert), ...claim, ...(sent === undefined ? {} : packSent(sent)) });
}

export function toClaim(item: Item): AlertClaim {
  const { record: _, targetGroup: __, sentPrefix, sentList, ...claim } = item;
  const sent = sentList === undefined ? {} : { sent: unpackSent(String(sentPrefix), String(sentList)) };
  return { ...claim, ...sent } as unknown as AlertClaim;
}

/** Thousands of ARNs that begin alike have to fit into one item. */
function packSent(sent: readonly SentAlert[]): Item {
  const sentPrefix = commonPrefix(sent.map(({ targetGroup }) => targetGroup));
  const lines = sent.map(
    ({ targetGroup, openedAt, id }) => `${targetGroup.slice(sentPrefix.length)} ${openedAt} ${id}`,
  );
  return { sentPrefix, sentList: lines.join('\n') };
}

function unpackSent(prefix: string, list: string): readonly SentAlert[] {
  return list.split('\n').flatMap((line) => {
    const [name, openedAt, id] = line.split(' ');
    return name === undefined || openedAt === undefined
      ? []
      : [{ targetGroup: `${prefix}${name}`, openedAt, id: Number(id) }];
  });
}

function commonPrefix(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  let length = first.length;
  for (const text of rest) while (!text.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
