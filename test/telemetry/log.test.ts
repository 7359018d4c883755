import { createLog } from '../../lib/telemetry/log.ts';
import { METRICS } from '../../lib/telemetry/metrics.ts';

const at = new Date('2026-11-22T12:00:00Z');

function logOnce(...entry: Parameters<ReturnType<typeof createLog>>): Record<string, unknown> {
  const lines: string[] = [];
  createLog('Auditor', { clock: () => at, write: (line) => lines.push(line) })(...entry);
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
  return JSON.parse(lines[0] ?? '');
}

test("a line carries its metrics in CloudWatch's embedded format, each with its unit", () => {
  const metrics = { RegionsSwept: 1, ShardDuration: 1500 };
  expect(logOnce('region-swept', { region: 'eu-west-1' }, metrics)).toEqual({
    event: 'region-swept',
    at: '2026-11-22T12:00:00.000Z',
    region: 'eu-west-1',
    Stack: 'Auditor',
    RegionsSwept: 1,
    ShardDuration: 1500,
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'TargetGroupAuditor',
          Dimensions: [['Stack']],
          Metrics: [
            { Name: 'RegionsSwept', Unit: 'Count' },
            { Name: 'ShardDuration', Unit: METRICS.ShardDuration },
          ],
        },
      ],
    },
  });
});

test('a line without metrics has no metadata', () => {
  expect(logOnce('region-closed', { region: 'eu-west-1' })).toEqual({
    event: 'region-closed',
    at: '2026-11-22T12:00:00.000Z',
    region: 'eu-west-1',
  });
});

test('a metric without a value is not sent, one of zero is', () => {
  const line = logOnce('shard-audited', {}, { ChecksCrashed: 0 });
  expect(JSON.stringify(line._aws)).toContain('ChecksCrashed');
  expect(JSON.stringify(line._aws)).not.toContain('Outcomes');
});
