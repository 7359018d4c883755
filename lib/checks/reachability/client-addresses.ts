/** Network Load Balancers that keep their clients' addresses, and what can be done where targets turn those away. */
import type { TargetPath } from '../../network/trace.ts';
import { change, type Remedy } from '../../remedy/remedy.ts';
import type { Subject } from '../subject.ts';

/** Preservation cannot be turned off for UDP and QUIC (NLB guide, Target groups → Client IP preservation). */
const CAN_TURN_OFF = new Set(['TCP', 'TLS']);

export function stopPreserving({ region, targetGroup }: Subject): readonly Remedy[] {
  if (!CAN_TURN_OFF.has(targetGroup.protocol ?? '')) return [];
  const summary = `send from the load balancer's own addresses to ${targetGroup.name} (proxy protocol can still tell the client's)`;
  return [
    change(region.name, summary, {
      kind: 'modify-target-group-attributes',
      targetGroupArn: targetGroup.arn,
      attributes: { 'preserve_client_ip.enabled': 'false' },
    }),
  ];
}

export const isFromClients = ({ sender }: TargetPath): boolean => sender === 'clients';
