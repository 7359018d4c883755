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

/** The mutes that hold at this time. Tags that could not be read mute nothing. */
export function mutesOf(group: TargetGroupAudit, at: string): readonly ActiveMute[] {
  const carriers: readonly { readonly name: string; readonly tags: Gathered<Tags> }[] = [
    { name: group.targetGroup.name, tags: group.tags },
    ...group.loadBalancers,
  ];
  return carriers.flatMap(({ name, tags }) => {
    const tag = tags.known ? readMuteTag(tags.value) : undefined;
    return tag?.kind === 'mute' && !isExpired(tag.mute, at) ? [{ ...tag.mute, by: name }] : [];
  });
}

/** The mute that silences this check; of several, the one that lasts longest. */
export function mutedBy(mutes: readonly ActiveMute[], check: string): Muted | undefined {
  const [longest] = mutes.filter((mute) => mutesCheck(mute, check)).sort(byEnd);
  return longest === undefined ? undefined : toMuted(longest);
}

/** An incident is silent only when every cause of it is muted. */
export function mutedByAll(mutes: readonly ActiveMute[], checks: readonly string[]): Muted | undefined {
  const each = checks.map((check) => mutedBy(mutes, check));
  if (checks.length === 0) return mutedBy(mutes, '*');
  return each.every((muted) => muted !== undefined) ? each[0] : undefined;
}

const toMuted = ({ by, until, reason }: ActiveMute): Muted => ({
  by,
  ...(until === undefined ? {} : { until }),
  ...(reason === undefined ? {} : { reason }),
});

const byEnd = (one: ActiveMute, other: ActiveMute): number => endOf(other) - endOf(one);
const endOf = ({ until }: ActiveMute): number => (until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until));
