import { hintOf } from '../../model/gathered.ts';
import type { LoadBalancer, Target } from '../../model/load-balancing.ts';
import type { Region } from '../../model/region.ts';
import { groupBy } from '../../network/group-by.ts';
import type { TargetPath } from '../../network/trace.ts';
import { change, nextStep, type Remedy } from '../../remedy/remedy.ts';
import { commandOf } from '../../remedy/render-command.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, type Confidence, failIfAny, notApplicable, pass, type Unseen, unknown } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { shorten } from './describe-flow.ts';
import { doubtAboutReach, isOutsideReach, isTowardsInternet } from './outside-reach.ts';

export default defineCheck({
  id: 'address-outside-reach',
  title: 'An IP target is outside every network that the load balancer can reach',
  category: 'reachability',
  severity: 'high',
  why: 'ELB sends to private addresses; one that is in no connected network never answers. Addresses that only a host or a cluster knows, such as a Kubernetes ClusterIP or a Docker bridge, are the usual ones.',
  fix: "Register an address of the load balancer's VPC or of a connected network instead, or connect the network with a route.",
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html#target-type',
  needs: ['targets', 'healthCheckPaths'],
  explains: ['Target.Timeout', 'Target.FailedHealthChecks'],
  exempts: ({ targetType }) => (targetType === 'ip' ? undefined : `${targetType} targets are not named by address`),
  evaluate(subject) {
    const { healthCheckPaths, region } = subject;
    if (healthCheckPaths.length === 0) return notApplicable('no load balancer sends to an address of this group');
    const unseen = healthCheckPaths.flatMap((path): readonly Unseen[] => {
      const because = doubtAboutReach(region, path);
      return because === undefined ? [] : [{ targets: [path.target], because }];
    });
    const [first] = unseen;
    const otherwise =
      first !== undefined && unseen.length === healthCheckPaths.length
        ? unknown(first.because)
        : pass('every target is in a network that the load balancer has a route to', unseen);
    return failIfAny(
      [
        ...casesOf(
          subject,
          healthCheckPaths.filter((path) => isOutsideReach(region, path)),
          'certain',
        ),
        ...casesOf(
          subject,
          healthCheckPaths.filter((path) => isTowardsInternet(region, path)),
          'likely',
        ),
      ],
      otherwise,
      unseen,
    );
  },
});

function casesOf(subject: Subject, paths: readonly TargetPath[], confidence: Confidence): readonly Case[] {
  const byLoadBalancer = groupBy(paths, ({ loadBalancer }) => [loadBalancer.arn]);
  return [...byLoadBalancer.values()].flatMap((same) => toCase(subject, same, confidence) ?? []);
}

function toCase(subject: Subject, paths: readonly TargetPath[], confidence: Confidence): Case | undefined {
  const [first] = paths;
  if (first === undefined) return undefined;
  const { region } = subject;
  const { loadBalancer, trace } = first;
  const targets = [...new Set(paths.map(({ target }) => target))];
  const route = trace.steps.find(({ control }) => control === 'route-to-target');
  const ids = shorten([...new Set(targets.map(({ id }) => id))], 3);
  const networks = cidrsOf(region, loadBalancer);
  return {
    message: `${ids} ${targets.length === 1 ? 'is' : 'are'} in no network that ${loadBalancer.name} can reach: outside ${loadBalancer.vpcId} (${networks.join(', ')}) and the VPCs peered with it`,
    evidence: {
      addresses: targets.map(({ id }) => id),
      vpc: loadBalancer.vpcId,
      vpcCidrs: networks,
      route: route?.because,
      routeTable: route?.resource,
    },
    targets,
    confidence,
    resource: subject.targetGroup.arn,
    remedies: remediesOf(subject, targets),
  };
}

const cidrsOf = (region: Region, { vpcId }: LoadBalancer): readonly string[] => {
  const vpc = vpcId === undefined ? undefined : hintOf(region.network.vpcs.find(vpcId));
  return vpc === undefined ? [] : [...vpc.ipv4, ...vpc.ipv6];
};

/** Where others are left to serve, the stray ones can go; which addresses are the right ones only a person knows. */
function remediesOf({ region, targetGroup }: Subject, targets: readonly Target[]): readonly Remedy[] {
  const deregister = change(region.name, 'deregister the addresses that cannot be reached', {
    kind: 'deregister-targets',
    targetGroupArn: targetGroup.arn,
    targets: targets.map(({ id, port }) => ({ id, port })),
  });
  const others = (hintOf(targetGroup.targets) ?? []).filter((target) => !targets.includes(target));
  if (others.some(({ state }) => state === 'healthy')) return [deregister];
  return [nextStep('register addresses of the VPC, then deregister these', commandOf(deregister))];
}
