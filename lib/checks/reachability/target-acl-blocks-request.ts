import { describeStoppedRequest } from './describe-acl.ts';
import { openAcl } from './open-acl.ts';
import { definePathCheck } from './path-check.ts';

export default definePathCheck({
  id: 'target-acl-blocks-request',
  title: "The network ACL of the target's subnet stops requests coming in",
  why: 'ACLs are evaluated before security groups and know no groups: what they deny never arrives.',
  fix: 'Allow the health check and traffic ports in from the subnets of the load balancer, before the entry that denies them.',
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
  control: 'target-acl-in',
  describe: (_, blockage) => describeStoppedRequest(blockage, 'in'),
  remedy: openAcl,
});
