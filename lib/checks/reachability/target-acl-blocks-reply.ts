import { describeStoppedReply } from './describe-acl.ts';
import { openAcl } from './open-acl.ts';
import { definePathCheck } from './path-check.ts';

export default definePathCheck({
  id: 'target-acl-blocks-reply',
  title: "The network ACL of the target's subnet stops replies going out",
  why: 'ACLs are stateless: replies to the load balancer go to ports 1024–65535 and need an entry of their own. A hole in that range fails some connections and not others.',
  fix: 'Allow TCP 1024–65535 out to the subnets of the load balancer, before the entry that denies it.',
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
  control: 'target-acl-reply',
  describe: (_, blockage) => describeStoppedReply(blockage, 'to'),
  remedy: openAcl,
});
