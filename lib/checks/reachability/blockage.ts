/** What one control stops: gathered from the ways of a group's targets, one blockage per deciding resource. */
import { type Target, targetKey } from '../../model/load-balancing.ts';
import { CONTROLS, type Control, type PathMode, type Step, type TargetPath } from '../../network/trace.ts';
import type { Unseen } from '../outcome.ts';

/** One way that a control stops, with the step at which it does. */
export interface StoppedPath {
  readonly path: TargetPath;
  readonly step: Step;
}

export interface Blockage {
  readonly control: Control;
  /** The resource that decides: an ACL, a route table, security groups joined by a space. */
  readonly resource: string;
  /** `partlyBlocked`: some addresses or ports get through. */
  readonly verdict: 'blocked' | 'partlyBlocked';
  readonly modes: readonly PathMode[];
  readonly stopped: readonly [StoppedPath, ...StoppedPath[]];
  readonly targets: readonly Target[];
}

export interface Blockages {
  readonly blockages: readonly Blockage[];
  readonly unseen: readonly Unseen[];
  /** Steps of the health checks' ways that the control lets through. */
  readonly open: readonly StoppedPath[];
}

export const isBlocked = ({ verdict }: Pick<Step, 'verdict'>): boolean =>
  verdict === 'blocked' || verdict === 'partlyBlocked';

/** A target's story about one resource: what of it is stopped there. */
interface Stops {
  readonly target: Target;
  readonly stopped: StoppedPath[];
}

export function findBlockages(
  control: Control,
  healthCheckPaths: readonly TargetPath[],
  trafficPaths: readonly TargetPath[],
): Blockages {
  const checked = stepsOf(control, healthCheckPaths);
  const stopped = checked.filter(({ step }) => isBlocked(step));
  const stoppedKeys = new Set(stopped.map(keyOf));
  const traffic = stepsOf(control, trafficPaths).filter(
    (each) => isShut(each) && (stoppedKeys.has(keyOf(each)) || isTrafficAlone(each.path)),
  );
  return {
    blockages: toBlockages(control, [...stopped, ...traffic]),
    unseen: unseenOf(checked, healthCheckPaths),
    open: checked.filter(({ step }) => step.verdict === 'allowed'),
  };
}

/** That some clients are turned away is what rules are for: only the verdict on all of the way counts there. */
const isShut = ({ path, step }: StoppedPath): boolean =>
  isBlocked(step) && (path.sender === 'load-balancer' || isBlocked(path.trace));

const keyOf = ({ path, step }: StoppedPath): string => `${step.resource}\n${targetKey(path.target)}`;

/**
 * Traffic is stopped where its check is stopped too: both have to be opened. Traffic alone is this control's fault
 * where ELB calls the target healthy and so sends it requests; elsewhere it is not why the target is unhealthy, and
 * where only clients' own addresses are turned away it is another check's.
 */
const isTrafficAlone = ({ sender, target }: TargetPath): boolean => sender === 'load-balancer' && isServing(target);
const isServing = ({ state }: Target): boolean => state === 'healthy';

function stepsOf(control: Control, paths: readonly TargetPath[]): readonly StoppedPath[] {
  return paths.flatMap((path) =>
    path.trace.steps.filter((step) => step.control === control).map((step) => ({ path, step })),
  );
}

/** Everything that stops some ways, control by control, whatever the check of their targets says. */
export function allBlockages(paths: readonly TargetPath[]): readonly Blockage[] {
  return CONTROLS.flatMap((control) =>
    toBlockages(
      control,
      stepsOf(control, paths).filter(({ step }) => isBlocked(step)),
    ),
  );
}

function toBlockages(control: Control, all: readonly StoppedPath[]): readonly Blockage[] {
  const byTarget = new Map<string, Stops>();
  for (const stopped of all) {
    const { target } = stopped.path;
    const key = keyOf(stopped);
    const met = byTarget.get(key);
    if (met === undefined) byTarget.set(key, { target, stopped: [stopped] });
    else met.stopped.push(stopped);
  }
  const byStory = new Map<string, Stops[]>();
  for (const stops of byTarget.values()) {
    const key = storyOf(stops.stopped);
    byStory.set(key, [...(byStory.get(key) ?? []), stops]);
  }
  return [...byStory.values()].flatMap((stories) => toBlockage(control, stories) ?? []);
}

/** Targets that ELB calls healthy are a story of their own. */
function storyOf(stopped: readonly StoppedPath[]): string {
  const stops = stopped.map(({ path, step }) =>
    [step.resource, path.mode, step.verdict, isServing(path.target)].join(' '),
  );
  return [...new Set(stops)].sort().join('\n');
}

function toBlockage(control: Control, stories: readonly Stops[]): Blockage | undefined {
  const [first, ...rest] = stories.flatMap(({ stopped }) => stopped);
  if (first === undefined) return undefined;
  const stopped = [first, ...rest] as const;
  const checks = stopped.filter(({ path }) => path.mode === 'health-check');
  const judged = checks.length > 0 ? checks : stopped;
  return {
    control,
    resource: first.step.resource,
    verdict: judged.every(({ step }) => step.verdict === 'blocked') ? 'blocked' : 'partlyBlocked',
    modes: [...new Set(stopped.map(({ path }) => path.mode))],
    stopped: [first, ...rest],
    targets: stories.map(({ target }) => target),
  };
}

/** What could not be judged about this control, or about the way as a whole where there are no steps at all. */
function unseenOf(checked: readonly StoppedPath[], paths: readonly TargetPath[]): readonly Unseen[] {
  const byReason = new Map<string, Target[]>();
  const note = (because: string, target: Target) => byReason.set(because, [...(byReason.get(because) ?? []), target]);
  for (const { path, step } of checked) if (step.verdict === 'undetermined') note(step.because, path.target);
  for (const { target, trace } of paths) {
    if (trace.steps.length === 0 && trace.verdict === 'undetermined') note(trace.because, target);
  }
  return [...byReason].map(([because, targets]) => ({ because, targets: [...new Set(targets)] }));
}
