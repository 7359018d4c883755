import check from '../../../lib/checks/observability/mute-malformed.ts';
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
    'all checks': onTargetGroup('all'),
    'a star, where AWS lets it be written': onTargetGroup('*'),
    'one check': onTargetGroup('target-ingress-blocked'),
    'several, a date and a reason': onLoadBalancer(
      'path-not-found no-route-back until=2030-12-01 reason=moving: see OPS-12',
    ),
    commas: onTargetGroup('path-not-found,no-route-back'),
    'one that has ended': onTargetGroup('all until=2020-01-01'),
  },
  bad: {
    'nothing at all': {
      edit: onTargetGroup(''),
      says: { message: expect.stringContaining('names no check') as never },
    },
    'no check': onTargetGroup('until=2030-12-01'),
    'no id': onTargetGroup('Target_Ingress'),
    'no date': {
      edit: onTargetGroup('all until=soon'),
      says: { message: expect.stringContaining('until=soon') as never },
    },
    'no day of the calendar': onLoadBalancer('all until=2026-02-30'),
    'two dates': onTargetGroup('all until=2030-12-01 until=2031-12-01'),
  },
});
