/** Asks one check about a healthy account in which something was changed. */
import { examine } from '../../lib/audit/examine.ts';
import { runChecks } from '../../lib/audit/run-checks.ts';
import type { Check } from '../../lib/checks/define-check.ts';
import { gatherFacts, subjectOf } from '../../lib/checks/gather-facts.ts';
import type { Case, Outcome } from '../../lib/checks/outcome.ts';
import type { FactName, GatheredFacts } from '../../lib/checks/subject.ts';
import { notKnown } from '../../lib/model/gathered.ts';
import { understand } from '../../lib/model/understand.ts';
import { createReachability } from '../../lib/network/reachability.ts';
import { commandOf } from '../../lib/remedy/render-command.ts';
import type { HealthyBase } from '../../lib/sample/healthy-base.ts';
import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import type { Snapshot } from '../../lib/snapshot/snapshot.ts';
import { FAULTS } from '../faults/all-faults.ts';
import { type Scene, sceneOf } from '../faults/scene.ts';

const BASES: ReadonlyMap<string, HealthyBase> = new Map(healthyBases().map((base) => [base.name, base]));

export function baseNamed(name: string): HealthyBase {
  const base = BASES.get(name);
  if (base === undefined) throw new Error(`there is no base ${name}; there are ${[...BASES.keys()].join(', ')}`);
  return base;
}

export type Edit = (scene: Scene) => void;

/** What goes wrong in the fault matrix under this name. */
export function faultNamed(name: string): Edit {
  const fault = FAULTS.find((each) => each.name === name);
  if (fault === undefined) throw new Error(`there is no fault "${name}"`);
  return fault.inject;
}

/** A healthy base with something changed in it. */
export function edited(base: HealthyBase, edit: Edit): Snapshot {
  const snapshot = structuredClone(base.snapshot);
  edit(sceneOf(base, snapshot));
  return snapshot;
}

function lookAt(snapshot: Snapshot, targetGroupArn: string) {
  for (const region of understand(snapshot).regions) {
    const groups = region.targetGroups.known ? region.targetGroups.value : [];
    const targetGroup = groups.find(({ arn }) => arn === targetGroupArn);
    if (targetGroup !== undefined) return { region, targetGroup, reachability: createReachability(region) };
  }
  throw new Error(`${targetGroupArn} is not in the snapshot`);
}

export function outcomeOf(check: Check, baseName: string, edit: Edit = () => {}): Outcome {
  const base = baseNamed(baseName);
  const { region, targetGroup, reachability } = lookAt(edited(base, edit), base.targetGroup);
  const [answer] = examine(region, targetGroup, reachability, [check]).outcomes;
  return answer?.outcome ?? { outcome: 'unknown', because: 'the check did not answer' };
}

interface Subject {
  readonly name: string;
  readonly base: string;
  readonly edit?: Edit;
}

export interface BadSubject extends Subject {
  /** In the message of the first case. */
  readonly says: string | RegExp;
  readonly confidence?: Case['confidence'];
  readonly severity?: Case['severity'];
  readonly resource?: string;
  readonly targets?: number;
  readonly evidence?: object;
  /** The command of the first remedy. */
  readonly command?: string | RegExp;
}

export interface OtherSubject extends Subject {
  readonly outcome: 'notApplicable' | 'unknown';
  readonly because?: string | RegExp;
}

interface Examples {
  readonly good: readonly Subject[];
  readonly bad: readonly BadSubject[];
  readonly other?: readonly OtherSubject[];
}

/** Named good and bad subjects; and that the check is unknown without each fact it needs. */
export function askCheck(check: Check, { good, bad, other = [] }: Examples): void {
  test.each(good.map((each) => [each.name, each] as const))('passes: %s', (_, { base, edit }) => {
    const outcome = outcomeOf(check, base, edit);
    expect(outcome).toMatchObject({ outcome: 'pass' });
  });

  test.each(bad.map((each) => [each.name, each] as const))('fails: %s', (_, subject) => {
    const outcome = outcomeOf(check, subject.base, subject.edit);
    if (outcome.outcome !== 'fail') throw new Error(`${check.id} answered ${JSON.stringify(outcome)}`);
    expectCase(check, outcome.cases[0], subject);
  });

  if (other.length > 0) {
    test.each(other.map((each) => [each.name, each] as const))('cannot be asked: %s', (_, subject) => {
      const outcome = outcomeOf(check, subject.base, subject.edit);
      expect(outcome.outcome).toBe(subject.outcome);
      if (subject.because !== undefined)
        expect(outcome).toHaveProperty('because', expect.stringMatching(subject.because));
    });
  }

  const [example] = bad;
  if (check.needs.length > 0 && example !== undefined) {
    test.each(check.needs)('is unknown without %s', (need) => {
      expect(withoutFact(check, example, need)).toEqual({ outcome: 'unknown', because: 'elb:Describe: AccessDenied' });
    });
  }
}

function expectCase(check: Check, fault: Case, subject: BadSubject): void {
  expect(fault.message).toMatch(subject.says);
  expect(fault.message).not.toMatch(/\.$/);
  if (subject.confidence !== undefined) expect(fault.confidence).toBe(subject.confidence);
  if (subject.severity !== undefined) expect(fault.severity ?? check.severity).toBe(subject.severity);
  if (subject.resource !== undefined) expect(fault.resource).toBe(subject.resource);
  if (subject.targets !== undefined) expect(fault.targets).toHaveLength(subject.targets);
  if (subject.evidence !== undefined) expect(fault.evidence).toMatchObject(subject.evidence);
  if (subject.command !== undefined) {
    const [remedy] = fault.remedies;
    expect(remedy === undefined ? '' : commandOf(remedy)).toMatch(subject.command);
  }
}

function withoutFact(check: Check, { base: name, edit = () => {} }: Subject, need: FactName): Outcome | undefined {
  const base = baseNamed(name);
  const { region, targetGroup, reachability } = lookAt(edited(base, edit), base.targetGroup);
  const facts = gatherFacts(region, targetGroup, reachability);
  const missing: GatheredFacts = Object.defineProperty(Object.create(facts), need, {
    value: notKnown('elb:Describe: AccessDenied'),
  });
  return runChecks([check], subjectOf(region, targetGroup), missing).outcomes[0]?.outcome;
}
