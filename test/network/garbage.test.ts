import fc from 'fast-check';
import { understand } from '../../lib/model/understand.ts';
import { answerQuestions, parseQuestions } from '../../lib/network/questions.ts';
import { createReachability } from '../../lib/network/reachability.ts';
import { toSnapshot } from '../../lib/snapshot/read-snapshot.ts';
import { type Draft, draftRegion, peered, WEB_TO_APP } from './an-account.ts';

const IDS = [
  'sg-lb',
  'sg-app',
  'sg-gone',
  'eni-app',
  'eni-gone',
  'subnet-app-a',
  'subnet-lb-a',
  'subnet-gone',
  'vpc-a',
  'vpc-b',
  'vpc-gone',
  'i-app',
  'pl-gone',
  'pcx-1',
  'igw-1',
  'local',
  '',
  'x',
  '10.0.0.0/99',
  '10.0.10.5',
  '10.0.0.0/16',
  '::/0',
  '2600::/200',
  'tcp',
  '-1',
  '6',
  '999',
  'pigeon',
  'active',
  'blackhole',
  'allow',
  'deny',
  'network',
  'gateway',
  'ip',
  'alb',
  'instance',
  'UDP',
  'GENEVE',
  'ipv6',
  'dualstack',
  'traffic-port',
  '70000',
];
const value = fc.oneof(
  fc.constantFrom(...IDS),
  fc.constantFrom(-1, 0, 1, 80, 81, 65535, 65536, 1e9, 0.5, Number.NaN),
  fc.constantFrom(null, undefined, true, false),
  fc.constantFrom([], {}),
);

/** Every place in a document at which something is. */
function placesIn(node: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof node !== 'object' || node === null) return [path];
  const entries = Array.isArray(node) ? [...node.entries()] : Object.entries(node);
  return [path, ...entries.flatMap(([key, child]) => placesIn(child, [...path, key]))];
}

function put(root: unknown, path: readonly (string | number)[], what: unknown): void {
  const parent = path.slice(0, -1).reduce<unknown>((node, key) => Reflect.get(Object(node), key), root);
  const last = path.at(-1);
  if (typeof parent !== 'object' || parent === null || last === undefined) return;
  if (what === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, what);
}

function fullRegion(): Draft {
  const region = draftRegion();
  peered(region);
  return region;
}

const PLACES = placesIn(fullRegion()).filter((path) => path.length > 1);
const damage = fc.array(fc.tuple(fc.constantFrom(...PLACES), value), { minLength: 1, maxLength: 4 });

const QUESTIONS = parseQuestions([
  WEB_TO_APP,
  { ...WEB_TO_APP, from: { loadBalancer: 'flat' }, mode: 'traffic', clientIp: '198.51.100.7' },
  { from: { ip: '10.0.11.5' }, to: { ip: '10.9.0.5' }, protocol: 'udp' },
  { from: { subnet: 'subnet-app-b' }, to: { eni: 'eni-app' }, protocol: 'icmp' },
]);

/** Damaged as it may be, a document that the format admits is answered. */
test('whatever is in a valid snapshot, every question and path has an answer', () => {
  fc.assert(
    fc.property(damage, (changes) => {
      const region = fullRegion();
      for (const [path, what] of changes) put(region, path, what);
      const document = { schema: 'snapshot/1', capturedAt: '2026-11-22T12:00:00Z', accountId: '1', regions: [region] };
      const account = understandIfValid(document);
      if (account === undefined) return;
      for (const { verdict, steps } of answerQuestions(account, QUESTIONS)) {
        if (verdict === 'allowed') expect(steps.every((step) => step.verdict === 'allowed')).toBe(true);
      }
      for (const each of account.regions) {
        const reachability = createReachability(each);
        for (const group of each.targetGroups.known ? each.targetGroups.value : []) {
          for (const target of group.targets.known ? group.targets.value : []) {
            reachability.pathsTo(group, target, 'health-check');
            reachability.pathsTo(group, target, 'traffic');
          }
        }
      }
    }),
    { numRuns: 1500 },
  );
});

function understandIfValid(document: unknown) {
  try {
    return understand(toSnapshot(document, 'a test'));
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidSnapshotError') return undefined;
    throw error;
  }
}

/** Taking away what was known never opens a path. */
test('what is blocked does not become allowed by not looking', () => {
  const parts = [
    'securityGroups',
    'networkAcls',
    'routeTables',
    'subnets',
    'networkInterfaces',
    'vpcs',
    'instances',
  ] as const;
  fc.assert(
    fc.property(fc.subarray([...parts], { minLength: 1 }), fc.boolean(), (unread, isOpen) => {
      const region = fullRegion();
      const [group] = region.securityGroups.filter(({ GroupId }) => GroupId === 'sg-app');
      if (!isOpen && group) group.IpPermissions = [];
      const kept = Object.fromEntries(
        Object.entries(region).filter(([name]) => !(unread as readonly string[]).includes(name)),
      );
      const account = understand(
        toSnapshot(
          { schema: 'snapshot/1', capturedAt: '2026-11-22T12:00:00Z', accountId: '1', regions: [kept] },
          'a test',
        ),
      );
      const [answer] = answerQuestions(account, QUESTIONS);
      // VPCs, and instances whose interfaces are there, say nothing that this path depends on.
      const matters = unread.some((part) => part !== 'vpcs' && part !== 'instances');
      if (!isOpen || matters) expect(answer?.verdict).not.toBe('allowed');
    }),
  );
});
