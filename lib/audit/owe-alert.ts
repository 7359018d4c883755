/** What people have to be told of an incident, owed with the change that makes it news. */
import type { AlertEvent, AlertReason, IncidentContent, IncidentRecord, Told } from './incident-record.ts';
import type { Moment } from './lifecycle-settings.ts';
import { rankOf } from './severity.ts';
import { alertKeyOf } from './shared-causes.ts';

/** Muted, or not grave enough to be told at once. */
export function isQuiet({ muted, severity }: IncidentRecord, { settings }: Moment): boolean {
  return muted !== undefined || rankOf(severity) > rankOf(settings.alertSeverity);
}

export function tellIfDue(incident: IncidentRecord, moment: Moment): IncidentRecord {
  if (isQuiet(incident, moment)) return incident;
  if (incident.told === undefined) return tell(incident, 'opened', [], moment);
  const reasons = worseningOf(incident, incident.told, moment);
  // A flapping group was told as such: that its numbers go up and down is no news.
  const news = incident.flapping ? reasons.filter((reason) => reason !== 'more-targets') : reasons;
  return news.length === 0 ? incident : tell(incident, 'worsened', news, moment);
}

export function tell(
  incident: IncidentRecord,
  event: AlertEvent,
  reasons: readonly AlertReason[],
  { seenAt }: Moment,
): IncidentRecord {
  const id = incident.alerts + 1;
  const { told } = incident;
  const alert = alertKeyOf(event, reasons, incident);
  return {
    ...incident,
    alerts: id,
    told: toldOf(incident),
    owed: [
      ...incident.owed,
      { id, event, reasons, alert, at: seenAt, ...(told === undefined ? {} : { before: told }) },
    ],
  };
}

function toldOf({ targets, impact, causes, told }: IncidentRecord): Told {
  return {
    targets: Math.max(targets.length, told?.targets ?? 0),
    failingOpen: isFailingOpen(impact) || told?.failingOpen === true,
    causes: [...new Set([...(told?.causes ?? []), ...causes.map(({ check }) => check)])],
  };
}

const isFailingOpen = (impact: IncidentContent['impact']): boolean =>
  impact === 'failing-open' || impact === 'no-targets';

/** What got worse since people were last told. */
function worseningOf(
  { targets, totalTargets, impact, causes }: IncidentContent,
  told: Told,
  { settings }: Moment,
): readonly AlertReason[] {
  const more = targets.length - told.targets;
  const isMaterial = more > 0 && (more >= totalTargets * settings.worsenedShare || targets.length >= told.targets * 2);
  return [
    ...(isFailingOpen(impact) && !told.failingOpen ? (['failing-open'] as const) : []),
    ...(isMaterial ? (['more-targets'] as const) : []),
    ...(hasNewCause(causes, told) ? (['another-cause'] as const) : []),
  ];
}

/** That nothing visible explains it any more is a gap in what could be read, and no other cause. */
function hasNewCause(causes: IncidentContent['causes'], told: Told): boolean {
  return causes.some(
    ({ check }) => !told.causes.includes(check) && (check !== 'cause-not-visible' || told.causes.length === 0),
  );
}
