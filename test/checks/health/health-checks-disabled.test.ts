import check from '../../../lib/checks/health/health-checks-disabled.ts';
import { CHECKS } from '../../../lib/checks/index.ts';
import type { Scene } from '../../faults/scene.ts';
import { aSubject, outcomeOf } from '../../support/check-harness.ts';

const turn = (enabled: boolean) => (scene: Scene) => {
  scene.targetGroup.HealthCheckEnabled = enabled;
};

test('is registered', () => {
  expect(CHECKS).toContain(check);
});

test.each([
  [true, 'pass'],
  [false, 'fail'],
])('health checks of a function on: %s → %s', (enabled, outcome) => {
  expect(outcomeOf(check, aSubject(turn(enabled), 'alb-to-lambda')).outcome).toBe(outcome);
});

test('is information, whatever else is wrong', () => {
  expect(check.severity).toBe('info');
});
