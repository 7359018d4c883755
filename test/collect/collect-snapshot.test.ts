import { collectSnapshot } from '../../lib/collect/collect-snapshot.ts';
import { READ_ACTIONS } from '../../lib/collect/permissions.ts';
import type { Progress } from '../../lib/collect/progress.ts';
import type { Scope } from '../../lib/collect/scope.ts';
import { understand } from '../../lib/model/understand.ts';
import { readSnapshot } from '../../lib/snapshot/read-snapshot.ts';
import { type RegionSnapshot, SNAPSHOT_PARTS, type SnapshotPart } from '../../lib/snapshot/snapshot.ts';
import { renderSnapshot } from '../../lib/snapshot/write-snapshot.ts';
import { type Answer, fakeAws, inTwoPages, readRecording, refusal, replay } from '../support/fake-aws.ts';

const REGION = 'eu-west-1';
const AT = '2026-11-23T12:00:00Z';
const recorded = replay(readRecording());

async function collect(answer: Answer, scope: Scope = {}) {
  const { clientsFor, sent } = fakeAws(answer);
  const snapshot = await collectSnapshot({ regions: [REGION], at: AT, clientsFor, scope });
  return { snapshot, sent, region: snapshot.regions[0] as RegionSnapshot };
}

const refusing =
  (action: string, error: Error = refusal('AccessDenied')): Answer =>
  (call) =>
    call.action === action ? error : recorded(call);

describe('a whole account', () => {
  test('is read back from the file that it is written to', async () => {
    const { snapshot } = await collect(recorded);
    expect(readSnapshot(renderSnapshot(snapshot), 'collected')).toEqual(snapshot);
  });

  test('has every part and no errors', async () => {
    const { region, snapshot } = await collect(recorded);
    expect(region.errors).toEqual([]);
    for (const part of Object.keys(SNAPSHOT_PARTS) as SnapshotPart[]) {
      expect({ part, size: Object.keys(region[part] ?? {}).length }).not.toEqual({ part, size: 0 });
    }
    expect(snapshot).toMatchObject({ schema: 'snapshot/1', capturedAt: AT, accountId: '123456789012' });
  });

  test('keeps AWS members and turns times into ISO text', async () => {
    const { region } = await collect(recorded);
    expect(region.loadBalancers?.[0]?.CreatedTime).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(region.instances?.[0]?.LaunchTime).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(region.instances?.[0]).not.toHaveProperty('$metadata');
    expect(region.prefixLists?.[0]?.Entries).toHaveLength(2);
  });

  test('is the same in two pages as in one', async () => {
    const [once, twice] = [await collect(recorded), await collect(inTwoPages(recorded))];
    expect(twice.snapshot).toEqual(once.snapshot);
    expect(twice.sent.length).toBeGreaterThan(once.sent.length);
  });

  test('is understood by the model without a gap', async () => {
    const { snapshot } = await collect(recorded);
    const [region] = understand(snapshot).regions;
    const groups = region?.targetGroups;
    expect(groups?.known).toBe(true);
    for (const group of groups?.known ? groups.value : []) {
      expect(group.targets.known && group.attributes.known && group.tags.known).toBe(true);
      for (const arn of group.loadBalancerArns) {
        const loadBalancer = region?.loadBalancers.find(arn);
        expect(loadBalancer?.known && loadBalancer.value.listeners.known).toBe(true);
      }
    }
  });
});

describe('permissions', () => {
  test('are exactly the actions that are sent', async () => {
    const { sent } = await collect(recorded);
    expect([...new Set(sent.map(({ action }) => action))].sort()).toEqual([...READ_ACTIONS].sort());
  });

  test('only read', () => {
    for (const action of READ_ACTIONS) expect(action).toMatch(/^[a-z0-9]+:(?:Describe|Get)[A-Za-z]+$/);
  });
});

const PARTS = Object.entries(SNAPSHOT_PARTS) as [SnapshotPart, string][];

