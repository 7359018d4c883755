import { hintOf } from '../../model/gathered.ts';
import type { Region } from '../../model/region.ts';
import { AddressSet } from '../../network/address-set.ts';
import type { TargetPath } from '../../network/trace.ts';
import { defineCheck } from '../define-check.ts';
import { failIfAny, notApplicable, pass } from '../outcome.ts';
import { addressesIn } from './addresses-in.ts';
import { isFromClients, stopPreserving } from './client-addresses.ts';

export default defineCheck({
  id: 'load-balancer-hairpin',
  title: 'A target that calls its own load balancer may be sent back to itself and time out',
  category: 'reachability',
  severity: 'low',
  why: 'With client IP preservation such a request arrives with the same source and destination address and is dropped: about one connection in as many as there are targets times out.',
  fix: "Turn client IP preservation off and use proxy protocol where the client's address is needed, or let targets call themselves directly.",
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html#intermittent-connection-failure',
  needs: ['targets', 'trafficPaths'],
  explains: [],
  exempts: ({ targetType, protocol }) =>
    targetType === 'lambda' ||
    targetType === 'alb' ||
    protocol === 'HTTP' ||
    protocol === 'HTTPS' ||
    protocol === 'GENEVE'
      ? 'only Network Load Balancers keep client addresses'
      : undefined,
  evaluate(subject) {
    const { region, trafficPaths } = subject;
    const kept = trafficPaths.filter(isFromClients);
    if (kept.length === 0) return notApplicable('targets see the addresses of the load balancer, not of clients');
    const internal = kept.filter(({ loadBalancer }) => loadBalancer.scheme === 'internal');
    const admitted = internal.filter(admitsItself);
    const [first] = admitted;
    if (first === undefined) return pass('its targets are not admitted as clients of each other');
    const isMeant = admitted.some((path) => namesItself(region, path));
    const remedies = stopPreserving(subject);
    const groups = first.trace.destination.securityGroupIds.join(' ');
    return failIfAny(
      [
        {
          message: `${first.loadBalancer.name} is internal and keeps client addresses, and ${groups} admits the targets themselves: a target that calls ${first.loadBalancer.name} and is picked itself times out`,
          evidence: {
            loadBalancer: first.loadBalancer.arn,
            securityGroups: first.trace.destination.securityGroupIds,
            port: first.trace.port,
          },
          targets: [...new Set(admitted.map(({ target }) => target))],
          confidence: 'possible',
          resource: subject.targetGroup.arn,
          severity: isMeant ? 'low' : 'info',
          remedies,
        },
      ],
      pass('its targets are not admitted as clients of each other'),
    );
  },
});

function admitsItself({ trace }: TargetPath): boolean {
  const step = trace.steps.find(({ control }) => control === 'target-security-groups');
  const own = AddressSet.ofTexts(trace.destination.addresses);
  return step !== undefined && step.verdict !== 'blocked' && !addressesIn(step.blocked).overlaps(own);
}

/** A rule names the target's own group: members are meant to call members. */
function namesItself(region: Region, { trace }: TargetPath): boolean {
  const { securityGroupIds } = trace.destination;
  return securityGroupIds.some((id) =>
    (hintOf(region.network.securityGroups.find(id))?.ingress ?? []).some(
      ({ peer }) => peer.kind === 'security-group' && securityGroupIds.includes(peer.groupId),
    ),
  );
}
