import { auditSnapshot } from '../../lib/audit/audit.ts';
import { examine, withDiagnoses } from '../../lib/audit/examine.ts';
import { proveRemedies } from '../../lib/audit/prove.ts';
import { type Check, defineCheck } from '../../lib/checks/define-check.ts';
import { CHECKS } from '../../lib/checks/index.ts';
import { failIfAny, pass } from '../../lib/checks/outcome.ts';
import ingress from '../../lib/checks/reachability/target-ingress-blocked.ts';
import { understandRegion } from '../../lib/model/understand.ts';
import { createReachability } from '../../lib/network/reachability.ts';
import { type Change, change, nextStep, type Remedy } from '../../lib/remedy/remedy.ts';
import { commandOf } from '../../lib/remedy/render-command.ts';
import type { Snapshot } from '../../lib/snapshot/snapshot.ts';
import { baseNamed, type Edit, edited, faultNamed } from '../support/ask-check.ts';

/** The check of ingress with remedies of our own. */
const offering = (...remedies: readonly Remedy[]): Check => ({
  ...ingress,
  evaluate(subject) {
    const outcome = ingress.evaluate(subject);
    if (outcome.outcome !== 'fail') return outcome;
    return failIfAny(
      outcome.cases.map((fault) => ({ ...fault, remedies })),
      pass(''),
    );
  },
});

const revoked = faultNamed('the rule for the health check is revoked');

function proofsOf(snapshot: Snapshot, checks: readonly Check[]) {
  const [record] = snapshot.regions;
  if (record === undefined) throw new Error('the snapshot has a region');
  const region = understandRegion(record, snapshot.accountId, snapshot.capturedAt);
  const groups = region.targetGroups.known ? region.targetGroups.value : [];
  const reachability = createReachability(region);
  const examined = groups.map((group) => withDiagnoses(examine(region, group, reachability, checks)));
  return proveRemedies(record, region, examined, checks);
}

/** Whether each remedy is proven for the shut targets of the base. */
function proven(name: string, edit: Edit, remedy: Remedy): boolean {
  const base = baseNamed(name);
  const check = offering(remedy);
  const checks = CHECKS.map((each) => (each.id === check.id ? check : each));
  return proofsOf(edited(base, edit), checks).of(base.targetGroup, check.id, remedy).isProven;
}

const groupsOf = (name: string) => {
  const [region] = baseNamed(name).snapshot.regions;
  const named = (part: string) => region?.securityGroups?.find(({ GroupName }) => GroupName === part)?.GroupId ?? '';
  return { targets: named('shop-targets'), loadBalancer: named('shop-public-alb') };
};
const INSTANCES = groupsOf('alb-to-instances');

const admit = (groupId: string, port: number, peer: { groupId: string } | { cidr: string }): Change => ({
  kind: 'authorize-security-group-ingress',
  groupId,
  permissions: [{ protocol: 'tcp', fromPort: port, toPort: port, peer }],
});
const byGroup = { groupId: INSTANCES.loadBalancer };

test.each<[string, boolean, Remedy]>([
  ['the right rule', true, change('eu-west-1', 'r', admit(INSTANCES.targets, 8080, byGroup))],
  [
    'the subnets of the load balancer',
    true,
    change('eu-west-1', 'r', admit(INSTANCES.targets, 8080, { cidr: '10.20.0.0/23' })),
  ],
  ['one subnet of two', false, change('eu-west-1', 'r', admit(INSTANCES.targets, 8080, { cidr: '10.20.0.0/24' }))],
  ['the wrong port', false, change('eu-west-1', 'r', admit(INSTANCES.targets, 8081, byGroup))],
  ['the wrong group', false, change('eu-west-1', 'r', admit(INSTANCES.loadBalancer, 8080, byGroup))],
  ['a group that is not there', false, change('eu-west-1', 'r', admit('sg-none', 8080, byGroup))],
  ['a step for a person', false, nextStep('r', 'curl -v http://10.0.0.1/')],
])('proving %s: %s', (_, expected, remedy) => {
  expect(proven('alb-to-instances', revoked, remedy)).toBe(expected);
});

test('a change that breaks something else is not proven', () => {
  const base = baseNamed('alb-to-instances');
  const [region] = base.snapshot.regions;
  const tables = region?.routeTables ?? [];
  const table = tables.find(({ Associations }) => Associations?.some(({ SubnetId }) => SubnetId != null));
  const breaking: Change = {
    kind: 'create-route',
    routeTableId: table?.RouteTableId ?? '',
    destination: '10.20.10.0/24',
    target: { gatewayId: 'igw-0123456789abcdef0' },
  };
  const remedy = change('eu-west-1', 'r', admit(INSTANCES.targets, 8080, byGroup), breaking);
  expect(proven('alb-to-instances', revoked, remedy)).toBe(false);
});

test('targets that are all in one zone, and were so before, leave the remedy that opens them proven', () => {
  const inOneZone: Edit = (scene) => {
    revoked(scene);
    const [kept] = scene.targets;
    const zoneOfKept = scene.region.instances?.find(({ InstanceId }) => InstanceId === kept?.Target.Id)?.Placement;
    const there = new Set(
      scene.region.instances
        ?.filter(({ Placement }) => Placement?.AvailabilityZone === zoneOfKept?.AvailabilityZone)
        .map(({ InstanceId }) => InstanceId),
    );
    scene.region.targetHealth = {
      ...scene.region.targetHealth,
      [scene.targetGroup.TargetGroupArn]: scene.targets.filter(({ Target }) => there.has(Target.Id)),
    };
  };
  const remedy = change('eu-west-1', 'r', admit(INSTANCES.targets, 8080, byGroup));
  expect(proven('alb-to-instances', inOneZone, remedy)).toBe(true);
});

