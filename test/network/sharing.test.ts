import fc from 'fast-check';
import { hintOf } from '../../lib/model/gathered.ts';
import type { Target, TargetGroup } from '../../lib/model/load-balancing.ts';
import type { Account, Region } from '../../lib/model/region.ts';
import { understand } from '../../lib/model/understand.ts';
import { answerQuestions, parseQuestions, type Question } from '../../lib/network/questions.ts';
import { createReachability, type Reachability } from '../../lib/network/reachability.ts';
import type { RegionSnapshot } from '../../lib/snapshot/snapshot.ts';
import { acl, allow, allowAll, anAccount, anInterface, type Edit, groupOf, narrowed, peered } from './an-account.ts';
import { build, FAMILIES, scene } from './random-network.ts';
import { buildWide, wideScene } from './wide-network.ts';

const { address } = FAMILIES.ipv4;
const every = (from: readonly object[], to: readonly object[], flows: readonly object[]): readonly Question[] =>
  parseQuestions(from.flatMap((a) => to.flatMap((b) => flows.map((flow) => ({ from: a, to: b, ...flow })))));

const QUESTIONS = every(
  [{ loadBalancer: 'web' }, { subnet: 'subnet-lb-b' }, { ip: address(5) }],
  [17, 19, 20, 4, 12, 22].map((host) => ({ ip: address(host) })),
  [6, 17].flatMap((protocol) => [79, 80, 81, 443, 30000, 32768].map((port) => ({ protocol: String(protocol), port }))),
);

const WIDE_QUESTIONS = every(
  [{ loadBalancer: 'web' }, { loadBalancer: 'flat' }, { subnet: 'subnet-lb-b' }, { ip: '10.0.0.5' }],
  [
    ...['i-app', 'i-high', 'i-two', 'i-far', 'i-far-high', 'i-far-b', 'i-beside', 'i-beside-too'].map((instance) => ({
      instance,
    })),
    ...['eni-far-other', 'eni-far-b-high', 'eni-other', 'eni-flat-one', 'eni-flat-two'].map((eni) => ({ eni })),
    ...['2600:1f18:0:a::5', '10.9.0.5', '10.9.0.200', '10.9.0.77', '10.9.1.77', '10.0.0.99', '10.44.0.1'].map((ip) => ({
      ip,
    })),
  ],
  [
    ...[79, 80, 81].flatMap((port) => [
      { protocol: 'tcp', port },
      { protocol: 'udp', port },
    ]),
    { protocol: 'tcp', port: 80, sourcePorts: '32768-60999' },
    { protocol: 'tcp', port: 80, sourcePorts: '40000' },
    { protocol: 'tcp' },
    { protocol: 'udp' },
    { protocol: 'tcp', mode: 'traffic', clientIp: '203.0.113.9' },
    { protocol: 'tcp', mode: 'traffic', clientIp: '10.0.0.77' },
    { protocol: 'icmp', icmpType: 8 },
  ],
);

const accountOf = (region: RegionSnapshot): Account =>
  understand({ schema: 'snapshot/1', capturedAt: '2026-11-22T12:00:00Z', accountId: '1', regions: [region] });

function regionOf(snapshot: RegionSnapshot): Region {
  const [region] = accountOf(snapshot).regions;
  if (region === undefined) throw new Error('no region');
  return region;
}

/** Legs, effects and steps are shared between flows of one class: that must never show. */
function expectSameAlone(region: RegionSnapshot, asked: readonly Question[]) {
  const account = accountOf(region);
  const alone = (question: Question) => answerQuestions(account, [question])[0];
  expect(answerQuestions(account, asked)).toEqual(asked.map(alone));
}

test('questions asked together are answered as each is alone', () => {
  fc.assert(
    fc.property(scene('ipv4'), fc.shuffledSubarray([...QUESTIONS], { minLength: 2, maxLength: 30 }), (drawn, asked) =>
      expectSameAlone(build('ipv4', drawn), asked),
    ),
    { numRuns: 120 },
  );
});

test('and so they are across VPCs, halves of subnets, interfaces without groups and ranges of source ports', () => {
  const asked = fc.shuffledSubarray([...WIDE_QUESTIONS], { minLength: 40, maxLength: 60 });
  fc.assert(
    fc.property(wideScene, asked, (drawn, questions) => expectSameAlone(buildWide(drawn), questions)),
    { numRuns: 100 },
  );
});

test('the ways to all targets are those to each alone', () => {
  fc.assert(
    fc.property(wideScene, (drawn) => {
      const region = regionOf(buildWide(drawn));
      const ask = (reachability: Reachability, group: TargetGroup, target: Target) => [
        reachability.pathsTo(group, target, 'health-check'),
        reachability.pathsTo(group, target, 'traffic'),
      ];
      const shared = createReachability(region);
      for (const group of hintOf(region.targetGroups) ?? []) {
        for (const target of hintOf(group.targets) ?? []) {
          expect(ask(shared, group, target)).toEqual(ask(createReachability(region), group, target));
        }
      }
    }),
    { numRuns: 100 },
  );
});

/** Questions that come in an order in which an answer for the first would do for the second by mistake. */
const verdictsOf = (questions: readonly object[], edit: Edit) =>
  answerQuestions(anAccount(peered, edit), parseQuestions(questions)).map(({ verdict, steps }) => [
    verdict,
    steps.find((step) => step.verdict !== 'allowed')?.control,
  ]);

test('of two targets with the same groups in one subnet, the one by way of a transit gateway loses the reference', () => {
  const to = (eni: string) => ({ from: { loadBalancer: 'web' }, to: { eni }, protocol: 'tcp', port: 80 });
  const asked = verdictsOf([to('eni-far'), to('eni-far-high')], (region) => {
    const high = { subnet: 'subnet-far', address: '10.9.0.200', groups: ['sg-far'], vpc: 'vpc-b' };
    region.networkInterfaces.push(anInterface('eni-far-high', high));
    region.routeTables[0]?.Routes?.push({
      DestinationCidrBlock: '10.9.0.128/25',
      TransitGatewayId: 'tgw-1',
      State: 'active',
    });
    groupOf(region, 'sg-lb').IpPermissionsEgress = [allow('80', 'sg-far')];
  });
  expect(asked).toEqual([
    ['allowed', undefined],
    ['blocked', 'source-security-groups'],
  ]);
});

test('that one port gets through says nothing about all of them', () => {
  const web = { from: { loadBalancer: 'web' }, to: { eni: 'eni-two' }, protocol: 'tcp' };
  const asked = verdictsOf([{ ...web, port: 80 }, web], (region) => {
    groupOf(region, 'sg-app').IpPermissions = [allowAll('sg-lb')];
    acl(region, 'acl-app', ['subnet-app-b'], narrowed(false, '90 deny tcp 1024-65535', '100 allow -1'));
  });
  expect(asked).toEqual([
    ['allowed', undefined],
    ['partlyBlocked', 'target-acl-in'],
  ]);
});
