import { loadBalancerLink, resourceLink, targetGroupLink } from '../../lib/notify/console-links.ts';

const ARN = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/orders/6d0e';
const PLACE = { arn: ARN, region: 'eu-west-1' };

test.each([
  ['sg-0a1', 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-0a1'],
  [
    'acl-1',
    'https://eu-west-1.console.aws.amazon.com/vpcconsole/home?region=eu-west-1#NetworkAclDetails:networkAclId=acl-1',
  ],
  [
    'rtb-1',
    'https://eu-west-1.console.aws.amazon.com/vpcconsole/home?region=eu-west-1#RouteTableDetails:RouteTableId=rtb-1',
  ],
  ['i-1', 'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-1'],
  [
    'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
    'https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/orders',
  ],
  [ARN, targetGroupLink(PLACE)],
  ['10.0.1.7', undefined],
  ['something', undefined],
])('%s', (id, link) => {
  expect(resourceLink(id, PLACE)).toBe(link);
});

test.each([
  ['aws-cn', 'cn-north-1', 'https://console.amazonaws.cn/ec2/home?region=cn-north-1#LoadBalancer:'],
  ['aws-us-gov', 'us-gov-west-1', 'https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#LoadBalancer:'],
  ['aws', 'us-east-1', 'https://us-east-1.console.aws.amazon.com/ec2/home?region=us-east-1#LoadBalancer:'],
])('in partition %s', (partition, region, start) => {
  expect(loadBalancerLink({ arn: `arn:${partition}:elasticloadbalancing:x`, region })).toContain(start);
});
