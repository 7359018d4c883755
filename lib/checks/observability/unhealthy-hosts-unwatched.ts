import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { loadBalancerTypeOf } from '../health/load-balancer-type.ts';
import { failIfAny, pass } from '../outcome.ts';
import { loadBalancerDimension, targetGroupDimension } from '../related-metrics.ts';
import { alarmsOnHosts } from './watching-alarms.ts';

const NAMESPACES = { application: 'AWS/ApplicationELB', network: 'AWS/NetworkELB', gateway: 'AWS/GatewayELB' } as const;

export default defineCheck({
  id: 'unhealthy-hosts-unwatched',
  title: 'No alarm watches the host counts of the group',
  category: 'observability',
  severity: 'info',
  why: 'Targets can fail one after another without anybody being told.',
  fix: 'Set an alarm on the minimum of UnHealthyHostCount above zero for more than one datapoint.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html',
  needs: ['alarms', 'targets'],
  explains: [],
  exempts: ({ targetType, loadBalancerArns }) => {
    if (targetType === 'lambda') return 'functions publish no host counts';
    if (targetType === 'alb') return 'host counts leave out targets of type alb';
    return loadBalancerArns.length === 0 ? 'a group without a load balancer publishes no host counts' : undefined;
  },
  evaluate({ alarms, targets, targetGroup, region }) {
    if (targets.length === 0) return pass('the group has no targets to watch');
    const watching = alarmsOnHosts(alarms, targetGroup);
    const watched = pass(`${watching.map(({ name }) => name).join(', ')} watches its host counts`);
    if (watching.length > 0) return watched;
    const [loadBalancer = ''] = targetGroup.loadBalancerArns;
    const dimensions = `Name=TargetGroup,Value=${targetGroupDimension(targetGroup.arn)} Name=LoadBalancer,Value=${loadBalancerDimension(loadBalancer)}`;
    const namespace = NAMESPACES[loadBalancerTypeOf(targetGroup)];
    const command = `aws cloudwatch put-metric-alarm --region ${region.name} --alarm-name ${targetGroup.name}-unhealthy-hosts --namespace ${namespace} --metric-name UnHealthyHostCount --dimensions ${dimensions} --statistic Minimum --period 60 --evaluation-periods 2 --threshold 0 --comparison-operator GreaterThanThreshold --alarm-actions "$TOPIC_ARN"`;
    return failIfAny(
      [
        {
          message: `no alarm watches UnHealthyHostCount or HealthyHostCount of ${targetGroup.name}`,
          evidence: { alarmsAboutGroup: alarms.map(({ name }) => name) },
          targets: [],
          confidence: 'certain',
          resource: targetGroup.arn,
          remedies: [nextStep('set an alarm that tells somebody', command)],
        },
      ],
      watched,
    );
  },
});
