/** Rules that never get a request, since one that is asked before them takes whatever they match. */
import type { Forward, ListenerRule } from '../../model/load-balancing.ts';

type Patterns = Pick<ListenerRule, 'hosts' | 'paths'>;
/** What a listener's default action waits for. */
const ANY_REQUEST: Patterns = { hosts: [], paths: [] };

/** The rule that takes all that this forward waits for; undefined where none surely does. */
export function shadowOf({ listener, rule }: Pick<Forward, 'listener' | 'rule'>): ListenerRule | undefined {
  const rules = listener.rules.known ? listener.rules.value : [];
  const place = rule === undefined ? Infinity : placeOf(rule);
  return rules.find((other) => placeOf(other) < place && covers(other, rule ?? ANY_REQUEST));
}

/** Rules are asked by number, the default last. */
const placeOf = ({ isDefault, priority }: ListenerRule): number => (isDefault ? Infinity : Number(priority));

const isAnything = (pattern: string): boolean => pattern === '*' || pattern === '/*';

/** Whether every request that `later` matches is matched by `earlier`, as far as patterns can be compared for sure. */
function covers(earlier: ListenerRule, later: Patterns): boolean {
  if (earlier.hasOtherConditions || earlier.hosts.length + earlier.paths.length === 0) return false;
  const lower = (patterns: readonly string[]) => patterns.map((pattern) => pattern.toLowerCase());
  return coversAll(lower(earlier.hosts), lower(later.hosts)) && coversAll(earlier.paths, later.paths);
}

/** No pattern is no condition. */
function coversAll(earlier: readonly string[], later: readonly string[]): boolean {
  if (earlier.length === 0 || earlier.some(isAnything)) return true;
  return later.length > 0 && later.every((pattern) => earlier.some((wider) => isWithin(pattern, wider)));
}

/** A pattern is within itself, and within a prefix of its own that ends in `*`. */
function isWithin(pattern: string, wider: string): boolean {
  if (pattern === wider) return true;
  const prefix = wider.endsWith('*') ? wider.slice(0, -1) : undefined;
  return prefix !== undefined && !/[*?]/.test(prefix) && pattern.startsWith(prefix);
}

/** `rule 5 (/v2/*)`, `rule 10 (shop.example.com /api/*)`. */
export const describeRule = ({ priority, hosts, paths }: ListenerRule): string =>
  `rule ${priority} (${[hosts.join(', '), paths.join(', ')].filter((text) => text !== '').join(' ')})`;
