import { runChecks } from '../../lib/audit/run-checks.ts';
import { type Check, defineCheck } from '../../lib/checks/define-check.ts';
import { subjectOf } from '../../lib/checks/gather-facts.ts';
import { failIfAny, pass } from '../../lib/checks/outcome.ts';
import type { GatheredFacts, Subject } from '../../lib/checks/subject.ts';
import { known, notKnown } from '../../lib/model/gathered.ts';
import { understand } from '../../lib/model/understand.ts';
import { baseNamed } from '../support/ask-check.ts';

const info = {
  title: 'a check',
  category: 'settings',
  severity: 'low',
  why: '',
  fix: '',
  reference: '',
  explains: [],
} as const;

const subject: Subject = (() => {
  const [region] = understand(baseNamed('alb-to-instances').snapshot).regions;
  const group = region?.targetGroups.known ? region.targetGroups.value[0] : undefined;
  if (region === undefined || group === undefined) throw new Error('the base has a group');
  return subjectOf(region, group);
})();

const denied = notKnown('elasticloadbalancing:DescribeTags: AccessDenied');
const NO_FACTS: GatheredFacts = {
  targets: denied,
  attributes: denied,
  tags: denied,
  loadBalancers: denied,
  forwards: denied,
  healthCheckPaths: denied,
  trafficPaths: denied,
  instances: denied,
  instanceStatuses: denied,
  metrics: denied,
  alarms: denied,
  lambdaPolicies: denied,
};

const counting = defineCheck({
  ...info,
  id: 'counting',
  needs: ['targets', 'tags'],
  evaluate: ({ targets, tags }) => pass(`${targets.length} targets, ${tags.size} tags`),
});
const crashing = defineCheck({
  ...info,
  id: 'crashing',
  needs: [],
  evaluate: () => {
    throw new TypeError('undefined is not an object');
  },
});
const exempting = defineCheck({
  ...info,
  id: 'exempting',
  needs: ['targets'],
  exempts: ({ name }) => `${name} is exempt`,
  evaluate: () => pass('never asked'),
});

const answersOf = (checks: readonly Check[], facts: Partial<GatheredFacts> = {}) =>
  runChecks(checks, subject, { ...NO_FACTS, ...facts });

test('a check is handed the facts it needs', () => {
  const { outcomes } = answersOf([counting], { targets: known([]), tags: known(new Map([['a', 'b']])) });
  expect(outcomes).toEqual([{ check: 'counting', outcome: pass('0 targets, 1 tags') }]);
});

test('a check whose facts are missing is unknown, with each reason once', () => {
  const [both] = answersOf([counting]).outcomes;
  expect(both?.outcome).toEqual({ outcome: 'unknown', because: 'elasticloadbalancing:DescribeTags: AccessDenied' });
  const [one] = answersOf([counting], { targets: known([]) }).outcomes;
  expect(one?.outcome.outcome).toBe('unknown');
});

test('a crash is unknown for that check alone, and counted', () => {
  const { outcomes, crashes } = answersOf([crashing, counting, crashing], {
    targets: known([]),
    tags: known(new Map()),
  });
  expect(outcomes.map(({ outcome }) => outcome.outcome)).toEqual(['unknown', 'pass', 'unknown']);
  const crash = {
    check: 'crashing',
    targetGroup: subject.targetGroup.arn,
    error: 'TypeError: undefined is not an object',
  };
  expect(crashes).toEqual([crash, crash]);
});

test('an exempt group is not applicable, whatever is missing', () => {
  const [answer] = answersOf([exempting]).outcomes;
  expect(answer?.outcome).toEqual({ outcome: 'notApplicable', because: 'orders-api is exempt' });
});

test('a check that comes later sees what those before it answered', () => {
  const last = defineCheck({
    ...info,
    id: 'last',
    needs: [],
    evaluate: ({ earlier }) =>
      failIfAny([], pass((earlier ?? []).map(({ check, outcome }) => `${check.id} ${outcome.outcome}`).join(', '))),
  });
  expect(answersOf([crashing, counting, last]).outcomes.at(-1)?.outcome).toEqual(
    pass('crashing unknown, counting unknown'),
  );
});
