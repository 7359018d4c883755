import { InvalidSnapshotError, readSnapshot } from '../../lib/snapshot/read-snapshot.ts';
import { renderSnapshot } from '../../lib/snapshot/write-snapshot.ts';

const healthy = { schema: 'snapshot/1', capturedAt: '2026-11-22T12:00:00Z', accountId: '123456789012', regions: [] };
const text = (changes: object) => JSON.stringify({ ...healthy, ...changes });

describe('a snapshot file', () => {
  test.each([
    ['is empty', '', 'p.json: not JSON (it is empty); expected a snapshot/1 document'],
    ['holds a number', '5', 'p.json: expected a snapshot/1 object, got a number'],
    ['holds a list', '[]', 'p.json: expected a snapshot/1 object, got a list'],
    ['has no schema', '{}', 'p.json: schema must be "snapshot/1", got none'],
    ['has another schema', text({ schema: 'snapshot/2' }), 'p.json: schema must be "snapshot/1", got "snapshot/2"'],
    [
      'has a number where a list belongs',
      text({ regions: [{ region: 'eu-west-1', targetGroups: 5 }] }),
      'p.json: regions[0].targetGroups must be a list, got a number',
    ],
    [
      'has a record without its id',
      text({ regions: [{ region: 'eu-west-1', subnets: [{ VpcId: 'vpc-1' }] }] }),
      'p.json: regions[0].subnets[0].SubnetId must be text, got nothing',
    ],
    ['has a wrong time', text({ capturedAt: 'yesterday' }), 'p.json: capturedAt must be an ISO time'],
  ])('that %s is refused in one line', (_, content, message) => {
    expect(() => readSnapshot(content, 'p.json')).toThrow(
      expect.objectContaining({ name: InvalidSnapshotError.name, message }),
    );
  });

  test('that is cut off is refused as not JSON', () => {
    const whole = text({});
    expect(() => readSnapshot(whole.slice(0, -20), 'p.json')).toThrow(
      /^p\.json: not JSON \(.*\); expected a snapshot\/1 document$/,
    );
  });

  test('keeps members it does not know, of its own and of AWS’s records', () => {
    const region = { region: 'eu-west-1', novelties: [1], subnets: [{ SubnetId: 'subnet-1', Novelty: { a: 1 } }] };
    const read = readSnapshot(text({ regions: [region], note: 'mine' }), 'p.json');
    expect(read).toEqual({ ...healthy, regions: [region], note: 'mine' });
  });

  test('accepts null where AWS left a member out', () => {
    const region = {
      region: 'eu-west-1',
      targetGroups: [{ TargetGroupArn: 'arn:tg', Port: null, LoadBalancerArns: null }],
    };
    expect(readSnapshot(text({ regions: [region] }), 'p.json').regions[0]?.targetGroups).toHaveLength(1);
  });

  test('survives writing and reading unchanged', () => {
    const region = { region: 'eu-west-1', lambdaPolicies: { 'arn:f': null }, targetHealth: { 'arn:tg': [] } };
    const snapshot = readSnapshot(text({ regions: [region] }), 'p.json');
    expect(readSnapshot(renderSnapshot(snapshot), 'again')).toEqual(snapshot);
  });
});
