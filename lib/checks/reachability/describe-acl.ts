/** What a network ACL does to a flow, in one sentence. */
import type { Blockage } from './blockage.ts';
import {
  describeAddresses,
  describeBlockedAddresses,
  describeBlockedPorts,
  describePorts,
  describeRules,
} from './describe-flow.ts';

export function describeStoppedRequest(blockage: Blockage, direction: 'in' | 'out'): string {
  const traces = blockage.stopped.map(({ path }) => path.trace);
  const flow = describePorts(traces);
  const targets = describeAddresses(traces.map(({ destination }) => destination));
  const far = direction === 'out' ? `out to ${targets}` : `in from ${describeBlockedAddresses(blockage)}`;
  return `${blockage.resource} lets no ${flow} ${far}: ${describeRules(blockage)}`;
}

export function describeStoppedReply(blockage: Blockage, direction: 'to' | 'from'): string {
  const targets = describeAddresses(blockage.stopped.map(({ path }) => path.trace.destination));
  const far = direction === 'to' ? describeBlockedAddresses(blockage) : targets;
  return `${blockage.resource} drops replies on ${describeBlockedPorts(blockage)} ${direction} ${far}: ${describeRules(blockage)}`;
}
