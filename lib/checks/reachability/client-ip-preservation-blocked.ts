import { allGathered, type Gathered, mapGathered } from '../../model/gathered.ts';
import { targetKey } from '../../model/load-balancing.ts';
import type { Region } from '../../model/region.ts';
import { AddressSet } from '../../network/address-set.ts';
import { keepsClientAddresses } from '../../network/client-addresses.ts';
import type { Step, TargetPath } from '../../network/trace.ts';
import type { Remedy } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, notApplicable, type Outcome, pass, unknown } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { addressesIn } from './addresses-in.ts';
import { allBlockages, type Blockage, isBlocked } from './blockage.ts';
import { isFromClients, stopPreserving } from './client-addresses.ts';
import { blockedOf, describePorts, describeRules } from './describe-flow.ts';
import { familyOfPath } from './other-side.ts';
import { openAll } from './remedy-for.ts';

export default defineCheck({
  id: 'client-ip-preservation-blocked',
  title: "A Network Load Balancer keeps its clients' addresses and the target does not admit them",
  category: 'reachability',
  severity: 'high',
  why: 'Health checks come from the load balancer and pass; requests carry the addresses of clients and are dropped, so targets look healthy and clients time out.',
  fix: "Admit the clients, or the load balancer's security group where it has one, on the traffic port; or turn client IP preservation off.",
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation',
  needs: ['targets', 'healthCheckPaths', 'trafficPaths'],
  explains: [],
  exempts: ({ targetType, protocol }) =>
    targetType === 'lambda' || protocol === 'HTTP' || protocol === 'HTTPS' || protocol === 'GENEVE'
      ? 'only Network Load Balancers keep client addresses'
      : undefined,
  evaluate(subject) {
    const { healthCheckPaths, trafficPaths } = subject;
    const preserves = allGathered(
      trafficPaths.map((path) => keepsClientAddresses(path.loadBalancer, subject.targetGroup)),
    );
    if (!preserves.known) return unknown(preserves.because);
    const fromClients = trafficPaths.filter((path) => isFromClients(path) && path.target.state !== 'unused');
    if (fromClients.length === 0)
      return notApplicable('targets see the addresses of the load balancer, not of clients');
    const checks = new Map(healthCheckPaths.map((path) => [keyOf(path), path]));
    const turnedAway = fromClients.filter((path) => turnsClientsAway(subject.region, path));
    const shut = turnedAway.filter((path) => checks.get(keyOf(path))?.trace.verdict === 'allowed');
    // Where the health check's way is not known, nobody can say whether it is clients alone that are turned away.
    const doubtful = turnedAway.map((path) => checks.get(keyOf(path))).find((path) => path && isUndetermined(path));
    const unless = doubtful === undefined ? otherwise(subject.region, fromClients) : unknown(reasonOf(doubtful));
    return failIfAny(casesOf(subject, shut), unless);
  },
});

function otherwise(region: Region, fromClients: readonly TargetPath[]): Outcome {
  const doubts = fromClients.map((path) => doubtAbout(region, path));
  const [first] = doubts;
  if (first !== undefined && doubts.every((doubt) => doubt !== undefined)) return unknown(first);
  return pass(`clients are admitted: ${[...new Set(fromClients.map(admission))].slice(0, 2).join('; ')}`);
}

/** Why it cannot be told whether clients get in; rules that admit some may admit no more than the nodes. */
function doubtAbout(region: Region, path: TargetPath): string | undefined {
  if (isUndetermined(path)) return reasonOf(path);
  const nodes = nodeNetworks(region, path);
  const isNarrowed = stepIn(path, (each) => each.control === 'target-security-groups' && isBlocked(each)) !== undefined;
  return isNarrowed && !nodes.known ? nodes.because : undefined;
}

const keyOf = ({ target, loadBalancer }: TargetPath): string => `${loadBalancer.arn}\n${targetKey(target)}`;

const isUndetermined = ({ trace }: TargetPath): boolean => trace.verdict === 'undetermined';

const stepIn = ({ trace }: TargetPath, isIt: (step: Step) => boolean): Step | undefined => trace.steps.find(isIt);

const reasonOf = (path: TargetPath): string =>
  stepIn(path, ({ verdict }) => verdict === 'undetermined')?.because ?? path.trace.because;

const admission = (path: TargetPath): string =>
  stepIn(path, ({ control }) => control === 'target-security-groups')?.because ?? path.trace.because;

/** No client gets in, or only such "clients" as have the addresses of the load balancer's own nodes. */
function turnsClientsAway(region: Region, path: TargetPath): boolean {
  if (isBlocked(path.trace)) return true;
  const step = stepIn(path, (each) => each.control === 'target-security-groups' && isBlocked(each));
  if (step === undefined) return false;
  const admitted = AddressSet.ofTexts(path.trace.source.addresses).subtract(addressesIn(step.blocked));
  const nodes = nodeNetworks(region, path);
  return nodes.known && !admitted.isEmpty && AddressSet.ofTexts(nodes.value).covers(admitted);
}

function nodeNetworks(region: Region, path: TargetPath): Gathered<readonly string[]> {
  const subnets = allGathered(path.trace.source.subnetIds.map((id) => region.network.subnets.find(id)));
  return mapGathered(subnets, (all) =>
    all.flatMap(({ ipv4, ipv6 }) => (familyOfPath(path) === 'ipv6' ? ipv6 : (ipv4 ?? []))),
  );
}

function casesOf(subject: Subject, shut: readonly TargetPath[]): readonly Case[] {
  return allBlockages(shut).map((blockage): Case => {
    const [{ path }] = blockage.stopped;
    return {
      message: `${path.loadBalancer.name} keeps its clients' addresses, and ${describeBlockage(blockage)}`,
      evidence: {
        control: blockage.control,
        resource: blockage.resource,
        ports: [...new Set(blockage.stopped.flatMap((each) => each.path.trace.port ?? []))],
        blocked: blockedOf(blockage),
        rule: describeRules(blockage),
      },
      targets: blockage.targets,
      confidence: blockage.verdict === 'blocked' ? 'certain' : 'likely',
      resource: blockage.resource,
      remedies: remediesOf(subject, blockage),
    };
  });
}

function describeBlockage(blockage: Blockage): string {
  const flow = describePorts(blockage.stopped.map(({ path }) => path.trace));
  return `${blockage.resource} turns them away on ${flow}: ${describeRules(blockage)}`;
}

/** The load balancer's own group is the narrowest to admit; next, that no new address need be admitted at all. */
function remediesOf(subject: Subject, blockage: Blockage): readonly Remedy[] {
  const open = openAll(subject, [blockage]);
  const [{ path }] = blockage.stopped;
  return path.loadBalancer.securityGroupIds.length > 0
    ? [...open, ...stopPreserving(subject)]
    : [...stopPreserving(subject), ...open];
}
