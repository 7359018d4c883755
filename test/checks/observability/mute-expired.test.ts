import check from '../../../lib/checks/observability/mute-expired.ts';
import { type Edit, testCheck } from '../../support/check-harness.ts';

const onTargetGroup =
  (value: string): Edit =>
  ({ region, targetGroup }) => {
    region.tags = { ...region.tags, [targetGroup.TargetGroupArn]: [{ Key: 'tga:mute', Value: value }] };
  };
const onLoadBalancer =
  (value: string): Edit =>
  ({ region, loadBalancer }) => {
    region.tags = { ...region.tags, [loadBalancer.LoadBalancerArn]: [{ Key: 'tga:mute', Value: value }] };
  };

testCheck(check, {
  good: {
    'one without an end': onTargetGroup('all'),
    'one that lasts': onLoadBalancer('all until=2099-12-31'),
    'one that cannot be understood': onTargetGroup('until=2020-01-01'),
  },
  bad: {
    'on the target group': {
      edit: onTargetGroup('all until=2020-01-01'),
      says: { evidence: expect.objectContaining({ endedAt: '2020-01-02T00:00:00.000Z' }) as never },
    },
    'on the load balancer': onLoadBalancer('path-not-found until=2020-01-01 reason=moving'),
  },
});
