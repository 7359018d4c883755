import { collectMetrics } from '../../lib/collect/collect-metrics.ts';
import { PartReader } from '../../lib/collect/part-reader.ts';
import { planDetails, planErrorCounts, planInstanceMetrics } from '../../lib/collect/plan-metrics.ts';
import { type Answer, fakeAws } from '../support/fake-aws.ts';

const AT = '2026-11-23T12:00:00Z';
const arn = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:${rest}`;
const alb = arn('loadbalancer/app/shop/50dc6c495c0c9188');
const nlb = arn('loadbalancer/net/streams/1b2c3d4e5f607182');
const gateway = arn('loadbalancer/gwy/fence/0a1b2c3d4e5f6071');
const group = (name: string) => arn(`targetgroup/${name}/73e2d6bc24d8a067`);
const web = { targetGroupArn: group('web'), loadBalancerArn: alb, targetType: 'instance' };
const fn = { targetGroupArn: group('fn'), loadBalancerArn: alb, targetType: 'lambda' };
const stream = { targetGroupArn: group('stream'), loadBalancerArn: nlb, targetType: 'ip' };
const front = { targetGroupArn: group('front'), loadBalancerArn: nlb, targetType: 'alb' };
const fence = { targetGroupArn: group('fence'), loadBalancerArn: gateway, targetType: 'instance' };

interface Query {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { readonly MetricName: string; readonly Dimensions: readonly { readonly Value: string }[] };
    readonly Stat: string;
    readonly Period: number;
  };
}

const queriesOf = (input: Readonly<Record<string, unknown>>) => input.MetricDataQueries as readonly Query[];
const namesIn = (queries: readonly { readonly MetricName: string }[]) => queries.map(({ MetricName }) => MetricName);

/** Answers every metric with one value, by name. */
const valued =
  (values: Readonly<Record<string, number>>): Answer =>
  ({ input }) => ({
    MetricDataResults: queriesOf(input).map(({ Id, MetricStat }) => {
      const value = values[MetricStat.Metric.MetricName];
      return { Id, Timestamps: value === undefined ? [] : [new Date(AT)], Values: value === undefined ? [] : [value] };
    }),
  });

async function collect(answer: Answer, inTrouble: readonly string[], subjects = [web, fn, stream]) {
  const { clientsFor, sent } = fakeAws(answer);
  const reader = new PartReader('eu-west-1', () => {});
  const needs = { subjects, inTrouble: new Set(inTrouble), instanceQueries: [] };
  const metrics = await collectMetrics(reader, clientsFor('eu-west-1').cloudwatch, AT, needs);
  return { metrics, sent, errors: reader.errors };
}

describe('what is asked', () => {
  test('error counts are per application load balancer, target errors per target group', () => {
    expect(planErrorCounts([web, { ...web, targetGroupArn: group('web-2') }, fn, stream, fence])).toEqual([
      ...['502', '503', '504'].map((code) => ({
        Namespace: 'AWS/ApplicationELB',
        MetricName: `HTTPCode_ELB_${code}_Count`,
        Dimensions: [{ Name: 'LoadBalancer', Value: 'app/shop/50dc6c495c0c9188' }],
        Stat: 'Sum',
        Period: 60,
      })),
      ...['web', 'web-2'].map((name) => ({
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'HTTPCode_Target_5XX_Count',
        Dimensions: [
          { Name: 'TargetGroup', Value: `targetgroup/${name}/73e2d6bc24d8a067` },
          { Name: 'LoadBalancer', Value: 'app/shop/50dc6c495c0c9188' },
        ],
        Stat: 'Sum',
        Period: 60,
      })),
    ]);
  });

  test.each([
    [
      'an instance group',
      [web],
      ['UnHealthyHostCount', 'TargetConnectionErrorCount', 'TargetTLSNegotiationErrorCount'],
    ],
    ['a function', [fn], ['RequestCount', 'LambdaUserError', 'LambdaInternalError']],
    ['a network load balancer', [stream], ['HealthyHostCount', 'SecurityGroupBlockedFlowCount_Outbound_TCP']],
  ])('details of %s', (_, subjects, names) => {
    expect(namesIn(planDetails(subjects))).toEqual(expect.arrayContaining(names));
  });

  test('host counts do not exist for load balancers as targets, nor anything certain for gateways', () => {
    expect(namesIn(planDetails([front]))).not.toContain('HealthyHostCount');
    expect(planDetails([fence])).toEqual([]);
  });

  test('TLS errors of a network load balancer have its dimension alone', () => {
    const tls = planDetails([stream]).find(({ MetricName }) => MetricName === 'TargetTLSNegotiationErrorCount');
    expect(tls?.Dimensions).toEqual([{ Name: 'LoadBalancer', Value: 'net/streams/1b2c3d4e5f607182' }]);
  });

  test('credits are asked of burstable instances only', () => {
    const instances = [
      { InstanceId: 'i-1', InstanceType: 't4g.micro' },
      { InstanceId: 'i-2', InstanceType: 'm7g.large' },
    ];
    const credits = planInstanceMetrics(['i-1', 'i-2', 'i-3'], instances).filter(
      ({ MetricName }) => MetricName === 'CPUCreditBalance',
    );
    expect(credits.map(({ Dimensions }) => Dimensions[0]?.Value)).toEqual(['i-1']);
  });

  test('where all is well, details are not asked', async () => {
    const { sent } = await collect(valued({ HTTPCode_ELB_502_Count: 0, HTTPCode_Target_5XX_Count: 9 }), []);
    expect(sent).toHaveLength(1);
  });

  test('details are asked of groups in trouble', async () => {
    const { metrics } = await collect(valued({}), [stream.targetGroupArn]);
    expect(namesIn(metrics ?? [])).toContain('SecurityGroupBlockedFlowCount_Outbound_TCP');
    expect(namesIn(metrics ?? [])).not.toContain('RequestCount');
  });

  test('details are asked behind a load balancer that fails requests though its targets are healthy', async () => {
    const { metrics } = await collect(valued({ HTTPCode_ELB_502_Count: 3 }), []);
    const requests = metrics?.filter(({ MetricName }) => MetricName === 'RequestCount') ?? [];
    expect(requests.map(({ Dimensions }) => Dimensions?.[0]?.Value)).toEqual([
      'targetgroup/web/73e2d6bc24d8a067',
      'targetgroup/fn/73e2d6bc24d8a067',
    ]);
  });

  test('the hour before, oldest first, at most 500 metrics a call', async () => {
    const many = Array.from({ length: 700 }, (_, index) => ({ ...web, targetGroupArn: group(`web-${index}`) }));
    const { sent, metrics } = await collect(valued({}), [], many);
    expect(sent.map(({ input }) => queriesOf(input).length)).toEqual([500, 203]);
    expect(metrics).toHaveLength(703);
    expect(sent[0]?.input).toMatchObject({
      StartTime: new Date('2026-11-23T11:00:00Z'),
      EndTime: new Date(AT),
      ScanBy: 'TimestampAscending',
    });
    for (const { input } of sent) {
      const ids = queriesOf(input).map(({ Id }) => Id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^[a-z][a-zA-Z0-9_]*$/);
    }
  });
});

describe('what is kept', () => {
  test('a series that was not published is there without values', async () => {
    const { metrics } = await collect(valued({ HTTPCode_ELB_503_Count: 2 }), []);
    const [of502, of503] = metrics ?? [];
    expect(of502).toMatchObject({ MetricName: 'HTTPCode_ELB_502_Count', Timestamps: [], Values: [] });
    expect(of503).toMatchObject({ Timestamps: ['2026-11-23T12:00:00.000Z'], Values: [2], Stat: 'Sum', Period: 60 });
  });

  test('a series that is spread over pages is one', async () => {
    const at = (minute: string) => new Date(`2026-11-23T11:${minute}:00Z`);
    const { metrics } = await collect(
      ({ input }) => {
        if (input.NextToken === undefined) {
          return { NextToken: 'more', MetricDataResults: [{ Id: 'm0', Timestamps: [at('01')], Values: [1] }] };
        }
        return { MetricDataResults: [{ Id: 'm0', Timestamps: [at('02')], Values: [2], StatusCode: 'Complete' }] };
      },
      [],
      [web],
    );
    expect(metrics?.[0]?.Values).toEqual([1, 2]);
    expect(metrics?.[0]?.Timestamps).toEqual(['2026-11-23T11:01:00.000Z', '2026-11-23T11:02:00.000Z']);
  });

  test.each(['InternalError', 'Forbidden'])('a series that ends in %s is left out and named', async (StatusCode) => {
    const { metrics, errors } = await collect(
      ({ input }) => ({
        MetricDataResults: queriesOf(input).map(({ Id }) =>
          Id === 'm1' ? { Id, StatusCode, Values: [1], Timestamps: [new Date(AT)] } : { Id, StatusCode: 'Complete' },
        ),
      }),
      [],
      [web],
    );
    expect(namesIn(metrics ?? [])).not.toContain('HTTPCode_ELB_503_Count');
    expect(errors).toEqual([
      {
        api: 'cloudwatch:GetMetricData',
        code: StatusCode,
        message: '',
        resource: 'HTTPCode_ELB_503_Count app/shop/50dc6c495c0c9188',
      },
    ]);
  });
});
