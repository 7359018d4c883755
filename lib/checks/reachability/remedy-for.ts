/** What opens a way again, by the control that shuts it. */
import type { Control } from '../../network/trace.ts';
import { type Change, change, type Remedy } from '../../remedy/remedy.ts';
import type { Subject } from '../subject.ts';
import type { Blockage } from './blockage.ts';
import { mendRoute } from './mend-route.ts';
import { openAcl } from './open-acl.ts';
import { admitSource, letOut } from './open-security-group.ts';

const BY_CONTROL: Readonly<Record<Control, (subject: Subject, blockage: Blockage) => readonly Remedy[]>> = {
  'source-security-groups': letOut,
  'source-acl-out': openAcl,
  'route-to-target': (subject, blockage) => mendRoute(subject, blockage, 'to-target'),
  'target-acl-in': openAcl,
  'target-security-groups': admitSource,
  'target-acl-reply': openAcl,
  'route-back': (subject, blockage) => mendRoute(subject, blockage, 'back'),
  'source-acl-reply': openAcl,
};

/** One remedy for all that shuts a way: only together do they open it. */
export function openAll(subject: Subject, blockages: readonly Blockage[]): readonly Remedy[] {
  const remedies = blockages.flatMap((blockage) => BY_CONTROL[blockage.control](subject, blockage).slice(0, 1));
  const steps = remedies.filter(({ kind }) => kind === 'next-step');
  if (steps.length > 0 || remedies.length === 0) return remedies;
  const changes = remedies.flatMap((remedy): readonly Change[] => (remedy.kind === 'change' ? remedy.changes : []));
  const summary = [...new Set(remedies.map((remedy) => remedy.summary))].join('; ');
  return [change(subject.region.name, summary, ...changes)];
}
