/** What the configuration proves about the health check's way to a target. */
import { type Target, targetKey } from '../../model/load-balancing.ts';
import type { TargetPath } from '../../network/trace.ts';

export interface NetworkProof {
  /** `unseen`: something on the way could not be read, or there is no way to judge. */
  readonly kind: 'open' | 'blocked' | 'partlyBlocked' | 'unseen';
  readonly because: string;
}

export type NetworkProofs = (target: Target) => NetworkProof;

export function proveNetwork(paths: readonly TargetPath[]): NetworkProofs {
  const byTarget = new Map<string, TargetPath[]>();
  for (const path of paths) {
    const key = targetKey(path.target);
    const list = byTarget.get(key);
    if (list) list.push(path);
    else byTarget.set(key, [path]);
  }
  return (target) => judge(byTarget.get(targetKey(target)) ?? []);
}

const WORST_FIRST = ['blocked', 'partlyBlocked', 'undetermined'] as const;

function judge(paths: readonly TargetPath[]): NetworkProof {
  for (const verdict of WORST_FIRST) {
    const path = paths.find(({ trace }) => trace.verdict === verdict);
    if (path) return { kind: verdict === 'undetermined' ? 'unseen' : verdict, because: reasonOf(path, verdict) };
  }
  if (paths.length === 0) return { kind: 'unseen', because: 'no load balancer sends health checks to it' };
  const labels = [...new Set(paths.map(({ loadBalancer }) => loadBalancer.name))].join(', ');
  return { kind: 'open', because: `security groups, ACLs and routes from ${labels} are open` };
}

function reasonOf({ trace }: TargetPath, verdict: (typeof WORST_FIRST)[number]): string {
  const step = trace.steps.find((each) => each.verdict === verdict);
  return step?.because ?? trace.because;
}
