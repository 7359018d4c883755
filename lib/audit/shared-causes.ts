/** One fault that breaks several target groups is told once. */
import type { AlertEvent, AlertReason, IncidentContent, IncidentRecord, OwedAlert } from './incident-record.ts';

/**
 * Incidents whose lead causes are the same check at the same AWS resource share a message; a cause without a resource
 * is its group's own.
 */
export function alertKeyOf(
  event: AlertEvent,
  reasons: readonly AlertReason[],
  { causes: [lead], targetGroup }: Pick<IncidentContent, 'causes' | 'targetGroup'>,
): string {
  const kind = reasons.includes('flapping') ? 'flapping' : event;
  return lead?.resource === undefined ? `${kind}#${targetGroup}` : `${kind}#${lead.check}#${lead.resource}`;
}

/** Only the oldest owed alert of an incident may be sent, so that people read them in order. */
export const nextOwed = ({ owed }: IncidentRecord): OwedAlert | undefined => owed[0];

/** Incidents that owe an alert, by the message they share. */
export function groupByAlert(incidents: readonly IncidentRecord[]): ReadonlyMap<string, readonly IncidentRecord[]> {
  const groups = new Map<string, IncidentRecord[]>();
  for (const incident of incidents) {
    const owed = nextOwed(incident);
    if (owed === undefined) continue;
    const key = `${incident.accountId}/${incident.region}#${owed.alert}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [incident]);
    else group.push(incident);
  }
  return groups;
}
