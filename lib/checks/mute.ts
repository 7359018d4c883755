/** The tag with which people silence alerts about a target group or a load balancer. */
import type { LoadBalancer, Tags, TargetGroup } from '../model/load-balancing.ts';

export const MUTE_TAG = 'tga:mute';

export interface Mute {
  /** `*` for every check. */
  readonly checks: readonly string[] | '*';
  /** ISO time at which it ends: the end of the day that was given. */
  readonly until: string | undefined;
  readonly reason: string | undefined;
}

export type MuteTag =
  | { readonly kind: 'none' }
  | { readonly kind: 'mute'; readonly mute: Mute }
  | { readonly kind: 'malformed'; readonly value: string; readonly because: string };

const CHECK_ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** Tag values hold letters, digits, spaces and `_ . : / = + - @`; commas only on some services. */
const OPTION = /(?:^|[\s,])(until|reason)=/;

/**
 * `target-ingress-blocked until=2026-12-01 reason=moving to the new cluster`: check ids separated by commas, semicolons
 * or spaces, or `*` or `all`; then, in any order, until and reason, which runs up to the next of the two or to the end.
 */
export function readMuteTag(tags: Tags): MuteTag {
  const value = tags.get(MUTE_TAG);
  if (value === undefined) return { kind: 'none' };
  const malformed = (because: string): MuteTag => ({ kind: 'malformed', value, because });
  const options = readOptions(value);
  const checks = options.before.split(/[\s,;]+/).filter((part) => part !== '');
  const all = checks.includes('*') || checks.includes('all');
  const wrong = all ? undefined : checks.find((check) => !CHECK_ID.test(check));
  if (checks.length === 0) return malformed('names no check; allowed are check ids, or * for all');
  if (wrong !== undefined) return malformed(`"${wrong}" is no check id; allowed are check ids, or * for all`);
  if (options.twice !== undefined) return malformed(`${options.twice}= is given twice`);
  const until = options.until === undefined ? undefined : endOfDay(options.until);
  if (options.until !== undefined && until === undefined) {
    return malformed(`until=${options.until} is no date; allowed is a date such as 2026-12-01`);
  }
  return {
    kind: 'mute',
    mute: { checks: all ? '*' : [...new Set(checks)], until, reason: options.reason || undefined },
  };
}

export const isExpired = ({ until }: Mute, at: string): boolean =>
  until !== undefined && Date.parse(at) >= Date.parse(until);

export const mutesCheck = ({ checks }: Mute, check: string): boolean => checks === '*' || checks.includes(check);

interface Options {
  readonly before: string;
  readonly until?: string;
  readonly reason?: string;
  readonly twice?: string;
}

function readOptions(value: string): Options {
  const first = OPTION.exec(value);
  if (first === null) return { before: value };
  const options: { before: string; until?: string; reason?: string; twice?: string } = {
    before: value.slice(0, first.index),
  };
  let rest = value.slice(first.index);
  for (let match = OPTION.exec(rest); match !== null; match = OPTION.exec(rest)) {
    const name = match[1] === 'until' ? 'until' : 'reason';
    const after = rest.slice(match.index + match[0].length);
    const next = OPTION.exec(after);
    const text = (next === null ? after : after.slice(0, next.index)).trim();
    if (options[name] !== undefined) options.twice = name;
    options[name] = text;
    rest = next === null ? '' : after.slice(next.index);
  }
  return options;
}

/** A mute until a day holds through that day, in UTC. */
function endOfDay(text: string): string | undefined {
  if (!DATE.test(text)) return undefined;
  const start = new Date(`${text}T00:00:00.000Z`);
  if (Number.isNaN(start.getTime()) || start.toISOString().slice(0, 10) !== text) return undefined;
  return new Date(start.getTime() + 86_400_000).toISOString();
}

export interface MuteCarriers {
  readonly carriers: readonly { readonly name: string; readonly arn: string; readonly tags: Tags }[];
  /** Why not all tags are known. */
  readonly unread: string | undefined;
}

/** What a mute of this target group may be written on. */
export function muteCarriers(
  { name, arn }: Pick<TargetGroup, 'name' | 'arn'>,
  tags: Tags,
  loadBalancers: readonly LoadBalancer[],
): MuteCarriers {
  const known = loadBalancers.flatMap((each) =>
    each.tags.known ? [{ name: each.name, arn: each.arn, tags: each.tags.value }] : [],
  );
  const unread = loadBalancers.map((each) => each.tags).find((each) => !each.known);
  return {
    carriers: [{ name, arn, tags }, ...known],
    unread: unread === undefined || unread.known ? undefined : unread.because,
  };
}
