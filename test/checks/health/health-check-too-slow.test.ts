import check from '../../../lib/checks/health/health-check-too-slow.ts';
import { answersWith, probeSees, showMetric, timesOut } from '../../faults/symptoms.ts';
import { testCheck } from '../../support/check-harness.ts';

testCheck(check, {
  good: {
    'an answer in time': (scene) => answersWith(scene, 404),
    'no connection at all': (scene) => {
      timesOut(scene);
      probeSees(scene, { outcome: 'timeout', error: 'connect ETIMEDOUT' });
    },
  },
  bad: {
    'an answer after the timeout': {
      edit: (scene) => {
        timesOut(scene);
        probeSees(scene, { outcome: 'response', statusCode: 200, millis: 9000 });
      },
      // A measurement may not give up when the load balancer does.
      says: {
        confidence: 'certain',
        remedies: [
          expect.objectContaining({ kind: 'change' }),
          expect.objectContaining({ command: expect.stringMatching(/^time curl .*--max-time 120 /) }),
        ],
      },
    },
    'response times near the timeout': {
      edit: (scene) => {
        timesOut(scene);
        showMetric(scene, { name: 'TargetResponseTime', values: [6, 7, 6], stat: 'Average' });
      },
      says: { confidence: 'likely' },
    },
    'a probe that waits for an answer as well': {
      edit: (scene) => {
        timesOut(scene);
        probeSees(scene, { outcome: 'timeout', error: '', millis: 5001 });
      },
      says: { confidence: 'likely' },
    },
    'a socket that says nothing': {
      edit: (scene) => {
        timesOut(scene);
        probeSees(scene, { outcome: 'timeout', error: 'ESOCKETTIMEDOUT', millis: 5001 });
      },
      says: { confidence: 'likely' },
    },
    'silence with the network open': { edit: (scene) => timesOut(scene), says: { confidence: 'possible' } },
  },
});
