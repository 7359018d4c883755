import check from '../../../lib/checks/reachability/address-outside-reach.ts';
import { askCheck, type Edit, faultNamed } from '../../support/ask-check.ts';

/** The load balancer's subnets send everything that is not local to a NAT gateway, and this address is not local. */
const strayBehindNat =
  (address: string): Edit =>
  (scene) => {
    for (const table of scene.region.routeTables ?? []) {
      for (const route of table.Routes ?? []) {
        if (route.DestinationCidrBlock !== '0.0.0.0/0') continue;
        delete route.GatewayId;
        Object.assign(route, { NatGatewayId: 'nat-0a1', State: 'active' });
      }
    }
    scene.targets.push({ Target: { Id: address, Port: scene.targetGroup.Port, AvailabilityZone: 'all' } });
  };

askCheck(check, {
  good: [
    { name: 'addresses of the VPC', base: 'alb-to-fargate' },
    { name: 'addresses of a peered VPC', base: 'alb-to-peered-vpc' },
    {
      name: 'a peered VPC whose route is missing is within reach all the same',
      base: 'alb-to-peered-vpc',
      edit: faultNamed('the peering route to the targets is missing'),
    },
  ],
  bad: [
    {
      name: 'an address of no network',
      base: 'alb-to-fargate',
      edit: faultNamed('an address is registered that is in no network within reach'),
      says: /^192\.168\.77\.10 is in no network that shop-public can reach: outside vpc-\w+ \(10\.20\.0\.0\/16\)/,
      confidence: 'certain',
      targets: 1,
      evidence: { addresses: ['192.168.77.10'], vpcCidrs: ['10.20.0.0/16'] },
      command: /^aws elbv2 deregister-targets .* --targets Id=192\.168\.77\.10,Port=3000$/,
    },
    ...['172.17.0.5', '52.201.14.9'].map((address) => ({
      name: `${address}, to which only a NAT gateway leads`,
      base: 'alb-to-fargate',
      edit: strayBehindNat(address),
      says: /is in no network that shop-public can reach/,
      confidence: 'likely' as const,
      targets: 1,
    })),
  ],
  other: [
    { name: 'instances are not named by address', base: 'alb-to-instances', outcome: 'notApplicable' },
    {
      name: 'no load balancer sends to it',
      base: 'alb-to-fargate',
      edit: faultNamed('the listener is deleted'),
      outcome: 'notApplicable',
    },
  ],
});
