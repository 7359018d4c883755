/** That a remedy ends a failing check for some targets of a group, and when that has come true. */
import { type Target, targetKey } from '../model/load-balancing.ts';
import type { TargetPath } from '../network/trace.ts';
import type { Remedy } from '../remedy/remedy.ts';
import { commandOf } from '../remedy/render-command.ts';
import type { Diagnosed, Examined } from './examine.ts';

export type ChangeRemedy = Extract<Remedy, { readonly kind: 'change' }>;

export const isChange = (remedy: Remedy): remedy is ChangeRemedy => remedy.kind === 'change';

export interface Claim {
  readonly group: Diagnosed;
  readonly check: string;
  readonly resource: string | undefined;
  readonly targets: readonly Target[];
  readonly remedy: ChangeRemedy;
}

/** What checks claim, and what diagnoses claim beyond that. */
export function claimsOf(group: Diagnosed): readonly Claim[] {
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
  if (ofDiagnoses.length === 0) return ofChecks;
  const claimed = new Set(ofChecks.map(nameOf));
  return [...ofChecks, ...ofDiagnoses.filter((claim) => !claimed.has(nameOf(claim)))];
}

const nameOf = ({ check, remedy }: Claim): string => `${check}\n${commandOf(remedy)}`;

/** No failing case is left of the same resource about the same targets. */
export function isGone({ check, resource, targets }: Claim, after: Examined): boolean {
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
export function closedPaths({ group, targets }: Claim, after: Examined): readonly TargetPath[] {
  const keys = new Set(targets.map(targetKey));
  const wereShut = new Set(pathsOf(group).filter(isShut).map(pathKey));
  if (wereShut.size === 0) return [];
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

/** The first remedy of every other finding about the same targets. */
export function companionsOf(claim: Claim): readonly ChangeRemedy[] {
  const keys = new Set(claim.targets.map(targetKey));
  const others = claimsOf(claim.group).filter(
    ({ targets, remedy }) =>
      commandOf(remedy) !== commandOf(claim.remedy) && targets.some((target) => keys.has(targetKey(target))),
  );
  const first = new Map<string, ChangeRemedy>();
  for (const { check, resource, remedy } of others) {
    const key = `${check}\n${resource}`;
    if (!first.has(key)) first.set(key, remedy);
  }
  return [...first.values()];
}
