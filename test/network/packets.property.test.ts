import fc from 'fast-check';
import { understand } from '../../lib/model/understand.ts';
import { type Answer, answerQuestions, parseQuestions } from '../../lib/network/questions.ts';
import { CONTROLS, type Verdict } from '../../lib/network/trace.ts';
import type { Draft } from './an-account.ts';
import { blockers, type Packet } from './brute-force.ts';
import { build, FAMILIES, type FamilyName, PORTS, type Scene, scene } from './random-network.ts';

/** Every port at which some random range may begin or end, and its neighbours. */
const TRIED = [...new Set(PORTS.flatMap((port) => [port - 1, port, port + 1]))].filter(
  (port) => port >= 1024 && port <= 65535,
);
const hosts = (first: number) => Array.from({ length: 8 }, (_, index) => first + index);

/** Who sends what the question asks about. */
function senders(family: FamilyName, { from }: Scene): readonly Pick<Packet, 'subnet' | 'source' | 'groups'>[] {
  const { address } = FAMILIES[family];
  const every = (subnet: string, first: number, groups?: readonly string[]) =>
    hosts(first).map((host) => ({ subnet, source: address(host), groups }));
  if (from === 'loadBalancer') return [...every('subnet-lb-a', 0, ['sg-lb']), ...every('subnet-lb-b', 8, ['sg-lb'])];
  if (from === 'subnet') return every('subnet-lb-b', 8);
  if (from === 'eni') return [{ subnet: 'subnet-lb-a', source: address(5), groups: ['sg-lb', 'sg-more'] }];
  return [{ subnet: 'subnet-app-a', source: address(20), groups: ['sg-lb'] }];
}

function ask(family: FamilyName, region: Draft, drawn: Scene): Answer {
  const { address } = FAMILIES[family];
  const from = {
    loadBalancer: { loadBalancer: 'web' },
    eni: { ip: address(5) },
    subnet: { subnet: 'subnet-lb-b' },
    neighbour: { ip: address(20) },
  }[drawn.from];
  const {
    protocol,
    icmp: [icmpType, icmpCode],
  } = drawn;
  const ports = protocol === 1 || protocol === 58 ? { icmpType, icmpCode } : { port: drawn.port };
  const questions = parseQuestions([{ from, to: { ip: address(17) }, protocol, ...ports }]);
  const account = understand({
    schema: 'snapshot/1',
    capturedAt: '2026-11-22T12:00:00Z',
    accountId: '1',
    regions: [region],
  });
  const [answer] = answerQuestions(account, questions);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

const bits = (address: string): bigint =>
  address.includes(':')
    ? BigInt(`0x${address.split('::')[1] || '0'}`)
    : address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);

function isIn(ranges: Answer['steps'][number]['blocked'], address: string, at: number, length: number): boolean {
  return ranges.some(({ addresses, ports }) => {
    const [first = '', last] = addresses.split('-');
    const [base = '', prefix = String(length)] = first.split('/');
    const from = bits(base);
    const to = last === undefined ? from + (1n << BigInt(length - Number(prefix))) - 1n : bits(last);
    const [low, high = low] = ports === 'all' ? ['0', '65535'] : ports.split('-');
    const value = bits(address);
    return from <= value && value <= to && Number(low) <= at && at <= Number(high);
  });
}

function verdictOf(outcomes: readonly boolean[]): Verdict {
  if (outcomes.every((isBlocked) => !isBlocked)) return 'allowed';
  return outcomes.every((isBlocked) => isBlocked) ? 'blocked' : 'partlyBlocked';
}

/** Every packet from every address and port that can matter has the fate that the answer says. */
function compare(family: FamilyName, drawn: Scene): void {
  const region = build(family, drawn);
  const answer = ask(family, region, drawn);
  const target = region.networkInterfaces.find(({ NetworkInterfaceId }) => NetworkInterfaceId === 'eni-app');
  if (target === undefined) throw new Error('no target');
  const { protocol, port: toPort, icmp: types } = drawn;
  const at = protocol === 1 || protocol === 58 ? types[0] * 256 + types[1] : protocol === 47 ? 0 : toPort;
  const outcomes: boolean[] = [];
  for (const sender of senders(family, drawn)) {
    for (const sourcePort of TRIED) {
      const destination = FAMILIES[family].address(17);
      const packet = { ...sender, target, destination, protocol, port: toPort, sourcePort, icmp: types };
      const blocked = blockers(region, packet);
      outcomes.push(blocked.size > 0);
      for (const control of CONTROLS) {
        const steps = answer.steps.filter((step) => step.control === control);
        const isReply = control.includes('reply') || control === 'route-back';
        const claimed = steps.some((step) =>
          isIn(step.blocked, sender.source, isReply ? sourcePort : at, FAMILIES[family].length),
        );
        if (claimed !== blocked.has(control)) {
          throw new Error(`${control} ${sender.source}:${sourcePort}: claimed ${claimed}, is ${blocked.has(control)}`);
        }
      }
    }
  }
  expect(answer.verdict).toBe(verdictOf(outcomes));
}

test.each<[FamilyName, number]>([
  ['ipv4', 500],
  ['ipv6', 150],
])('%s: every step and verdict agrees with trying packet by packet', (family, numRuns) => {
  fc.assert(
    fc.property(scene(family), (drawn) => compare(family, drawn)),
    { numRuns },
  );
});