describe('what is refused', () => {
  test.each(PARTS)('%s are left out where %s is denied, and the reason is recorded', async (part, action) => {
    const { region } = await collect(refusing(action));
    expect(region).not.toHaveProperty(part);
    const about = region.errors?.filter(({ api }) => api === action) ?? [];
    expect(about.length).toBeGreaterThan(0);
    for (const error of about) expect(error).toMatchObject({ code: 'AccessDenied', message: 'AccessDenied from AWS' });
  });

  test.each(PARTS.filter(([part]) => part !== 'targetGroups'))(
    'nothing else is lost where %s cannot be read, but what is asked by its answer',
    async (part, action) => {
      const [{ region }, whole] = [await collect(refusing(action)), await collect(recorded)];
      const lost = Object.keys(whole.region).filter((name) => !(name in region));
      const following = part === 'listeners' ? ['rules'] : [];
      expect(lost.sort()).toEqual([part, ...following].sort());
      expect(region.targetHealth === undefined || Object.keys(region.targetHealth).length).toBeTruthy();
    },
  );

  test('one reason for many resources is one error', async () => {
    const { region } = await collect(refusing('elasticloadbalancing:DescribeTargetHealth'));
    expect(region.errors).toEqual([
      { api: 'elasticloadbalancing:DescribeTargetHealth', code: 'AccessDenied', message: 'AccessDenied from AWS' },
    ]);
  });

  test('one resource that cannot be read is left out by itself', async () => {
    const { region: whole } = await collect(recorded);
    const gone = whole.targetGroups?.[0]?.TargetGroupArn ?? '';
    const { region } = await collect((call) =>
      call.action === 'elasticloadbalancing:DescribeTargetHealth' && call.input.TargetGroupArn === gone
        ? refusal('TargetGroupNotFound')
        : recorded(call),
    );
    expect(Object.keys(region.targetHealth ?? {})).toHaveLength((whole.targetGroups?.length ?? 0) - 1);
    expect(region.targetHealth).not.toHaveProperty([gone]);
    expect(region.errors).toMatchObject([{ code: 'TargetGroupNotFound', resource: gone }]);
  });

  test('a list that breaks off after its first page is not kept', async () => {
    const paged = inTwoPages(recorded);
    const { region } = await collect((call) =>
      call.input.Marker !== undefined && call.action === 'elasticloadbalancing:DescribeTargetGroups'
        ? refusal('ThrottlingException', 'Rate exceeded')
        : paged(call),
    );
    expect(region).toEqual({
      region: REGION,
      errors: [
        { api: 'elasticloadbalancing:DescribeTargetGroups', code: 'ThrottlingException', message: 'Rate exceeded' },
      ],
    });
  });

  test('the entries of a prefix list that cannot be read leave the list out', async () => {
    const { region } = await collect(refusing('ec2:GetManagedPrefixListEntries'));
    expect(region).not.toHaveProperty('prefixLists');
    expect(region.errors).toMatchObject([{ api: 'ec2:GetManagedPrefixListEntries', code: 'AccessDenied' }]);
  });

  test('a function without a policy is known to have none', async () => {
    const { region } = await collect(refusing('lambda:GetPolicy', refusal('ResourceNotFoundException')));
    expect(Object.values(region.lambdaPolicies ?? {})).toEqual([null]);
    expect(region.errors).toEqual([]);
  });

  test('the secret that EC2 appends to a denial is not kept', async () => {
    const message = 'You are not authorized. Encoded authorization failure message: 4GIOHl-secret';
    const { region } = await collect(refusing('ec2:DescribeVpcs', refusal('UnauthorizedOperation', message)));
    expect(region.errors).toMatchObject([{ code: 'UnauthorizedOperation', message: 'You are not authorized.' }]);
  });

  test('a bug of our own is not taken for a refusal', async () => {
    await expect(collect(refusing('ec2:DescribeVpcs', new TypeError('x is not a function')))).rejects.toThrow(
      TypeError,
    );
    const marked = Object.assign(new TypeError('x is not a function'), { $metadata: {} });
    await expect(collect(refusing('ec2:DescribeVpcs', marked))).rejects.toThrow(TypeError);
  });
});

describe('garbage', () => {
  const lists = [
    'targetGroups',
    'loadBalancers',
    'networkInterfaces',
    'subnets',
    'instances',
    'securityGroups',
  ] as const;

  test.each(lists)('an answer without a list is no empty list of %s', async (part) => {
    const { region } = await collect((call) => (call.action === SNAPSHOT_PARTS[part] ? {} : recorded(call)));
    expect(region).not.toHaveProperty(part);
    expect(region.errors).toMatchObject([{ api: SNAPSHOT_PARTS[part], code: 'UnexpectedAnswer' }]);
  });

  test('a record without its id is not taken over', async () => {
    const { region } = await collect((call) =>
      call.action === 'ec2:DescribeSubnets' ? { Subnets: [{ SubnetId: 7 }] } : recorded(call),
    );
    expect(region).not.toHaveProperty('subnets');
    expect(region.errors).toMatchObject([{ api: 'ec2:DescribeSubnets', code: 'UnexpectedAnswer' }]);
    expect(region.errors?.[0]?.message).toContain('SubnetId');
  });

  test('a page of a proxy is what could not be read', async () => {
    const page = Object.assign(new SyntaxError('Unexpected token <\n  Deserialization error: see $response'), {
      $metadata: {},
      $response: {},
    });
    const { region } = await collect(refusing('cloudwatch:DescribeAlarms', page));
    expect(region.errors).toEqual([
      { api: 'cloudwatch:DescribeAlarms', code: 'UnexpectedAnswer', message: 'Unexpected token <' },
    ]);
  });

  test('a policy that is no JSON is what could not be read', async () => {
    const { region } = await collect((call) => (call.action === 'lambda:GetPolicy' ? { Policy: '{' } : recorded(call)));
    expect(region).not.toHaveProperty('lambdaPolicies');
    expect(region.errors).toMatchObject([{ api: 'lambda:GetPolicy', code: 'UnexpectedAnswer' }]);
  });
});

