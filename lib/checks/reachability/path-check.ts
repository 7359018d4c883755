/** Checks that ask whether one control of the way to a target, or back, stops the health check or the traffic. */
import { hintOf } from '../../model/gathered.ts';
import { type Target, targetKey } from '../../model/load-balancing.ts';
import type { Region } from '../../model/region.ts';
import type { Control, TargetPath } from '../../network/trace.ts';
import type { Remedy } from '../../remedy/remedy.ts';
import { type Check, type CheckInfo, defineCheck } from '../define-check.ts';
import {
  type Case,
  type Confidence,
  failIfAny,
  notApplicable,
  type Outcome,
  pass,
  type Severity,
  type Unseen,
  unknown,
} from '../outcome.ts';
import { loadBalancerDimension } from '../related-metrics.ts';
import type { Subject } from '../subject.ts';
import { type Blockage, type Blockages, findBlockages, type StoppedPath } from './blockage.ts';
import { blockedOf, shorten } from './describe-flow.ts';

interface PathCheckDefinition extends Pick<CheckInfo, 'id' | 'title' | 'why' | 'fix' | 'reference'> {
  readonly control: Control;
  /** One sentence without a full stop: which resource stops what. */
  readonly describe: (subject: Subject, blockage: Blockage) => string;
  readonly remedy: (subject: Subject, blockage: Blockage) => readonly Remedy[];
  /** Ways that another check accounts for. */
  readonly isElsewhere?: (region: Region, path: TargetPath) => boolean;
  /** What is likely where the control itself cannot tell. */
  readonly suspect?: (subject: Subject, healthCheckPaths: readonly TargetPath[]) => readonly Case[];
}

export function definePathCheck({
  control,
  describe,
  remedy,
  isElsewhere,
  suspect,
  ...info
}: PathCheckDefinition): Check {
  return defineCheck({
    ...info,
    category: 'reachability',
    severity: 'high',
    needs: ['targets', 'healthCheckPaths', 'trafficPaths'],
    explains: ['Target.Timeout', 'Target.FailedHealthChecks'],
    exempts: ({ targetType }) =>
      targetType === 'lambda' ? 'the Lambda service invokes the function: no network is on the way' : undefined,
    evaluate(subject) {
      const { targets, healthCheckPaths, trafficPaths, region } = subject;
      if (targets.length === 0) return notApplicable('no targets are registered');
      if (healthCheckPaths.length === 0) return notApplicable('no load balancer sends to its targets');
      const isOurs = (path: TargetPath) => isElsewhere === undefined || !isElsewhere(region, path);
      const found = findBlockages(control, healthCheckPaths.filter(isOurs), trafficPaths.filter(isOurs));
      const cases = found.blockages.map((blockage) => ({
        ...toCase(subject, found, blockage),
        message: `${describe(subject, blockage)}${contradiction(blockage)}`,
        remedies: remedy(subject, blockage),
      }));
      const suspected = suspect?.(subject, healthCheckPaths.filter(isOurs)) ?? [];
      return failIfAny([...cases, ...suspected], unlessBlocked(found), unexplained(found.unseen, suspected));
    },
  });
}

/** What a suspicion accounts for was looked at as far as it can be. */
function unexplained(unseen: readonly Unseen[], suspected: readonly Case[]): readonly Unseen[] {
  const explained = new Set(suspected.flatMap(({ targets }) => targets));
  return unseen.filter(({ targets }) => !targets.every((target) => explained.has(target)));
}

function unlessBlocked(found: Blockages): Outcome {
  const [unseen] = found.unseen;
  if (found.open.length > 0) return pass(innocence(found), found.unseen);
  return unseen === undefined ? notApplicable('no way to a target passes it') : unknown(unseen.because);
}

function toCase(subject: Subject, found: Blockages, blockage: Blockage): Omit<Case, 'message' | 'remedies'> {
  return {
    evidence: evidenceOf(found, blockage),
    targets: blockage.targets,
    confidence: confidenceOf(blockage),
    resource: blockage.resource,
    severity: severityOf(subject, blockage),
  };
}

function evidenceOf({ open }: Blockages, blockage: Blockage): Case['evidence'] {
  const [first] = blockage.stopped;
  const traces = blockage.stopped.map(({ path }) => path.trace);
  const neighbours = open.filter(({ path }) => path.target.state === 'healthy').slice(0, 3);
  return {
    control: blockage.control,
    resource: blockage.resource,
    verdict: blockage.verdict,
    loadBalancers: [...new Set(blockage.stopped.map(({ path }) => path.loadBalancer.name))],
    modes: blockage.modes,
    protocol: first.path.trace.protocol,
    ports: [...new Set(traces.flatMap(({ port }) => port ?? []))],
    sourceSecurityGroups: first.path.trace.source.securityGroupIds,
    sourceAddresses: first.path.trace.source.addresses,
    targetSecurityGroups: [...new Set(traces.flatMap(({ destination }) => destination.securityGroupIds))],
    targetAddresses: [...new Set(traces.flatMap(({ destination }) => destination.addresses))].slice(0, 20),
    blocked: blockedOf(blockage),
    rule: first.step.because,
    deciding: first.step.deciding,
    ...(neighbours.length === 0 ? {} : { healthyNeighbours: neighbours.map(toNeighbour) }),
  };
}

/** Why a healthy target of the same group gets through where others do not. */
const toNeighbour = ({ path, step }: StoppedPath) => ({
  target: targetKey(path.target),
  resource: step.resource,
  rule: step.because,
});

/** ELB saying healthy of a way that is shut means that one of the two is out of date. */
const isContradicted = ({ modes, verdict, targets }: Blockage): boolean =>
  modes.includes('health-check') && verdict === 'blocked' && targets.some(({ state }) => state === 'healthy');

function contradiction(blockage: Blockage): string {
  if (!isContradicted(blockage)) return '';
  return ', though ELB still calls its targets healthy: the rules changed a moment ago, or more is on the way than can be seen';
}

function confidenceOf(blockage: Blockage): Confidence {
  return blockage.verdict === 'blocked' && !isContradicted(blockage) ? 'certain' : 'likely';
}

/** Draining targets get no new requests, so a shut way costs only those in flight, unless requests time out now. */
function severityOf(subject: Subject, { targets }: Blockage): Severity {
  if (targets.every(isOutOfUse)) return 'medium';
  if (!targets.every(({ state }) => state === 'draining' || isOutOfUse({ state }))) return 'high';
  return hasGatewayTimeouts(subject) ? 'high' : 'medium';
}

const isOutOfUse = ({ state }: Pick<Target, 'state'>): boolean => state === 'unused';

function hasGatewayTimeouts({ region, targetGroup }: Subject): boolean {
  const loadBalancers = targetGroup.loadBalancerArns.map(loadBalancerDimension);
  return (hintOf(region.metrics) ?? []).some(
    ({ name, dimensions, points }) =>
      name === 'HTTPCode_ELB_504_Count' &&
      loadBalancers.includes(dimensions.get('LoadBalancer') ?? '') &&
      points.some(({ value }) => value > 0),
  );
}

/** The rules that let the health checks through, quoted once each. */
function innocence({ open }: Blockages): string {
  const rules = open.map(({ step }) => (step.resource === '' ? step.because : `${step.resource}: ${step.because}`));
  return shorten([...new Set(rules)], 3);
}
