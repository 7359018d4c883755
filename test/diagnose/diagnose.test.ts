import { auditSnapshot } from '../../lib/audit/audit.ts';
import type { DiagnosedTargets } from '../../lib/audit/audit-result.ts';
import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import { type Scene, sceneOf } from '../faults/scene.ts';
import { answersWith, failsChecks, isInState, probeSees, timesOut } from '../faults/symptoms.ts';

function diagnose(edit: (scene: Scene) => void, name = 'alb-to-instances'): readonly DiagnosedTargets[] {
  const base = healthyBases().find((each) => each.name === name);
  if (base === undefined) throw new Error(`no base is called ${name}`);
  const snapshot = structuredClone(base.snapshot);
  edit(sceneOf(base, snapshot));
  const [region] = auditSnapshot(snapshot, snapshot.capturedAt).regions;
  const groups = region?.targetGroups.known ? region.targetGroups.value : [];
  return groups.find(({ targetGroup }) => targetGroup.arn === base.targetGroup)?.diagnoses ?? [];
}

/** The targets admit nobody any more. */
function closeTargets({ region, targets }: Scene): void {
  const ids = targets.map(({ Target }) => Target.Id);
  const groups = (region.instances ?? [])
    .filter(({ InstanceId }) => ids.includes(InstanceId))
    .flatMap(({ SecurityGroups }) => (SecurityGroups ?? []).map(({ GroupId }) => GroupId));
  for (const group of region.securityGroups ?? []) if (groups.includes(group.GroupId)) group.IpPermissions = [];
}

const checksOf = (list: readonly { readonly check: string }[] | undefined) => (list ?? []).map(({ check }) => check);

test('targets that are healthy need no diagnosis', () => {
  expect(diagnose(() => {})).toEqual([]);
});

test('targets with the same story share a diagnosis, and each has just one', () => {
  const diagnoses = diagnose((scene) => {
    answersWith(scene, 503);
    const [first] = scene.targets;
    if (first) first.TargetHealth = { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' };
  });
  expect(diagnoses.map(({ reason }) => reason).toSorted()).toEqual(['Target.ResponseCodeMismatch', 'Target.Timeout']);
  const ids = diagnoses.flatMap(({ targets }) => targets.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

test('a closed network comes first, and what a probe sees behind it comes then', () => {
  const [diagnosis] = diagnose((scene) => {
    timesOut(scene);
    closeTargets(scene);
    probeSees(scene, { outcome: 'response', statusCode: 404 });
  });
  expect(checksOf(diagnosis?.causes)).toEqual(['target-ingress-blocked']);
  expect(checksOf(diagnosis?.then)).toEqual(['path-not-found']);
});

test('behind a closed network nobody is ruled out for want of an answer', () => {
  const [diagnosis] = diagnose((scene) => {
    timesOut(scene);
    closeTargets(scene);
  });
  const cleared = checksOf(diagnosis?.ruledOut);
  expect(cleared).toEqual(expect.arrayContaining(['no-route-back', 'target-not-running', 'target-overloaded']));
  expect(cleared).not.toEqual(expect.arrayContaining(['nothing-listening']));
  expect(cleared).not.toEqual(expect.arrayContaining(['health-check-too-slow']));
});

test('a code proves the network open: a closed one is not its cause, and comes then', () => {
  const [diagnosis] = diagnose((scene) => {
    answersWith(scene, 404);
    closeTargets(scene);
  });
  expect(checksOf(diagnosis?.causes)).toEqual(['path-not-found']);
});

test('what was examined and found fine is ruled out, with its evidence', () => {
  const [diagnosis] = diagnose((scene) => {
    failsChecks(scene);
    probeSees(scene, { outcome: 'refused' });
  });
  expect(diagnosis?.causes[0]).toMatchObject({ check: 'nothing-listening', confidence: 'certain' });
  expect(checksOf(diagnosis?.ruledOut)).toEqual(expect.arrayContaining(['target-not-running', 'target-overloaded']));
  expect(diagnosis?.ruledOut.every(({ because }) => because.length > 0)).toBe(true);
  expect(diagnosis?.couldNotLook).toEqual([]);
});

test.each([
  ['ec2:DescribeNetworkAcls', 'target-acl-blocks-request'],
  ['ec2:DescribeSecurityGroups', 'target-ingress-blocked'],
  ['cloudwatch:GetMetricData', 'target-overloaded'],
])('without %s it says that it could not look for %s', (api, check) => {
  const [diagnosis] = diagnose((scene) => {
    timesOut(scene);
    scene.region.errors = [{ api, code: 'AccessDenied' }];
  });
  expect(diagnosis?.causes[0]?.check).toBe('cause-not-visible');
  const gap = diagnosis?.couldNotLook.find((each) => each.check === check);
  expect(gap?.because).toContain('AccessDenied');
  expect(checksOf(diagnosis?.ruledOut)).not.toContain(check);
});

test('one hidden ACL leaves what refuses likely, no longer certain', () => {
  const [diagnosis] = diagnose((scene) => {
    failsChecks(scene);
    probeSees(scene, { outcome: 'refused' });
    scene.region.errors = [{ api: 'ec2:DescribeNetworkAcls', code: 'AccessDenied' }];
  });
  expect(diagnosis?.causes[0]).toMatchObject({ check: 'nothing-listening', confidence: 'likely' });
});

test.each(['unhealthy', 'unused'])('%s always has a cause, whatever ELB may say', (state) => {
  const [diagnosis] = diagnose((scene) => isInState(scene, state, 'Target.SomethingNew', 'not heard of before'));
  expect(diagnosis?.causes.length).toBeGreaterThan(0);
});

test.each([
  ['initial', 'Elb.InitialHealthChecking'],
  ['draining', 'Target.DeregistrationInProgress'],
])('%s is no fault by itself', (state, reason) => {
  const [diagnosis] = diagnose((scene) => {
    isInState(scene, state, reason, '');
    scene.region.metrics = [];
  });
  expect(diagnosis?.causes).toEqual([]);
});
