import type { PortRange } from '../../model/network.ts';
import type { Subject } from '../subject.ts';
import type { StoppedPath } from './blockage.ts';

export interface FlowPorts extends PortRange {
  /** IANA number. */
  readonly protocol: number;
}

/**
 * The ports to open. Containers on dynamic host ports get another one with every task, so for them it is the whole
 * range that ECS draws from and not just today's port.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html
 */
export function portsToOpen({ targetGroup }: Subject, stopped: readonly StoppedPath[]): readonly FlowPorts[] {
  const flows = stopped.flatMap(({ path }): FlowPorts[] => {
    const { protocol, port } = path.trace;
    if (port === undefined) return [];
    const isDynamic =
      targetGroup.targetType === 'instance' &&
      path.target.port === port &&
      port !== targetGroup.port &&
      port >= DYNAMIC.from;
    return [isDynamic ? { protocol, ...DYNAMIC } : { protocol, from: port, to: port }];
  });
  return [...new Map(flows.map((flow) => [`${flow.protocol} ${flow.from} ${flow.to}`, flow])).values()].sort(
    (a, b) => a.protocol - b.protocol || a.from - b.from,
  );
}

/** A superset of the ranges of all hosts that ECS runs on (ECS guide, dynamic port mapping). */
const DYNAMIC: PortRange = { from: 32768, to: 65535 };
