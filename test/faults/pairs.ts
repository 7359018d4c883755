/** Pairs of faults: two in one account, on one target group or on two. */
import type { HealthyBase } from '../../lib/sample/healthy-base.ts';
import type { RegionSnapshot, Snapshot } from '../../lib/snapshot/snapshot.ts';
import { type Fault, injected, LAYERS } from './fault.ts';
import { BASES, CELLS, type Cell } from './matrix.ts';
import { sceneOf } from './scene.ts';

export interface Pair {
  readonly base: HealthyBase;
  /** What stops the health check first. */
  readonly first: Fault;
  /** What would stop it next. */
  readonly second: Fault;
}

const depth = ({ layer }: Fault) => LAYERS.indexOf(layer);

/** Every so many-th pair of faults with different causes, so that each fault meets others of every layer. */
export function pairsOf(base: HealthyBase, step: number): readonly Pair[] {
  const faults = CELLS.filter((cell) => cell.base === base && isCombinable(cell.fault)).map(({ fault }) => fault);
  const all = faults.flatMap((a, n) =>
    faults.slice(n + 1).flatMap((b) => {
      if (a.cause === b.cause || entangled(a, b)) return [];
      const [first, second] = depth(a) <= depth(b) ? [a, b] : [b, a];
      return isShownBehind(base, first, second) ? [{ base, first, second }] : [];
    }),
  );
  return all.filter((_, n) => n % step === base.name.length % step);
}

/** What ELB cannot say both of: a state has one reason. */
const isCombinable = ({ layer, cause }: Fault) => layer !== 'none' && !cause.startsWith('lambda-');

const entangled = (a: Fault, b: Fault) =>
  (a.entails ?? []).includes(b.cause) || (b.entails ?? []).includes(a.cause) || (depth(a) > 2 && depth(b) > 2);

/**
 * Whether the second fault is still to be seen: a group out of use is not checked, a target that is gone shows nothing
 * but that, and what only the state told is told no more.
 */
function isShownBehind(base: HealthyBase, first: Fault, second: Fault): boolean {
  const { leavesTrace, hit, probed } = markOf(base, second);
  if (first.cause === 'target-group-unused' || !leavesTrace) return false;
  if (first.layer === 'network') return true;
  const gone = markOf(base, first).hit;
  return hit.some((id) => !gone.includes(id)) && !probed.some((id) => gone.includes(id));
}

/** What a fault alone leaves to see. */
interface Mark {
  /** Whether it can be seen otherwise than by the state of the targets. */
  readonly leavesTrace: boolean;
  /** Ids of the targets that are not healthy. */
  readonly hit: readonly string[];
  /** Ids of the targets that were probed. */
  readonly probed: readonly string[];
}

const marks = new Map<string, Mark>();

function markOf(base: HealthyBase, fault: Fault): Mark {
  const key = `${base.name} ${fault.name}`;
  const mark = marks.get(key) ?? readMark(base, fault);
  marks.set(key, mark);
  return mark;
}

function readMark(base: HealthyBase, fault: Fault): Mark {
  const snapshot = injected(base, fault);
  const { targets, region } = sceneOf(base, snapshot);
  const unwell = targets.filter(({ TargetHealth }) => TargetHealth?.State !== 'healthy');
  return {
    leavesTrace: withoutHealth(base.snapshot) !== withoutHealth(snapshot),
    hit: unwell.map(({ Target }) => Target.Id),
    probed: (region.probes ?? []).map(({ targetId }) => targetId),
  };
}

function withoutHealth({ regions }: Snapshot): string {
  return JSON.stringify(
    regions.map((region) => ({
      ...region,
      targetHealth: {},
      metrics: region.metrics?.filter(({ MetricName }) => !MetricName.endsWith('HostCount')),
    })),
  );
}

export interface Neighbours {
  readonly one: Cell;
  readonly other: Cell;
  readonly snapshot: Snapshot;
}

/** Two accounts' regions in one, a fault in each. */
export function neighbours(step: number): readonly Neighbours[] {
  const spread = CELLS.filter((_, n) => n % step === 0);
  return spread.map((one, n) => {
    const others = CELLS.filter(({ base }) => base !== one.base);
    const other = others[(n * 37) % others.length] ?? one;
    return { one, other, snapshot: merged(injected(one.base, one.fault), injected(other.base, other.fault)) };
  });
}

function merged(a: Snapshot, b: Snapshot): Snapshot {
  const [one, other] = [a.regions[0], b.regions[0]];
  if (one === undefined || other === undefined) return a;
  return { ...a, regions: [mergedRegions(one, other)] };
}

function mergedRegions(one: RegionSnapshot, other: RegionSnapshot): RegionSnapshot {
  const parts = Object.entries(one).map(([part, value]) => {
    const more = other[part];
    if (Array.isArray(value) && Array.isArray(more)) return [part, [...value, ...more]];
    return typeof value === 'object' && typeof more === 'object' ? [part, { ...value, ...more }] : [part, value];
  });
  return { ...Object.fromEntries(parts), region: one.region };
}

/** Every pair with PAIR_STEP=1: that takes two minutes. */
const STEP = Number(process.env.PAIR_STEP ?? 31);

export const PAIRS = BASES.flatMap((base) => pairsOf(base, STEP));
