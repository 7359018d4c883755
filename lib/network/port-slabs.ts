import { gather } from './gather.ts';
import { countUpTo, sortNumbers } from './interval-set.ts';
import type { PortSet } from './packet-set.ts';

/**
 * All ports cut at the edges of some ranges. Names the slab of a single port: rules do not tell the ports of one slab
 * apart. Undefined for more than one port.
 */
export function createPortSlabs(ranges: readonly PortSet[]): (ports: PortSet) => number | undefined {
  const edges = sortNumbers(gather(ranges, ({ bounds }) => bounds));
  return ({ bounds }) => {
    const port = bounds[0];
    return port !== undefined && bounds[1] === port + 1 && bounds.length === 2 ? countUpTo(edges, port) : undefined;
  };
}
