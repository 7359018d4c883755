import { auditSnapshot } from '../../lib/audit/audit.ts';
import type { DiagnosedTargets, TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import { sceneOf } from '../faults/scene.ts';
import { answerIncidents } from './answer-incidents.ts';
import type { Incident } from './incident.ts';
import { networkIncidents } from './network-incidents.ts';

const INCIDENTS = [...networkIncidents, ...answerIncidents];

function audited({ base: name, happen, about }: Incident): { group: TargetGroupAudit; diagnosis: DiagnosedTargets } {
  const base = healthyBases().find((each) => each.name === name);
  if (base === undefined) throw new Error(`no base is called ${name}`);
  const scene = sceneOf(base);
  happen(scene);
  const audits = auditSnapshot(base.snapshot, '2026-11-22T12:00:30Z').regions.flatMap(({ targetGroups }) =>
    targetGroups.known ? targetGroups.value : [],
  );
  const group = audits.find(({ targetGroup }) => targetGroup.arn === base.targetGroup);
  const hit = scene.targets.find(about ?? (({ TargetHealth }) => TargetHealth?.State !== 'healthy'));
  const diagnosis = group?.diagnoses.find(({ targets }) =>
    targets.some(({ id, port }) => id === hit?.Target.Id && port === hit.Target.Port),
  );
  if (group === undefined || diagnosis === undefined) throw new Error(`${name}: no diagnosis`);
  return { group, diagnosis };
}

describe.each(INCIDENTS.map((incident) => [incident.name, incident] as const))('%s', (_, incident) => {
  const { group, diagnosis } = audited(incident);
  const checks = (list: readonly { readonly check: string }[]) => list.map(({ check }) => check);

  test(`is ${incident.first}`, () => {
    expect(checks(diagnosis.causes)[0]).toBe(incident.first);
    if (incident.notCertain) expect(diagnosis.causes[0]?.confidence).not.toBe('certain');
    expect(checks([...diagnosis.causes, ...diagnosis.then])).toEqual(
      expect.arrayContaining([...(incident.named ?? [])]),
    );
  });

  test('rules out what was seen to be fine, and blames nothing else', () => {
    expect(checks(diagnosis.ruledOut)).toEqual(expect.arrayContaining([...incident.ruledOut]));
    const blamed = diagnosis.causes.filter(({ confidence }) => confidence !== 'possible');
    expect(checks(blamed).filter((check) => incident.ruledOut.includes(check))).toEqual([]);
  });

  test('says what could not be looked at', () => {
    expect(checks(diagnosis.couldNotLook)).toEqual(expect.arrayContaining([...(incident.couldNotLook ?? [])]));
    if (incident.couldNotLook === undefined) expect(diagnosis.couldNotLook).toEqual([]);
    if (incident.impact !== undefined) expect(group.impact.kind).toBe(incident.impact);
  });
});
