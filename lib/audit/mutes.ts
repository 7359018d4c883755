/** Which mutes hold for a target group: its own and those of its load balancers. */
import { isExpired, type Mute, mutesCheck, readMuteTag } from '../checks/mute.ts';
import type { Gathered } from '../model/gathered.ts';
import type { Tags } from '../model/load-balancing.ts';
import type { TargetGroupAudit } from './audit-result.ts';

/** Why no alert is sent, kept with the record. */
export interface Muted {
  /** What carries the tag. */
  readonly by: string;
  readonly until?: string;
  readonly reason?: string;
}

export interface ActiveMute extends Mute {
  readonly by: string;
}

/** Tags that could not be read neither mute nor unmute: what holds so far goes on. */
export type MuteSight = Muted | 'not-known' | undefined;

export interface MutesSeen {
  /** Those that hold at this time. */
  readonly mutes: readonly ActiveMute[];
  /** Whether all tags that could hold one were read. */
  readonly isComplete: boolean;
}

export function mutesOf(group: TargetGroupAudit, at: string): MutesSeen {
  const carriers: readonly { readonly name: string; readonly tags: Gathered<Tags> }[] = [
    { name: group.targetGroup.name, tags: group.tags },
    ...group.loadBalancers,
  ];
  const mutes = carriers.flatMap(({ name, tags }) => {
    const tag = tags.known ? readMuteTag(tags.value) : undefined;
    return tag?.kind === 'mute' && !isExpired(tag.mute, at) ? [{ ...tag.mute, by: name }] : [];
  });
  return { mutes, isComplete: carriers.every(({ tags }) => tags.known) };
}

/** The mute that silences this check; of several, the one that lasts longest. */
export function mutedBy({ mutes, isComplete }: MutesSeen, check: string): MuteSight {
  const [longest] = mutes.filter((mute) => mutesCheck(mute, check)).sort(byEnd);
  if (longest !== undefined) return toMuted(longest);
  return isComplete ? undefined : 'not-known';
}

/** An incident is silent only when every cause of it is muted. */
export function mutedByAll(seen: MutesSeen, checks: readonly string[]): MuteSight {
  const each = (checks.length === 0 ? ['*'] : checks).map((check) => mutedBy(seen, check));
  if (each.includes(undefined)) return undefined;
  return each.includes('not-known') ? 'not-known' : each[0];
}

/** What holds now. */
export const muteAfter = (before: Muted | undefined, sight: MuteSight): Muted | undefined =>
  sight === 'not-known' ? before : sight;

const toMuted = ({ by, until, reason }: ActiveMute): Muted => ({
  by,
  ...(until === undefined ? {} : { until }),
  ...(reason === undefined ? {} : { reason }),
});

const byEnd = (one: ActiveMute, other: ActiveMute): number => endOf(other) - endOf(one);
const endOf = ({ until }: ActiveMute): number => (until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until));