const EMPTY: Readonly<Record<string, object>> = {
  'sts:GetCallerIdentity': { Account: '123456789012' },
  'ec2:DescribeRegions': { Regions: [{ RegionName: 'eu-west-1' }, { RegionName: 'us-east-1' }] },
  'elasticloadbalancing:DescribeTargetGroups': { TargetGroups: [] },
  'elasticloadbalancing:DescribeLoadBalancers': { LoadBalancers: [] },
  'cloudwatch:DescribeAlarms': { MetricAlarms: [] },
};

describe('an account without load balancing', () => {
  test('is three calls per region and empty lists', async () => {
    const { clientsFor, sent } = fakeAws(({ action }) => EMPTY[action]);
    const snapshot = await collectSnapshot({ regions: 'all', at: AT, clientsFor });
    expect(snapshot.regions.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1']);
    for (const region of snapshot.regions) {
      expect(region).toMatchObject({ targetGroups: [], targetHealth: {}, instances: [], errors: [] });
    }
    const calls = sent.filter(({ action }) => action !== 'sts:GetCallerIdentity' && action !== 'ec2:DescribeRegions');
    expect(calls).toHaveLength(6);
  });
});

describe('scope', () => {
  const nameOf = (region: RegionSnapshot) => region.targetGroups?.map(({ TargetGroupName }) => TargetGroupName);

  test('restricts to target groups by name or ARN, with the load balancers they need', async () => {
    const { region: whole } = await collect(recorded);
    const arn = whole.targetGroups?.find(({ TargetGroupName }) => TargetGroupName === 'streams')?.TargetGroupArn ?? '';
    const byArn = await collect(recorded, { targetGroups: [arn] });
    const byName = await collect(recorded, { targetGroups: ['streams'] });
    expect(nameOf(byArn.region)).toEqual(['streams']);
    expect(byName.region).toEqual(byArn.region);
    expect(byArn.region.loadBalancers?.map(({ Type }) => Type)).toEqual(['network']);
    expect(Object.keys(byArn.region.tags ?? {})).toHaveLength(2);
    expect(byArn.region.instances).toHaveLength(1);
  });

  test('a health sweep of healthy groups is their health and nothing else', async () => {
    const healthy: Answer = (call) => {
      if (call.action !== 'elasticloadbalancing:DescribeTargetHealth') return recorded(call);
      return { TargetHealthDescriptions: [{ Target: { Id: 'i-1' }, TargetHealth: { State: 'healthy' } }] };
    };
    const { region, sent } = await collect(healthy, { cadence: 'health' });
    expect(Object.keys(region).sort()).toEqual(['errors', 'region', 'targetGroups', 'targetHealth']);
    expect(nameOf(region)).toHaveLength(5);
    expect(sent.map(({ action }) => action)).not.toContain('elasticloadbalancing:DescribeLoadBalancers');
  });

  test('a health sweep reads the rest of groups in trouble, and leaves alarms out', async () => {
    const { region } = await collect(recorded, { cadence: 'health', targetGroups: ['shop-web', 'streams'] });
    expect(nameOf(region)).toHaveLength(2);
    expect(Object.keys(region.targetGroupAttributes ?? {})).toHaveLength(1);
    expect(region.loadBalancers).toHaveLength(1);
    expect(region).not.toHaveProperty('alarms');
  });
});

describe('progress', () => {
  test('counts up to the total of every step', async () => {
    const told: Progress[] = [];
    const { clientsFor } = fakeAws(recorded);
    await collectSnapshot({ regions: [REGION], at: AT, clientsFor, onProgress: (progress) => told.push(progress) });
    const health = told.filter(({ step }) => step === 'target health');
    expect(health.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { done, total, region } of told) {
      expect(done).toBeLessThanOrEqual(total);
      expect(region).toBe(REGION);
    }
  });
});
