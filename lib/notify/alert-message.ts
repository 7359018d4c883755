import type { IncidentRecord } from '../audit/incident-record.ts';
import type { Message } from './message.ts';
export function alertMessage(incidents: readonly IncidentRecord[], _docsBaseUrl: string): Message {
  const [worst] = incidents;
  if (worst === undefined) throw new Error('an alert is about at least one incident');
  return { subject: worst.message, text: worst.message, json: {}, attributes: {} };
}
