/** Tries changes out on the snapshot: what the groups that they touch look like afterwards. */
import type { Check } from '../checks/define-check.ts';
import { known } from '../model/gathered.ts';
import type { Region } from '../model/region.ts';
import { createReachability } from '../network/reachability.ts';
import { applyChanges } from '../remedy/apply-remedy.ts';
import type { Change } from '../remedy/remedy.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Diagnosed, type Examined, examine } from './examine.ts';
import { recheck } from './recheck.ts';
import { understandChanged } from './understand-changed.ts';

export interface Workbench {
  readonly snapshot: RegionSnapshot;
  readonly region: Region;
  readonly groups: readonly Diagnosed[];
  readonly checks: readonly Check[];
}

/** Changes that belong together, and the groups that they can matter to. */
export interface Attempt {
  readonly changes: readonly Change[];
  readonly touched: ReadonlySet<Diagnosed>;
  /** Those of them to look at again. */
  readonly lookedAt: ReadonlySet<Diagnosed>;
}

export interface Trial<A extends Attempt> {
  readonly attempt: A;
  /** By ARN, the groups looked at as they would be; empty where AWS would refuse the changes. */
  readonly after: ReadonlyMap<string, Examined>;
}

/**
 * Tries many attempts in few rounds: those that touch no group in common cannot disturb each other, so they are carried
 * out on one copy of the account.
 */
export function* tryOut<A extends Attempt>(workbench: Workbench, attempts: readonly A[]): Generator<Trial<A>> {
  for (const round of roundsOf(attempts)) yield* carryOut(workbench, round);
}

function roundsOf<A extends Attempt>(attempts: readonly A[]): readonly (readonly A[])[] {
  const rounds: { readonly attempts: A[]; readonly touched: Set<Diagnosed> }[] = [];
  for (const attempt of attempts) {
    const free = rounds.find(({ touched }) => ![...attempt.touched].some((group) => touched.has(group)));
    const round = free ?? { attempts: [], touched: new Set() };
    if (free === undefined) rounds.push(round);
    round.attempts.push(attempt);
    for (const group of attempt.touched) round.touched.add(group);
  }
  return rounds.map((round) => round.attempts);
}

function carryOut<A extends Attempt>(workbench: Workbench, round: readonly A[]): readonly Trial<A>[] {
  const { snapshot, region, checks } = workbench;
  let changedSnapshot = snapshot;
  const carried = new Set<A>();
  for (const attempt of round) {
    const application = applyChanges(changedSnapshot, attempt.changes);
    if (!application.applicable) continue;
    changedSnapshot = application.after;
    carried.add(attempt);
  }
  const changed = understandChanged(region, snapshot, changedSnapshot);
  const reachability = createReachability(changed);
  const before = new Map(
    [...carried].flatMap(({ lookedAt }) => [...lookedAt].map((group) => [group.targetGroup.arn, group] as const)),
  );
  const all = changed.targetGroups.known ? changed.targetGroups.value : [];
  const rechecked = all.map((targetGroup) => {
    const group = before.get(targetGroup.arn);
    return group === undefined ? targetGroup : recheck(group, { region: changed, targetGroup, reachability });
  });
  const after = { ...changed, targetGroups: known(rechecked) };
  const byArn = new Map(rechecked.map((targetGroup) => [targetGroup.arn, targetGroup]));
  return round.map((attempt) => {
    const arns = carried.has(attempt) ? [...attempt.lookedAt].map(({ targetGroup }) => targetGroup.arn) : [];
    const examined = arns.flatMap((arn) => {
      const targetGroup = byArn.get(arn);
      return targetGroup === undefined ? [] : [[arn, examine(after, targetGroup, reachability, checks)] as const];
    });
    return { attempt, after: new Map(examined) };
  });
}
