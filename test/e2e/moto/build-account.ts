/** Builds an account on moto through AWS's own APIs, the way an operator's account comes to be. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { buildFunction, letLoadBalancerInvoke } from './build-function.ts';
import { type BuiltLoadBalancing, buildLoadBalancing } from './build-load-balancing.ts';
import { type BuiltNetwork, buildNetwork } from './build-network.ts';

export interface BuiltAccount {
  readonly network: BuiltNetwork;
  readonly functionArn: string;
  readonly loadBalancing: BuiltLoadBalancing;
}

/** Everything is healthy as built; faults are for those who test them. */
export async function buildAccount(endpoint: string, region: string): Promise<BuiltAccount> {
  const config = { endpoint, region, credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' } };
  const [ec2, elb, lambda] = [
    new EC2Client(config),
    new ElasticLoadBalancingV2Client(config),
    new LambdaClient(config),
  ];
  const network = await buildNetwork(ec2, region);
  const functionArn = await buildFunction(new CloudFormationClient(config), lambda);
  const loadBalancing = await buildLoadBalancing(elb, ec2, network, functionArn);
  await letLoadBalancerInvoke(lambda, functionArn, loadBalancing.targetGroups.fn);
  await buildObservation(new CloudWatchClient(config), loadBalancing);
  return { network, functionArn, loadBalancing };
}

/** An alarm on one group, one that has nothing to do with load balancing, and a quiet hour of requests. */
async function buildObservation(
  cloudWatch: CloudWatchClient,
  { applicationArn, targetGroups }: BuiltLoadBalancing,
): Promise<void> {
  const Dimensions = [
    { Name: 'TargetGroup', Value: targetGroups.web.split(':').at(-1) },
    { Name: 'LoadBalancer', Value: applicationArn.split(':loadbalancer/')[1] },
  ];
  const whenAny = {
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
  } as const;
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      ...whenAny,
      AlarmName: 'shop-web unhealthy',
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Minimum',
      Dimensions,
    }),
  );
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      ...whenAny,
      AlarmName: 'queue too long',
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
    }),
  );
  const Timestamp = new Date(Date.now() - 10 * 60_000);
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/ApplicationELB',
      MetricData: [{ MetricName: 'HTTPCode_Target_5XX_Count', Dimensions, Timestamp, Value: 0, Unit: 'Count' }],
    }),
  );
}
