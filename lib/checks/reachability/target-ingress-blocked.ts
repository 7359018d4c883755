import { hintOf } from '../../model/gathered.ts';
import type { SecurityGroupRule } from '../../model/network.ts';
import type { Region } from '../../model/region.ts';
import type { TargetPath } from '../../network/trace.ts';
import { describeBlockedAddresses, describeGroups, describePorts, describeSource, shorten } from './describe-flow.ts';
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
    if (blockage.verdict === 'blocked') return `${who} nothing on ${flow} from ${from}${admittedInstead(region, path)}`;
    return `${who} ${flow} from only part of ${from}, not from ${describeBlockedAddresses(blockage)}`;
  },
  remedy: admitSource,
});

/** Who is admitted on the port instead: often the group of a load balancer that was replaced. */
function admittedInstead(region: Region, { trace }: TargetPath): string {
  const { port, protocol } = trace;
  const groups = trace.destination.securityGroupIds.flatMap(
    (id) => hintOf(region.network.securityGroups.find(id)) ?? [],
  );
  const peers = groups.flatMap(({ ingress }) => ingress.filter((rule) => isFor(rule, protocol, port)).map(peerText));
  if (peers.some((peer) => trace.source.securityGroupIds.includes(peer)))
    return ', though a rule names it: on this way, references to groups do not hold';
  const others = [...new Set(peers)];
  const named = others.map((peer) => (peer.startsWith('sg-') ? describeGroups(region, [peer]) : peer));
  return named.length === 0 ? '' : `, only from ${shorten(named, 3)}`;
}

function isFor({ ports, protocol }: SecurityGroupRule, wanted: number, port: number | undefined): boolean {
  if (protocol !== 'all' && protocol !== wanted) return false;
  return ports === 'all' || port === undefined || (ports.from <= port && port <= ports.to);
}

const peerText = ({ peer }: SecurityGroupRule): string => {
  if (peer.kind === 'cidr') return peer.cidr;
  return peer.kind === 'prefix-list' ? peer.id : peer.groupId;
};
