/** A target group with its facts, as a check sees it. */
import type { Gathered } from '../model/gathered.ts';
import type { Attributes, Forward, LoadBalancer, Tags, Target, TargetGroup } from '../model/load-balancing.ts';
import type { Alarm, Instance, InstanceStatus, LambdaPolicy, MetricSeries, Probe, Region } from '../model/region.ts';
import type { TargetPath } from '../network/trace.ts';
import type { CheckInfo } from './define-check.ts';
import type { Outcome } from './outcome.ts';

/** What is always there. */
export interface Subject {
  readonly region: Region;
  readonly targetGroup: TargetGroup;
  /** Simulated health checks of this group; usually none. */
  readonly probes: readonly Probe[];
  /** Other target groups of the region, for hints; empty where they are not known. */
  readonly neighbours: readonly TargetGroup[];
  /** What the checks before this one in the catalogue answered; for the last resort, and for what is a state beside a fault. */
  readonly earlier?: readonly EarlierOutcome[];
}

export interface EarlierOutcome {
  readonly check: CheckInfo;
  readonly outcome: Outcome;
}

/** What may be missing. A check names the facts it cannot answer without, and is handed just those. */
export interface Facts {
  readonly targets: readonly Target[];
  readonly attributes: Attributes;
  readonly tags: Tags;
  /** Those the target group is attached to. */
  readonly loadBalancers: readonly LoadBalancer[];
  /** Listener rules and default actions that name this group, weight 0 included. */
  readonly forwards: readonly Forward[];
  /** The health check's way to each target that has one; no Lambda targets. */
  readonly healthCheckPaths: readonly TargetPath[];
  /** The traffic's way to each target that has one; no Lambda targets. */
  readonly trafficPaths: readonly TargetPath[];
  /** By instance id; an id that EC2 does not know is absent. */
  readonly instances: ReadonlyMap<string, Instance>;
  /** By instance id; EC2 tells the status of running instances only. */
  readonly instanceStatuses: ReadonlyMap<string, InstanceStatus>;
  /** Series about this group, its load balancers or its instances. */
  readonly metrics: readonly MetricSeries[];
  readonly alarms: readonly Alarm[];
  /** By function ARN; undefined where a function has no policy. */
  readonly lambdaPolicies: ReadonlyMap<string, LambdaPolicy | undefined>;
}

export type FactName = keyof Facts;
export type GatheredFacts = { readonly [Name in FactName]: Gathered<Facts[Name]> };
