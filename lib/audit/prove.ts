/**
 * Proves remedies: each is applied to the snapshot and audited again. It is proven when its finding is gone, the way to
 * its targets is open, and nothing else got worse.
 */
import type { Check } from '../checks/define-check.ts';
import type { Region } from '../model/region.ts';
import { groupBy } from '../network/group-by.ts';
import type { Change, Remedy } from '../remedy/remedy.ts';
import { commandOf } from '../remedy/render-command.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type ChangeRemedy, type Claim, claimsOf, closedPaths, companionsOf, isChange, isGone } from './claim.ts';
import type { Diagnosed, Examined } from './examine.ts';
import { dependenciesOf, onlyOpens, touchedBy } from './touches.ts';
import { type Attempt, type Trial, tryOut, type Workbench } from './trial.ts';
import { type Worsening, worsened } from './worsened.ts';

export interface Proof {
  /** As offered, or with what else it takes. */
  readonly remedy: Remedy;
  readonly isProven: boolean;
}

export interface Proofs {
  of(targetGroupArn: string, check: string, remedy: Remedy): Proof;
}

export function proveRemedies(
  snapshot: RegionSnapshot,
  region: Region,
  groups: readonly Diagnosed[],
  checks: readonly Check[],
): Proofs {
  const claims = groups.flatMap(claimsOf);
  const proofs = claims.length === 0 ? new Map() : proveClaims({ snapshot, region, groups, checks }, claims);
  return {
    of: (targetGroupArn, check, remedy) =>
      proofs.get(keyOf(targetGroupArn, check, remedy)) ?? { remedy, isProven: false },
  };
}

const keyOf = (targetGroupArn: string, check: string, remedy: Remedy): string =>
  [targetGroupArn, check, commandOf(remedy)].join('\n');

/** A remedy to try, for the claims that it is to settle: as offered, completed, or together with others. */
interface Candidate extends Attempt {
  readonly remedy: ChangeRemedy;
  readonly claims: readonly Claim[];
  /** Whether other remedies are applied with it, each of which is offered on its own. */
  readonly isJoint: boolean;
}

function proveClaims(workbench: Workbench, claims: readonly Claim[]): ReadonlyMap<string, Proof> {
  const held = new Map<Claim, Remedy>();
  const index = indexGroups(workbench.groups);
  const further: Candidate[] = [];
  for (const trial of tryOut(workbench, candidatesOf(index, claims))) {
    further.push(...judge(workbench, index, trial, held));
  }
  for (const trial of tryOut(workbench, further)) judge(workbench, index, trial, held);
  return proofsOf(claims, held);
}

type GroupIndex = (changes: readonly Change[]) => readonly Diagnosed[];

function indexGroups(groups: readonly Diagnosed[]): GroupIndex {
  const byKey = groupBy(groups, dependenciesOf);
  return (changes) => changes.flatMap((change) => touchedBy(change).flatMap((key) => byKey.get(key) ?? []));
}

/** Many groups may ask for the same change: it is tried once. */
function candidatesOf(index: GroupIndex, claims: readonly Claim[]): readonly Candidate[] {
  const byChanges = groupBy(claims, ({ remedy }) => [JSON.stringify(remedy.changes)]);
  return [...byChanges.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [toCandidate(index, first.remedy, [first, ...rest], false)],
  );
}

function toCandidate(index: GroupIndex, remedy: ChangeRemedy, claims: readonly Claim[], isJoint: boolean): Candidate {
  const asking = new Set(claims.map(({ group }) => group));
  const touched = new Set([...index(remedy.changes), ...asking]);
  const lookedAt = remedy.changes.every(onlyOpens) ? asking : touched;
  return { remedy, changes: remedy.changes, claims, touched, lookedAt, isJoint };
}

/** Notes the claims that hold by a trial, with what it took, and names what to try next for those that need more. */
function judge(
  workbench: Workbench,
  index: GroupIndex,
  { attempt, after }: Trial<Candidate>,
  held: Map<Claim, Remedy>,
): readonly Candidate[] {
  const worse = worseIn(workbench.checks, attempt, after);
  const completed = worse.length > 0 ? complete(attempt.remedy, worse) : undefined;
  const incomplete: Claim[] = [];
  const joint: Candidate[] = [];
  for (const claim of attempt.claims) {
    const examined = after.get(claim.group.targetGroup.arn);
    if (examined === undefined || !isGone(claim, examined)) continue;
    if (worse.length > 0) incomplete.push(claim);
    else if (closedPaths(claim, examined).length === 0)
      held.set(claim, attempt.isJoint ? claim.remedy : attempt.remedy);
    else joint.push(toCandidate(index, together(claim), [claim], true));
  }
  const next =
    completed === undefined || incomplete.length === 0 ? [] : [toCandidate(index, completed, incomplete, false)];
  return attempt.isJoint ? [] : [...next, ...joint];
}

function worseIn(
  checks: readonly Check[],
  { lookedAt }: Candidate,
  after: ReadonlyMap<string, Examined>,
): readonly Worsening[] {
  return [...lookedAt].flatMap((before) => {
    const examined = after.get(before.targetGroup.arn);
    return examined === undefined ? [] : worsened(checks, before, examined);
  });
}

/** A change that shuts another way, as the nodes in a new subnet may find theirs, is completed by what opens that. */
function complete(remedy: ChangeRemedy, worse: readonly Worsening[]): ChangeRemedy | undefined {
  if (worse.some(({ check }) => check.category !== 'reachability')) return undefined;
  const opening = worse.flatMap(({ fault }) => fault.remedies.filter(isChange).slice(0, 1));
  return opening.length === 0 ? undefined : joined(remedy, opening);
}

/**
 * Two faults on one way: each remedy ends its own, and only together do they open it. The first remedy of every other
 * finding about the same targets is applied as well.
 */
const together = (claim: Claim): ChangeRemedy => joined(claim.remedy, companionsOf(claim));

function joined(remedy: ChangeRemedy, others: readonly ChangeRemedy[]): ChangeRemedy {
  const changes = [remedy, ...others].flatMap((each) => each.changes);
  const distinct = [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
  const summaries = [...new Set([remedy, ...others].map(({ summary }) => summary))];
  return { ...remedy, summary: summaries.join('; '), changes: distinct };
}

/** A remedy is proven for a check of a group when all claims about it hold. */
function proofsOf(claims: readonly Claim[], held: ReadonlyMap<Claim, Remedy>): ReadonlyMap<string, Proof> {
  const byKey = groupBy(claims, ({ group, check, remedy }) => [keyOf(group.targetGroup.arn, check, remedy)]);
  const proofs = new Map<string, Proof>();
  for (const [key, all] of byKey) {
    const remedies = all.flatMap((claim) => held.get(claim) ?? []);
    const isProven = remedies.length === all.length;
    const remedy = (isProven ? remedies : all.map((claim) => claim.remedy))[0];
    if (remedy !== undefined) proofs.set(key, { remedy, isProven });
  }
  return proofs;
}
