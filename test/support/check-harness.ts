/** Tests of a check are data: named subjects that it passes and fails. The harness adds what holds for every check. */
import { runChecks } from '../../lib/audit/run-checks.ts';
import type { Check } from '../../lib/checks/define-check.ts';
import { gatherFacts, subjectOf } from '../../lib/checks/gather-facts.ts';
import { CHECKS } from '../../lib/checks/index.ts';
import type { Case, Outcome } from '../../lib/checks/outcome.ts';
import type { GatheredFacts, Subject } from '../../lib/checks/subject.ts';
import { notKnown } from '../../lib/model/gathered.ts';
import { understandRegion } from '../../lib/model/understand.ts';
import { createReachability } from '../../lib/network/reachability.ts';
import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import { type Scene, sceneOf } from '../faults/scene.ts';

/** What is changed in a healthy account; nothing else is wrong with it. */
export type Edit = (scene: Scene) => void;

/** A subject that fails: the edit, and what at least one case must say. */
export interface Failing {
  readonly edit: Edit;
  readonly says?: Partial<Omit<Case, 'targets'>>;
  /** How many targets the case is about. */
  readonly targets?: number;
}

export interface Examples {
  /** The healthy account that is edited; a name of lib/sample. */
  readonly base?: string;
  readonly good: Readonly<Record<string, Edit>>;
  readonly bad: Readonly<Record<string, Edit | Failing>>;
  readonly notApplicable?: Readonly<Record<string, Edit>>;
  readonly unknown?: Readonly<Record<string, Edit>>;
}

export interface ASubject {
  readonly subject: Subject;
  readonly facts: GatheredFacts;
}

/** A healthy target group with all its facts, and one edit. */
export function aSubject(edit: Edit = () => {}, baseName = 'alb-to-instances'): ASubject {
  const base = healthyBases().find(({ name }) => name === baseName);
  if (base === undefined) throw new Error(`no base is called ${baseName}`);
  const snapshot = structuredClone(base.snapshot);
  const scene = sceneOf(base, snapshot);
  edit(scene);
  const region = understandRegion(scene.region, snapshot.accountId, snapshot.capturedAt);
  const groups = region.targetGroups.known ? region.targetGroups.value : [];
  const targetGroup = groups.find(({ arn }) => arn === base.targetGroup);
  if (targetGroup === undefined) throw new Error(`${baseName} has lost its target group`);
  return {
    subject: subjectOf(region, targetGroup),
    facts: gatherFacts(region, targetGroup, createReachability(region)),
  };
}

export function outcomeOf(check: Check, { subject, facts }: ASubject): Outcome {
  const { outcomes, crashes } = runChecks([check], subject, facts);
  if (crashes[0]) throw new Error(`${check.id} crashed: ${crashes[0].error}`);
  return outcomes[0]?.outcome ?? { outcome: 'unknown', because: 'not run' };
}

export function testCheck(check: Check, { base, good, bad, notApplicable = {}, unknown = {} }: Examples): void {
  describe(check.id, () => {
    test('is registered', () => {
      expect(CHECKS).toContain(check);
    });
    test('passes a healthy account', () => {
      expect(outcomeOf(check, aSubject(undefined, base)).outcome).toBe('pass');
    });
    test.each(Object.entries(good))('passes: %s', (_, edit) => {
      expect(outcomeOf(check, aSubject(edit, base))).toMatchObject({ outcome: 'pass' });
    });
    test.each(Object.entries(bad))('fails: %s', (_, example) => {
      const { edit, says, targets }: Failing = typeof example === 'function' ? { edit: example } : example;
      const outcome = outcomeOf(check, aSubject(edit, base));
      const wanted = { ...(says ? says : {}), ...(targets ? { targets: { length: targets } } : {}) };
      expect(outcome).toMatchObject({ outcome: 'fail', cases: expect.arrayContaining([expect.anything()]) });
      expect(outcome.outcome === 'fail' && outcome.cases[0]).toMatchObject(wanted);
    });
    const others = { notApplicable, unknown };
    for (const [outcome, examples] of Object.entries(others)) {
      for (const [name, edit] of Object.entries(examples)) {
        test(`is ${outcome}: ${name}`, () => {
          expect(outcomeOf(check, aSubject(edit, base)).outcome).toBe(outcome);
        });
      }
    }
    test.each(check.needs)('is unknown without %s', (need) => {
      const { subject, facts } = aSubject(undefined, base);
      const without = { ...copyOf(facts), [need]: notKnown('denied') };
      expect(outcomeOf(check, { subject, facts: without })).toMatchObject({ outcome: 'unknown', because: 'denied' });
    });
  });
}

/** Facts are looked up on first use, through getters that a spread would not keep lazy in any case. */
const copyOf = (facts: GatheredFacts): GatheredFacts => ({ ...facts });
