/**
 * Proves remedies: each is applied to the snapshot and audited again. It is proven when its finding is gone, the way to
 * its targets is open, and nothing else got worse.
 */
import type { Check } from '../checks/define-check.ts';
import { known } from '../model/gathered.ts';
import { type Target, targetKey } from '../model/load-balancing.ts';
import type { Region } from '../model/region.ts';
import { understandRegion } from '../model/understand.ts';
import { createReachability } from '../network/reachability.ts';
import type { TargetPath } from '../network/trace.ts';
import { applyChanges } from '../remedy/apply-remedy.ts';
import type { Change, Remedy } from '../remedy/remedy.ts';
import { commandOf } from '../remedy/render-command.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { type Diagnosed, type Examined, examine } from './examine.ts';
import { recheck } from './recheck.ts';
import { touches } from './touches.ts';
import { worsened } from './worsened.ts';

export interface Proof {
  /** As offered, or with what else it takes. */
  readonly remedy: Remedy;
  readonly isProven: boolean;
}

export interface Proofs {
  of(targetGroupArn: string, check: string, remedy: Remedy): Proof;
}

/** That a remedy ends a failing check for some targets of a group. */
interface Claim {
  readonly group: Diagnosed;
  readonly check: string;
  readonly resource: string | undefined;
  readonly targets: readonly Target[];
  readonly remedy: ChangeRemedy;
}

type ChangeRemedy = Extract<Remedy, { readonly kind: 'change' }>;

export function proveRemedies(
  snapshot: RegionSnapshot,
  region: Region,
  groups: readonly Diagnosed[],
  checks: readonly Check[],
): Proofs {
  const claims = groups.flatMap(claimsOf);
  const workbench: Workbench = { snapshot, region, groups, checks, claims, trials: new Map() };
  const proofs = new Map<string, Proof>();
  for (const claim of claims) {
    const key = keyOf(claim.group.targetGroup.arn, claim.check, claim.remedy);
    const earlier = proofs.get(key);
    if (earlier === undefined || earlier.isProven) proofs.set(key, prove(workbench, claim));
  }
  return {
    of: (targetGroupArn, check, remedy) =>
      proofs.get(keyOf(targetGroupArn, check, remedy)) ?? { remedy, isProven: false },
  };
}

/** A change that shuts another way, as a new subnet's nodes may find theirs, is completed by what opens that. */
function prove(workbench: Workbench, claim: Claim): Proof {
  if (holds(workbench, claim)) return { remedy: claim.remedy, isProven: true };
  const remedy = completed(workbench, claim);
  if (remedy !== undefined && holds(workbench, { ...claim, remedy })) return { remedy, isProven: true };
  return { remedy: claim.remedy, isProven: false };
}

