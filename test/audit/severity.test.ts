import type { Impact } from '../../lib/audit/audit-result.ts';
import { severityOf, worstOf } from '../../lib/audit/severity.ts';
import { type CheckInfo, defineCheck, type ReasonCode } from '../../lib/checks/define-check.ts';
import { type Case, pass, type Severity } from '../../lib/checks/outcome.ts';
import type { Target, TargetState } from '../../lib/model/load-balancing.ts';

const check = (severity: Severity, explains: readonly ReasonCode[] = ['Target.Timeout']): CheckInfo =>
  defineCheck({
    id: 'a-check',
    title: '',
    category: 'health',
    severity,
    why: '',
    fix: '',
    reference: '',
    needs: [],
    explains,
    evaluate: () => pass(''),
  });

const target = (state: TargetState, index: number): Target => ({
  id: `i-${index}`,
  port: 80,
  zone: undefined,
  state,
  reason: undefined,
  description: undefined,
  healthCheckPort: 80,
  administrativeOverride: undefined,
  anomalous: false,
});

const fault = (states: readonly TargetState[], more: Partial<Case> = {}): Case => ({
  message: '',
  evidence: {},
  targets: states.map(target),
  confidence: 'certain',
  remedies: [],
  ...more,
});

const NO_COUNTS: Impact['counts'] = {
  initial: 0,
  healthy: 0,
  unhealthy: 0,
  'unhealthy.draining': 0,
  unused: 0,
  draining: 0,
  unavailable: 0,
  unknown: 0,
};
const impact = (kind: Impact['kind'], total: number): Impact => ({ kind, counts: NO_COUNTS, total, summary: '' });
const HIGH = check('high');

test.each<[string, Severity, CheckInfo, Case, Impact]>([
  ['no target is left', 'critical', HIGH, fault(['unhealthy', 'unhealthy']), impact('failing-open', 2)],
  ['nothing to route to', 'critical', HIGH, fault(['unused']), impact('no-targets', 1)],
  ['most are lost', 'critical', HIGH, fault(['unhealthy', 'unhealthy', 'unhealthy']), impact('degraded', 4)],
  ['half are lost', 'high', HIGH, fault(['unhealthy', 'unhealthy']), impact('degraded', 4)],
  ['only a guess', 'high', HIGH, fault(['unhealthy'], { confidence: 'possible' }), impact('failing-open', 1)],
  ['healthy targets with a shut way', 'high', HIGH, fault(['healthy', 'healthy']), impact('none', 2)],
  ['meant to be so', 'low', HIGH, fault(['unhealthy', 'unhealthy']), impact('by-design', 3)],
  ['nobody is served', 'medium', HIGH, fault(['unused']), impact('unused', 1)],
  ['first checks, and a guess', 'medium', HIGH, fault(['initial'], { confidence: 'likely' }), impact('starting', 1)],
  ['first checks that cannot pass', 'high', HIGH, fault(['initial']), impact('starting', 1)],
  ['advice stays advice', 'medium', check('medium', []), fault(['unhealthy']), impact('failing-open', 1)],
  ['the case knows better', 'info', HIGH, fault(['unhealthy'], { severity: 'info' }), impact('failing-open', 1)],
])('%s: %s', (_, expected, info, each, what) => {
  expect(severityOf(info, each, what)).toBe(expected);
});

test('the worst of several counts, and of none nothing is bad', () => {
  expect(worstOf(['low', 'critical', 'high'])).toBe('critical');
  expect(worstOf([])).toBe('info');
});
