/**
 * Which metrics to ask for. Every one costs (about $0.01 per thousand), so details are asked only for what has trouble:
 * first the few counts that tell whether there is any, then the rest.
 */
import type { InstanceRecord } from '../snapshot/networking.ts';

/** A published combination of name and dimensions; others do not exist. */
export interface MetricQuery {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  readonly Stat: string;
  /** Seconds. */
  readonly Period: number;
}

/** A target group behind a load balancer. */
export interface MetricSubject {
  readonly targetGroupArn: string;
  readonly loadBalancerArn: string;
  readonly targetType: string;
}

type Dimension = MetricQuery['Dimensions'][number];
type Named = readonly [name: string, stat: string];

const ALB_ERRORS: readonly Named[] = [
  ['HTTPCode_ELB_502_Count', 'Sum'],
  ['HTTPCode_ELB_503_Count', 'Sum'],
  ['HTTPCode_ELB_504_Count', 'Sum'],
];
const ALB_TARGET_ERRORS: readonly Named[] = [['HTTPCode_Target_5XX_Count', 'Sum']];
const HOST_COUNTS: readonly Named[] = [
  ['UnHealthyHostCount', 'Maximum'],
  ['HealthyHostCount', 'Minimum'],
];
const ALB_DETAILS: readonly Named[] = [
  ...HOST_COUNTS,
  ['RequestCount', 'Sum'],
  ['TargetConnectionErrorCount', 'Sum'],
  ['TargetTLSNegotiationErrorCount', 'Sum'],
  ['TargetResponseTime', 'Average'],
  ['TargetResponseTime', 'Maximum'],
  ['UnhealthyRoutingRequestCount', 'Sum'],
];
const ALB_LAMBDA_DETAILS: readonly Named[] = [
  ['RequestCount', 'Sum'],
  ['LambdaUserError', 'Sum'],
  ['LambdaInternalError', 'Sum'],
];
const NLB_DETAILS: readonly Named[] = [
  ['SecurityGroupBlockedFlowCount_Outbound_TCP', 'Sum'],
  ['TargetTLSNegotiationErrorCount', 'Sum'],
  ['TCP_Target_Reset_Count', 'Sum'],
  ['PortAllocationErrorCount', 'Sum'],
];
const INSTANCE_DETAILS: readonly Named[] = [
  ['CPUUtilization', 'Average'],
  ['StatusCheckFailed', 'Maximum'],
];

const ELB_PERIOD = 60;
/** What basic monitoring publishes. */
const EC2_PERIOD = 300;

/** Tells where requests fail although targets are healthy. Network load balancers have no such count. */
export function planErrorCounts(subjects: readonly MetricSubject[]): readonly MetricQuery[] {
  const ofAlbs = subjects.filter(({ loadBalancerArn }) => isApplication(loadBalancerArn));
  const loadBalancers = [...new Set(ofAlbs.map(({ loadBalancerArn }) => loadBalancerArn))];
  return [
    ...loadBalancers.flatMap((arn) => elbQueries('AWS/ApplicationELB', ALB_ERRORS, [loadBalancerDimension(arn)])),
    ...ofAlbs
      .filter(({ targetType }) => targetType !== 'lambda')
      .flatMap((subject) => elbQueries('AWS/ApplicationELB', ALB_TARGET_ERRORS, dimensionsOf(subject))),
  ];
}

/** Everything about target groups that have trouble. */
export function planDetails(subjects: readonly MetricSubject[]): readonly MetricQuery[] {
  const networks = subjects.filter(({ loadBalancerArn }) => isNetwork(loadBalancerArn));
  return [
    ...subjects
      .filter(({ loadBalancerArn }) => isApplication(loadBalancerArn))
      .flatMap((subject) =>
        elbQueries(
          'AWS/ApplicationELB',
          subject.targetType === 'lambda' ? ALB_LAMBDA_DETAILS : ALB_DETAILS,
          dimensionsOf(subject),
        ),
      ),
    ...networks
      .filter(({ targetType }) => targetType !== 'alb')
      .flatMap((subject) => elbQueries('AWS/NetworkELB', HOST_COUNTS, dimensionsOf(subject))),
    ...[...new Set(networks.map(({ loadBalancerArn }) => loadBalancerArn))].flatMap((arn) =>
      elbQueries('AWS/NetworkELB', NLB_DETAILS, [loadBalancerDimension(arn)]),
    ),
  ];
}

/** Only burstable instances have credits. */
export function planInstanceMetrics(
  instanceIds: readonly string[],
  instances: readonly InstanceRecord[],
): readonly MetricQuery[] {
  const typeOf = new Map(instances.map(({ InstanceId, InstanceType }) => [InstanceId, InstanceType ?? '']));
  return instanceIds.flatMap((id) => {
    const isBurstable = /^t\d/.test(typeOf.get(id) ?? '');
    const named: readonly Named[] = isBurstable
      ? [...INSTANCE_DETAILS, ['CPUCreditBalance', 'Average']]
      : INSTANCE_DETAILS;
    return named.map(([MetricName, Stat]) => ({
      Namespace: 'AWS/EC2',
      MetricName,
      Dimensions: [{ Name: 'InstanceId', Value: id }],
      Stat,
      Period: EC2_PERIOD,
    }));
  });
}

/** `app/name/id`, by which CloudWatch knows a load balancer. */
export function loadBalancerName(arn: string): string {
  return arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

const isApplication = (arn: string): boolean => loadBalancerName(arn).startsWith('app/');
const isNetwork = (arn: string): boolean => loadBalancerName(arn).startsWith('net/');

function loadBalancerDimension(arn: string): Dimension {
  return { Name: 'LoadBalancer', Value: loadBalancerName(arn) };
}

function dimensionsOf({ targetGroupArn, loadBalancerArn }: MetricSubject): readonly Dimension[] {
  const targetGroup = targetGroupArn.slice(targetGroupArn.lastIndexOf(':') + 1);
  return [{ Name: 'TargetGroup', Value: targetGroup }, loadBalancerDimension(loadBalancerArn)];
}

function elbQueries(
  Namespace: string,
  named: readonly Named[],
  Dimensions: readonly Dimension[],
): readonly MetricQuery[] {
  return named.map(([MetricName, Stat]) => ({ Namespace, MetricName, Dimensions, Stat, Period: ELB_PERIOD }));
}
