import { auditSnapshot } from '../../lib/audit/audit.ts';
import { targetGroupsOf } from '../../lib/report/report-document.ts';
import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import { type Expectation, renderScore, scoreIncident } from '../../scripts/score-incident.ts';
import { type Scene, sceneOf } from '../faults/scene.ts';
import { answersWith } from '../faults/symptoms.ts';

function score(edit: (scene: Scene) => void, expected: Partial<Expectation>) {
  const [base] = healthyBases();
  if (base === undefined) throw new Error('there are no bases');
  const snapshot = structuredClone(base.snapshot);
  const scene = sceneOf(base, snapshot);
  edit(scene);
  const target = expected.cause === null ? null : scene.targets[0]?.Target.Id;
  const groups = targetGroupsOf(auditSnapshot(snapshot, snapshot.capturedAt));
  return scoreIncident('an-incident', { ...expected, ...(target === undefined ? {} : { target }) }, groups);
}

const missing = (scene: Scene) => answersWith(scene, 404);

test('the right cause counts as strict', () => {
  const scored = score(missing, { cause: 'path-not-found', acceptable: ['path-not-found'] });
  expect(renderScore([scored])).toMatch(/strict top-1 +1 of 1/);
});

test('a cause that is as defensible counts as top-1, and the line says which was wanted', () => {
  const scored = score(missing, { cause: 'host-header-rejected', acceptable: ['path-not-found'] });
  const text = renderScore([scored]);
  expect(text).toMatch(/strict top-1 +0 of 1/);
  expect(text).toMatch(/\ntop-1 +1 of 1/);
  expect(text).toContain('expected host-header-rejected, got path-not-found');
});

test('what must not be blamed is counted', () => {
  const scored = score(missing, { cause: 'application-error', mustNotBlame: ['path-not-found'] });
  expect(scored.blamed).toEqual(['path-not-found']);
});

test('a healthy account is clean', () => {
  const scored = score(() => {}, { cause: null });
  expect(scored.noise).toEqual([]);
  expect(renderScore([scored])).toMatch(/controls clean +1 of 1/);
});

test('a fault in an account that is said to be healthy is noise', () => {
  expect(score(missing, { cause: null }).noise).toEqual(['path-not-found']);
});