test('a remedy that another fault still hides is proven together with the other', () => {
  const base = baseNamed('alb-to-instances');
  const snapshot = edited(base, (scene) => {
    revoked(scene);
    faultNamed('the load balancer has no outbound rule')(scene);
  });
  const findings = findingsOf(snapshot, base.targetGroup);
  expect(findings.filter(({ check }) => /ingress|egress/.test(check))).toEqual([
    expect.objectContaining({
      check: 'load-balancer-egress-blocked',
      remedies: [expect.objectContaining({ proven: true })],
    }),
    expect.objectContaining({ check: 'target-ingress-blocked', remedies: [expect.objectContaining({ proven: true })] }),
  ]);
});

test('a change that shuts another way is completed by what opens that', () => {
  const base = baseNamed('alb-by-prefix-list');
  const snapshot = edited(base, faultNamed('a target is started in a zone that the load balancer has not enabled'));
  const finding = findingsOf(snapshot, base.targetGroup).find(({ check }) => check === 'zone-not-enabled');
  expect(finding?.remedies).toEqual([
    {
      proven: true,
      summary: expect.stringMatching(/^enable eu-west-1c .*; admit tcp\/8081 from /),
      command: expect.stringMatching(/set-subnets .* && \\\naws ec2 authorize-security-group-ingress /),
    },
  ]);
});

test('something on the way that could not be seen leaves a remedy unproven', () => {
  const base = baseNamed('alb-to-instances');
  const snapshot = edited(base, (scene) => {
    revoked(scene);
    scene.region.errors = [{ api: 'ec2:DescribeNetworkAcls', code: 'AccessDenied' }];
  });
  const finding = findingsOf(snapshot, base.targetGroup).find(({ check }) => check === 'target-ingress-blocked');
  expect(finding?.remedies.map(({ proven: isProven }) => isProven)).toEqual([false]);
});

function findingsOf(snapshot: Snapshot, targetGroupArn: string) {
  const groups = auditSnapshot(snapshot, '2026-11-22T12:00:30Z').regions.flatMap(({ targetGroups }) =>
    targetGroups.known ? targetGroups.value : [],
  );
  return groups.find(({ targetGroup }) => targetGroup.arn === targetGroupArn)?.findings ?? [];
}

describe('what ELB would find when it checks again', () => {
  const settings = (values: object): Remedy => {
    const targetGroupArn = baseNamed('alb-to-instances').targetGroup;
    return change('eu-west-1', 's', { kind: 'modify-target-group', targetGroupArn, settings: values });
  };
  /** A check that fails for whatever is unhealthy, so that only the state of the targets counts. */
  const unhealthyTargets = (remedy: Remedy): Check =>
    defineCheck({
      ...ingress,
      id: 'unhealthy-targets',
      category: 'health',
      needs: ['targets'],
      exempts: () => undefined,
      evaluate({ targets }) {
        const bad = targets.filter(({ state }) => state === 'unhealthy');
        const fault = { message: 'm', evidence: {}, targets: bad, confidence: 'certain', remedies: [remedy] } as const;
        return failIfAny(bad.length === 0 ? [] : [fault], pass(''));
      },
    });
  const settles = (edit: Edit, remedy: Remedy): boolean => {
    const base = baseNamed('alb-to-instances');
    const check = unhealthyTargets(remedy);
    return proofsOf(edited(base, edit), [check]).of(base.targetGroup, check.id, remedy).isProven;
  };
  const answers =
    (code: number): Edit =>
    ({ targets }) => {
      const Description = `Health checks failed with these codes: [${code}]`;
      for (const each of targets) {
        each.TargetHealth = { State: 'unhealthy', Reason: 'Target.ResponseCodeMismatch', Description };
      }
    };
  const probed =
    (path: string, statusCode: number, millis = 3): Edit =>
    ({ region, targetGroup, targets }) => {
      const targetId = targets[0]?.Target.Id ?? '';
      const request = { protocol: 'HTTP', path };
      region.probes = [
        {
          targetGroupArn: targetGroup.TargetGroupArn,
          targetId,
          port: 8080,
          request,
          outcome: 'response',
          statusCode,
          millis,
        },
      ];
    };
  const slow: Edit = ({ targets }) => {
    for (const each of targets) {
      each.TargetHealth = { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' };
    }
  };
  const both =
    (...edits: readonly Edit[]): Edit =>
    (scene) => {
      for (const edit of edits) edit(scene);
    };

  test.each<[string, boolean, Edit, Remedy]>([
    ['the matcher accepts the code that was seen', true, answers(204), settings({ httpCodes: '200,204' })],
    ['the matcher accepts another code', false, answers(204), settings({ httpCodes: '200,301' })],
    ['a path that a probe saw answered', true, both(answers(404), probed('/up', 200)), settings({ path: '/up' })],
    ['a path that a probe saw failing', false, both(answers(404), probed('/up', 500)), settings({ path: '/up' })],
    ['a path that nobody has asked for', false, answers(404), settings({ path: '/up' })],
    [
      'patience for an answer seen in time',
      true,
      both(slow, probed('/healthz', 200, 8000)),
      settings({ timeoutSeconds: 10 }),
    ],
    [
      'patience that is not enough',
      false,
      both(slow, probed('/healthz', 200, 12_000)),
      settings({ timeoutSeconds: 10 }),
    ],
    ['patience with what was never seen to answer', false, slow, settings({ timeoutSeconds: 10 })],
    ['other thresholds', false, answers(404), settings({ unhealthyThreshold: 5 })],
  ])('%s: %s', (_, expected, edit, remedy) => {
    expect(settles(edit, remedy)).toBe(expected);
    expect(commandOf(remedy)).toContain('modify-target-group');
  });
});