function completed(workbench: Workbench, { remedy }: Claim): ChangeRemedy | undefined {
  const trial = tryOut(workbench, remedy.changes);
  if (trial === undefined || trial.opened.length === 0) return undefined;
  const summaries = new Set([remedy.summary, ...trial.opened.map(({ summary }) => summary)]);
  const changes = [...remedy.changes, ...trial.opened.flatMap((each) => each.changes)];
  const distinct = [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
  return { ...remedy, summary: [...summaries].join('; '), changes: distinct };
}

const keyOf = (targetGroupArn: string, check: string, remedy: Remedy): string =>
  [targetGroupArn, check, commandOf(remedy)].join('\n');

function claimsOf(group: Diagnosed): readonly Claim[] {
  const ofChecks = group.outcomes.flatMap(({ check, outcome }) =>
    outcome.outcome === 'fail'
      ? outcome.cases.flatMap(({ resource, targets, remedies }) =>
          remedies.filter(isChange).map((remedy) => ({ group, check, resource, targets, remedy })),
        )
      : [],
  );
  const ofDiagnoses = group.diagnoses.flatMap(({ causes, then: later, targets }) =>
    [...causes, ...later].flatMap(({ check, resource, remedies }) =>
      remedies.filter(isChange).map((remedy) => ({ group, check, resource, targets, remedy })),
    ),
  );
  const isClaimed = new Set(ofChecks.map(({ check, remedy }) => `${check}\n${commandOf(remedy)}`));
  return [...ofChecks, ...ofDiagnoses.filter(({ check, remedy }) => !isClaimed.has(`${check}\n${commandOf(remedy)}`))];
}

const isChange = (remedy: Remedy): remedy is ChangeRemedy => remedy.kind === 'change';

interface Workbench {
  readonly snapshot: RegionSnapshot;
  readonly region: Region;
  readonly groups: readonly Diagnosed[];
  readonly checks: readonly Check[];
  readonly claims: readonly Claim[];
  /** By changes: many groups may ask for the same. */
  readonly trials: Map<string, Trial | undefined>;
}

/** What became of the groups that a change touches. */
interface Trial {
  readonly after: ReadonlyMap<string, Examined>;
  readonly isWorse: boolean;
  /** What would open the ways that it shuts. */
  readonly opened: readonly ChangeRemedy[];
}

function holds(workbench: Workbench, claim: Claim): boolean {
  const trial = tryOut(workbench, claim.remedy.changes);
  const after = trial?.after.get(claim.group.targetGroup.arn);
  if (trial === undefined || after === undefined || trial.isWorse || !isGone(claim, after)) return false;
  const closed = closedPaths(claim, after);
  return closed.length === 0 || opensWithTheOthers(workbench, claim);
}

/** Undefined where AWS would refuse the change. */
function tryOut(workbench: Workbench, changes: readonly Change[]): Trial | undefined {
  const key = JSON.stringify(changes);
  if (workbench.trials.has(key)) return workbench.trials.get(key);
  const trial = carryOut(workbench, changes);
  workbench.trials.set(key, trial);
  return trial;
}

function carryOut(workbench: Workbench, changes: readonly Change[]): Trial | undefined {
  const { snapshot, region, checks } = workbench;
  const application = applyChanges(snapshot, changes);
  if (!application.applicable) return undefined;
  const changed = understandRegion(application.after, region.accountId, region.capturedAt);
  if (!changed.targetGroups.known) return undefined;
  const reachability = createReachability(changed);
  const byArn = new Map(touchedBy(workbench, changes).map((group) => [group.targetGroup.arn, group]));
  const targetGroups = changed.targetGroups.value.map((targetGroup) => {
    const before = byArn.get(targetGroup.arn);
    return before === undefined ? targetGroup : recheck(before, { region: changed, targetGroup, reachability });
  });
  const rechecked = { ...changed, targetGroups: known(targetGroups) };
  const after = targetGroups
    .filter(({ arn }) => byArn.has(arn))
    .map((targetGroup) => examine(rechecked, targetGroup, reachability, checks));
  const worse = after.flatMap((examined) => {
    const before = byArn.get(examined.targetGroup.arn);
    return before === undefined ? [] : worsened(checks, before, examined);
  });
  return {
    after: new Map(after.map((examined) => [examined.targetGroup.arn, examined])),
    isWorse: worse.length > 0,
    opened: worse.every(({ check }) => check.category === 'reachability')
      ? worse.flatMap(({ fault }) => fault.remedies.filter(isChange).slice(0, 1))
      : [],
  };
}

/** The groups that a change can matter to, those that ask for it in any case. */
function touchedBy({ groups, claims }: Workbench, changes: readonly Change[]): readonly Diagnosed[] {
  const asked = JSON.stringify(changes);
  const asking = new Set(
    claims.filter(({ remedy }) => JSON.stringify(remedy.changes) === asked).map(({ group }) => group),
  );
  return groups.filter((group) => asking.has(group) || changes.some((change) => touches(change, group)));
}

/** No failing case is left of the same resource about the same targets. */
function isGone({ check, resource, targets }: Claim, after: Examined): boolean {
  const outcome = after.outcomes.find((each) => each.check === check)?.outcome;
  if (outcome === undefined || outcome.outcome === 'unknown') return false;
  if (outcome.outcome !== 'fail') return true;
  const keys = new Set(targets.map(targetKey));
  return !outcome.cases.some(
    (fault) =>
      (fault.resource === undefined || resource === undefined || fault.resource === resource) &&
      (keys.size === 0 || fault.targets.length === 0 || fault.targets.some((target) => keys.has(targetKey(target)))),
  );
}

/** Ways that the claim is about, shut before, and not open after. */
function closedPaths({ group, targets }: Claim, after: Examined): readonly TargetPath[] {
  const keys = new Set(targets.map(targetKey));
  const wereShut = new Set(pathsOf(group).filter(isShut).map(pathKey));
  return pathsOf(after).filter(
    (path) => keys.has(targetKey(path.target)) && wereShut.has(pathKey(path)) && path.trace.verdict !== 'allowed',
  );
}

function pathsOf({ facts }: Examined): readonly TargetPath[] {
  return [facts.healthCheckPaths, facts.trafficPaths].flatMap((paths) => (paths.known ? paths.value : []));
}

const isShut = ({ trace }: TargetPath): boolean => trace.verdict === 'blocked' || trace.verdict === 'partlyBlocked';

const pathKey = ({ target, loadBalancer, mode, sender }: TargetPath): string =>
  [targetKey(target), loadBalancer.arn, mode, sender].join('\n');

/**
 * Two faults on one way: each remedy ends its own, and only together do they open it. The first remedy of every other
 * finding about the same targets is applied as well.
 */
function opensWithTheOthers(workbench: Workbench, claim: Claim): boolean {
  const keys = new Set(claim.targets.map(targetKey));
  const others = claimsOf(claim.group).filter(
    ({ targets, remedy }) =>
      commandOf(remedy) !== commandOf(claim.remedy) && targets.some((target) => keys.has(targetKey(target))),
  );
  const first = [...new Map(others.map((other) => [`${other.check}\n${other.resource}`, other.remedy])).values()];
  const changes = [claim.remedy, ...first].flatMap((remedy) => remedy.changes);
  const distinct = [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
  const after = tryOut(workbench, distinct)?.after.get(claim.group.targetGroup.arn);
  return after !== undefined && closedPaths(claim, after).length === 0;
}
