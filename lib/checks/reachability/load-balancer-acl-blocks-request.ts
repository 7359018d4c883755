import { describeStoppedRequest } from './describe-acl.ts';
import { openAcl } from './open-acl.ts';
import { definePathCheck } from './path-check.ts';

export default definePathCheck({
  id: 'load-balancer-acl-blocks-request',
  title: 'The network ACL of a load balancer subnet stops requests going out',
  why: 'Health checks and requests of the nodes in that subnet never leave it; nodes in other subnets may be fine.',
  fix: 'Allow the health check and traffic ports out to the subnets of the targets, before the entry that denies them.',
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
  control: 'source-acl-out',
  describe: (_, blockage) => describeStoppedRequest(blockage, 'out'),
  remedy: openAcl,
});
