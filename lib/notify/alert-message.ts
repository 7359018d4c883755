import type { IncidentRecord, OwedAlert } from '../audit/incident-record.ts';
import { rankOf } from '../audit/severity.ts';
import { nextOwed } from '../audit/shared-causes.ts';
import { toIncidentJson } from './alert-json.ts';
import { type AlertOptions, renderAlert } from './alert-text.ts';
import type { Limits } from './incident-text.ts';
import type { Message } from './message.ts';
import { renderShared } from './shared-text.ts';
import { MOST_BYTES, sizeOf } from './sns-notifier.ts';

/** From what a mail should hold to what always fits. */
const LIMITS: readonly [Limits, ...Limits[]] = [
  { groups: 60, diagnoses: 6, targets: 12, commands: 8, characters: 4000 },
  { groups: 40, diagnoses: 4, targets: 8, commands: 4, characters: 1000 },
  { groups: 20, diagnoses: 2, targets: 4, commands: 2, characters: 500 },
  { groups: 10, diagnoses: 1, targets: 2, commands: 1, characters: 200 },
];

/** The message that these incidents, which share a cause, owe: the largest that SNS takes. */
export function alertMessage(incidents: readonly IncidentRecord[], options: AlertOptions): Message {
  const [worst, ...others] = [...incidents].sort(worstFirst);
  const owed = worst === undefined ? undefined : nextOwed(worst);
  if (worst === undefined || owed === undefined) throw new Error('an alert is about incidents that owe one; got none');
  const [largest, ...smaller] = LIMITS;
  let message = toMessage([worst, ...others], owed, options, largest);
  for (const limits of smaller) {
    if (sizeOf(message) <= MOST_BYTES) return message;
    message = toMessage([worst, ...others], owed, options, limits);
  }
  return message;
}

function toMessage(
  incidents: readonly [IncidentRecord, ...IncidentRecord[]],
  owed: OwedAlert,
  options: AlertOptions,
  limits: Limits,
): Message {
  const [worst] = incidents;
  const { severity, region, accountId } = worst;
  const mail =
    incidents.length === 1 ? renderAlert(worst, owed, options, limits) : renderShared(incidents, owed, options, limits);
  const names = incidents.slice(0, limits.groups * 2).map(({ targetGroupName }) => targetGroupName);
  return {
    ...mail,
    json: toIncidentJson(incidents, owed, limits),
    attributes: {
      event: owed.event,
      severity,
      region,
      accountId,
      targetGroupName: names.length === 1 ? worst.targetGroupName : [...new Set(names)],
    },
  };
}

const IMPACTS: readonly IncidentRecord['impact'][] = ['no-targets', 'failing-open', 'degraded'];

function worstFirst(one: IncidentRecord, other: IncidentRecord): number {
  return (
    rankOf(one.severity) - rankOf(other.severity) ||
    IMPACTS.indexOf(one.impact) - IMPACTS.indexOf(other.impact) ||
    other.targets.length - one.targets.length ||
    (one.targetGroupName < other.targetGroupName ? -1 : 1)
  );
}
