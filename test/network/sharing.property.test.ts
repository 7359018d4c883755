import fc from 'fast-check';
import { understand } from '../../lib/model/understand.ts';
import { answerQuestions, parseQuestions, type Question } from '../../lib/network/questions.ts';
import { build, FAMILIES, scene } from './random-network.ts';

const { address } = FAMILIES.ipv4;
const SENDERS = [{ loadBalancer: 'web' }, { subnet: 'subnet-lb-b' }, { ip: address(5) }];
const TARGETS = [17, 19, 20, 4, 12, 22].map((host) => ({ ip: address(host) }));
const FLOWS = [6, 17].flatMap((protocol) =>
  [79, 80, 81, 443, 30000, 32768].map((port) => ({ protocol: String(protocol), port })),
);
const QUESTIONS = parseQuestions(
  SENDERS.flatMap((from) => TARGETS.flatMap((to) => FLOWS.map((flow) => ({ from, to, ...flow })))),
);

/** Legs, effects and steps are shared between flows of one class: that must never show. */
test('questions asked together are answered as each is alone', () => {
  fc.assert(
    fc.property(scene('ipv4'), fc.shuffledSubarray([...QUESTIONS], { minLength: 2, maxLength: 30 }), (drawn, asked) => {
      const region = build('ipv4', drawn);
      const account = understand({
        schema: 'snapshot/1',
        capturedAt: '2026-11-22T12:00:00Z',
        accountId: '1',
        regions: [region],
      });
      const alone = (question: Question) => answerQuestions(account, [question])[0];
      expect(answerQuestions(account, asked)).toEqual(asked.map(alone));
    }),
    { numRuns: 120 },
  );
});
