/** One fault that breaks several target groups is told once. */
import { groupBy } from '../network/group-by.ts';
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
  return groupBy(incidents, (incident) => {
    const owed = nextOwed(incident);
    return owed === undefined ? [] : [`${incident.accountId}/${incident.region}#${owed.alert}`];
  });
}
