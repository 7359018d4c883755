import { type Target, targetKey } from '../../model/load-balancing.ts';
import type { TargetPath } from '../../network/trace.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, failIfAny, notApplicable, type Outcome, pass, type Unseen, unknown } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { allBlockages, isBlocked } from './blockage.ts';
import { blockedOf, describePorts, shorten } from './describe-flow.ts';
import { openAll } from './remedy-for.ts';

export default defineCheck({
  id: 'healthy-but-unreachable',
  title: 'The health check gets through and the traffic does not',
  category: 'reachability',
  // The control that shuts the traffic out is a finding of its own, at its own severity.
  severity: 'medium',
  why: 'The check goes to another port than the traffic, so ELB calls targets healthy to which no request gets through.',
  fix: 'Open the traffic port as well, or check health on the traffic port so that ELB sees what clients see.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html#target-security-groups',
  needs: ['targets', 'healthCheckPaths', 'trafficPaths'],
  explains: [],
  exempts: ({ targetType }) =>
    targetType === 'lambda' ? 'the Lambda service invokes the function: no network is on the way' : undefined,
  evaluate(subject) {
    const { healthCheckPaths, trafficPaths } = subject;
    const traffic = trafficPaths.filter(({ sender }) => sender === 'load-balancer');
    if (traffic.length === 0) return notApplicable('no load balancer sends requests from its own addresses');
    const checked = new Set(healthCheckPaths.filter(getsThrough).map(keyOf));
    const shut = traffic.filter(
      (path) => isBlocked(path.trace) && checked.has(keyOf(path)) && path.target.state !== 'unused',
    );
    const unseen = traffic.filter((path) => path.trace.verdict === 'undetermined' && goesItsOwnWay(path));
    return failIfAny(casesOf(subject, shut), otherwise(traffic, unseen), unseen.map(toUnseen));
  },
});

const keyOf = ({ target, loadBalancer }: TargetPath): string => `${loadBalancer.arn}\n${targetKey(target)}`;

/** Where not all of the way can be seen, ELB's own word does. */
const getsThrough = ({ target, trace }: TargetPath): boolean =>
  trace.verdict === 'allowed' || (trace.verdict === 'undetermined' && target.state === 'healthy');

const TCP = 6;

/** Traffic on the port of the health check fares as the check does. */
const goesItsOwnWay = ({ target, trace }: TargetPath): boolean =>
  trace.port !== target.healthCheckPort || trace.protocol !== TCP;

function otherwise(traffic: readonly TargetPath[], unseen: readonly TargetPath[]): Outcome {
  const [first] = unseen;
  if (first !== undefined && unseen.length === traffic.length) return unknown(reasonOf(first));
  return pass('wherever the health check gets through, so does the traffic', unseen.map(toUnseen));
}

const toUnseen = (path: TargetPath): Unseen => ({ targets: [path.target], because: reasonOf(path) });

const reasonOf = ({ trace }: TargetPath): string =>
  trace.steps.find(({ verdict }) => verdict === 'undetermined')?.because ?? trace.because;

function casesOf(subject: Subject, shut: readonly TargetPath[]): readonly Case[] {
  if (shut.length === 0) return [];
  const blockages = allBlockages(shut);
  const targets = [...new Set(shut.map(({ target }) => target))];
  const [first] = blockages;
  return [
    {
      message: messageOf(targets, shut, shorten([...new Set(blockages.map(({ resource }) => resource))], 3)),
      evidence: {
        trafficPorts: [...new Set(shut.flatMap(({ trace }) => trace.port ?? []))],
        healthCheckPorts: [...new Set(targets.flatMap(({ healthCheckPort }) => healthCheckPort ?? []))],
        controls: blockages.map(({ control, resource }) => ({ control, resource })),
        blocked: blockages.flatMap(blockedOf),
      },
      targets,
      confidence: 'certain',
      ...(first === undefined ? {} : { resource: first.resource }),
      remedies: openAll(subject, blockages),
    },
  ];
}

function messageOf(targets: readonly Target[], shut: readonly TargetPath[], resources: string): string {
  const checks = [...new Set(targets.flatMap(({ healthCheckPort }) => healthCheckPort ?? []))];
  const healthy = targets.filter(({ state }) => state === 'healthy').length;
  const check = checks.length === 1 ? `the health check on port ${checks[0]}` : 'the health check';
  const traffic = describePorts(shut.map(({ trace }) => trace));
  const belief = healthy === 0 ? '' : `, and ELB calls ${healthy} healthy`;
  return `${check} gets through${belief}, but ${resources} ${resources.includes(' ') ? 'stop' : 'stops'} the traffic on ${traffic}`;
}
