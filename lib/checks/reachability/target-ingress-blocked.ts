import { describeBlockedAddresses, describeGroups, describePorts, describeSource } from './describe-flow.ts';
import { admitSource } from './open-security-group.ts';
import { definePathCheck } from './path-check.ts';

export default definePathCheck({
  id: 'target-ingress-blocked',
  title: "The target's security groups do not admit the load balancer on the port",
  why: 'Health checks and requests are dropped at the target, which looks like a target that does not answer.',
  fix: "Admit the load balancer's security group, or its subnets where it has none, on the traffic port and on the health check's.",
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html#target-security-groups',
  control: 'target-security-groups',
  describe({ region }, blockage) {
    const [{ path }] = blockage.stopped;
    const { source, destination } = path.trace;
    const groups = destination.securityGroupIds;
    const flow = describePorts(blockage.stopped.map((each) => each.path.trace));
    const who = `${describeGroups(region, groups)} ${groups.length > 1 ? 'admit' : 'admits'}`;
    const from = describeSource(region, source);
    if (blockage.verdict === 'blocked') return `${who} nothing on ${flow} from ${from}`;
    return `${who} ${flow} from only part of ${from}, not from ${describeBlockedAddresses(blockage)}`;
  },
  remedy: admitSource,
});
