import { describeStoppedReply } from './describe-acl.ts';
import { openAcl } from './open-acl.ts';
import { definePathCheck } from './path-check.ts';

export default definePathCheck({
  id: 'load-balancer-acl-blocks-reply',
  title: 'The network ACL of a load balancer subnet stops replies coming in',
  why: 'ACLs are stateless: replies of the targets arrive at ports 1024–65535 and need an entry of their own. A hole in that range fails some connections and not others.',
  fix: 'Allow TCP 1024–65535 in from the subnets of the targets, before the entry that denies it.',
  reference: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html',
  control: 'source-acl-reply',
  describe: (_, blockage) => describeStoppedReply(blockage, 'from'),
  remedy: openAcl,
});
