/** Incidents over time: what a sweep's sight of a target group makes of its incident, and which alert that owes. */
import { fingerprintOf } from './fingerprint.ts';
import type { IncidentRecord, Watch } from './incident-record.ts';
import type { IncidentSight } from './incident-sight.ts';
import { expiryOf, isStale, type Moment, minutesBetween } from './lifecycle-settings.ts';
import { muteAfter } from './mutes.ts';
import { isQuiet, tell, tellIfDue } from './owe-alert.ts';

/** The current incident of a target group, as far as it is stored. */
export interface IncidentState {
  readonly watch: Watch | undefined;
  /** The one that `watch.since` names. */
  readonly incident: IncidentRecord | undefined;
}

/**
 * Writes in the order in which they have to be made; each only if the record is as it was read. The order keeps this
 * true whatever fails between two of them: an open incident has a watch that names it.
 */
export type IncidentWrite =
  | { readonly write: 'put-watch'; readonly watch: Watch; readonly replaces: Watch | undefined }
  | { readonly write: 'put-incident'; readonly incident: IncidentRecord; readonly replaces: IncidentRecord | undefined }
  | { readonly write: 'delete-watch'; readonly watch: Watch };

export function planIncident(state: IncidentState, sight: IncidentSight, moment: Moment): readonly IncidentWrite[] {
  if (sight.kind === 'unknown') return [];
  if (state.incident !== undefined && isOlder(moment.seenAt, state.incident.lastChangedAt)) return [];
  return sight.kind === 'unhealthy' ? planUnhealthy(state, sight, moment) : planNotUnhealthy(state, sight, moment);
}

const isOlder = (one: string, other: string): boolean => Date.parse(one) < Date.parse(other);

type Unhealthy = Extract<IncidentSight, { kind: 'unhealthy' }>;
type NotUnhealthy = Extract<IncidentSight, { kind: 'healthy' | 'over' }>;

function planUnhealthy({ watch, incident }: IncidentState, sight: Unhealthy, moment: Moment): readonly IncidentWrite[] {
  if (watch === undefined) {
    return incident?.status === 'open' ? [renewWatch(incident, moment)] : startWatch(undefined, sight, moment);
  }
  if (incident?.status === 'open') return putIncident(incident, continueIncident(incident, sight, moment));
  if (incident !== undefined && isCalm(watch, incident, moment)) return startWatch(watch, sight, moment);
  const sights = countSights({ watch, incident }, moment);
  if (sights < moment.settings.consecutiveSights) {
    return isOlder(watch.lastSightAt, moment.seenAt) ? [putSights(watch, sights, moment)] : [];
  }
  if (incident === undefined) return [putNew(openIncident(watch.since, sight, moment))];
  return [putSights(watch, sights, moment), ...putIncident(incident, reopenIncident(incident, sight, moment))];
}

function planNotUnhealthy(
  { watch, incident }: IncidentState,
  sight: NotUnhealthy,
  moment: Moment,
): readonly IncidentWrite[] {
  if (watch === undefined) return incident?.status === 'open' ? [renewWatch(incident, moment)] : [];
  if (incident === undefined) {
    return isOlder(watch.lastSightAt, moment.seenAt) ? [{ write: 'delete-watch', watch }] : [];
  }
  if (incident.status === 'open') {
    const next = sight.kind === 'over' ? resolveIncident(incident, sight, moment) : calmDown(incident, sight, moment);
    const writes = putIncident(incident, next);
    // What is over, or has been calm for long enough, cannot flap: the next time is another incident.
    const isDone = next?.status === 'resolved' && (sight.kind === 'over' || incident.flapping);
    return isDone ? [...writes, { write: 'delete-watch', watch }] : writes;
  }
  if (sight.kind === 'over' || isCalm(watch, incident, moment)) return [{ write: 'delete-watch', watch }];
  const isCounting = watch.sights > 0 && isOlder(resolvedAtOf(incident), watch.lastSightAt);
  return isCounting && isOlder(watch.lastSightAt, moment.seenAt) ? [putSights(watch, 0, moment)] : [];
}

function startWatch(replaces: Watch | undefined, sight: Unhealthy, moment: Moment): readonly IncidentWrite[] {
  const { accountId, region, targetGroup } = sight.content;
  const { seenAt } = moment;
  // A watch is deleted and made anew: starting from the clock, its versions never repeat.
  const version = replaces === undefined ? Date.parse(seenAt) : Math.max(replaces.version + 1, Date.parse(seenAt));
  const watch: Watch = { accountId, region, targetGroup, since: seenAt, sights: 1, lastSightAt: seenAt, version };
  const opened = moment.settings.consecutiveSights <= 1 ? [putNew(openIncident(seenAt, sight, moment))] : [];
  return [{ write: 'put-watch', watch, replaces }, ...opened];
}

/** An open incident without its watch, which no sweep leaves behind: as it should be, for the next sweep to go on from. */
function renewWatch(incident: IncidentRecord, { seenAt, settings }: Moment): IncidentWrite {
  const { accountId, region, targetGroup, openedAt } = incident;
  const version = Date.parse(seenAt);
  const sights = settings.consecutiveSights;
  const watch = { accountId, region, targetGroup, since: openedAt, sights, lastSightAt: openedAt, version };
  return { write: 'put-watch', watch, replaces: undefined };
}

function putSights(watch: Watch, sights: number, { seenAt }: Moment): IncidentWrite {
  const lastSightAt = isOlder(watch.lastSightAt, seenAt) ? seenAt : watch.lastSightAt;
  const next = { ...watch, sights, lastSightAt, version: watch.version + 1 };
  return { write: 'put-watch', watch: next, replaces: watch };
}

/** Sights in a row, this one included; those of before the incident resolved do not count. */
function countSights({ watch, incident }: IncidentState, { seenAt }: Moment): number {
  if (watch === undefined) return 1;
  if (incident !== undefined && !isOlder(resolvedAtOf(incident), watch.lastSightAt)) return 1;
  return isOlder(watch.lastSightAt, seenAt) ? watch.sights + 1 : watch.sights;
}

/** Whether the group has been well for so long that being unhealthy again is another incident. */
function isCalm(watch: Watch, incident: IncidentRecord, { seenAt, settings }: Moment): boolean {
  const troubled = isOlder(watch.lastSightAt, resolvedAtOf(incident)) ? resolvedAtOf(incident) : watch.lastSightAt;
  return minutesBetween(troubled, seenAt) > settings.calmMinutes;
}

const resolvedAtOf = ({ resolvedAt, lastChangedAt }: IncidentRecord): string => resolvedAt ?? lastChangedAt;

const putNew = (incident: IncidentRecord): IncidentWrite => ({ write: 'put-incident', incident, replaces: undefined });

function putIncident(replaces: IncidentRecord, incident: IncidentRecord | undefined): readonly IncidentWrite[] {
  return incident === undefined ? [] : [{ write: 'put-incident', incident, replaces }];
}

function openIncident(openedAt: string, sight: Unhealthy, moment: Moment): IncidentRecord {
  const { content } = sight;
  const muted = muteAfter(undefined, sight.muted);
  const { seenAt } = moment;
  const record: IncidentRecord = {
    ...content,
    status: 'open',
    openedAt,
    firstSeenAt: openedAt,
    lastSeenAt: seenAt,
    lastChangedAt: seenAt,
    mostTargets: content.targets.length,
    transitions: 1,
    flapping: false,
    ...(muted === undefined ? {} : { muted }),
    owed: [],
    alerts: 0,
    fingerprint: fingerprintOf({ content, muted }),
    version: 1,
  };
  return tellIfDue(record, moment);
}

/**
 * An open incident that the group's watch does not name: two sweeps opened one each. The one that is watched goes on and
 * tells of the end.
 */
export function supersede(current: IncidentRecord, since: string, { seenAt, settings }: Moment): IncidentRecord {
  return {
    ...without(current, 'calmSince'),
    status: 'resolved',
    lastSeenAt: seenAt,
    lastChangedAt: seenAt,
    resolvedAt: seenAt,
    resolvedBecause: `goes on as the incident opened at ${since}`,
    resolution: 'over',
    expiresAt: expiryOf(seenAt, settings),
    version: current.version + 1,
  };
}

/** Still unhealthy: what changed, and whether people have to know. */
function continueIncident(current: IncidentRecord, sight: Unhealthy, moment: Moment): IncidentRecord | undefined {
  const { seenAt } = moment;
  const seen = withContent(current, sight, moment);
  const back =
    current.calmSince === undefined ? seen : { ...without(seen, 'calmSince'), transitions: seen.transitions + 1 };
  const next = tellIfDue(back, moment);
  const changed = next.fingerprint !== current.fingerprint || next.alerts !== current.alerts || back !== seen;
  if (changed) return { ...next, lastChangedAt: seenAt };
  return isStale(current.lastSeenAt, moment) ? next : undefined;
}

function reopenIncident(current: IncidentRecord, sight: Unhealthy, moment: Moment): IncidentRecord {
  const seen = without(withContent(current, sight, moment), 'resolvedAt', 'resolvedBecause', 'resolution', 'expiresAt');
  const next: IncidentRecord = {
    ...seen,
    status: 'open',
    lastChangedAt: moment.seenAt,
    transitions: seen.transitions + 1,
    flapping: true,
  };
  // Who was told that it is over has to know that it is not.
  return isQuiet(next, moment) || next.told === undefined
    ? tellIfDue(next, moment)
    : tell(next, 'worsened', ['flapping'], moment);
}

function withContent(
  current: IncidentRecord,
  { content, muted: sight }: Unhealthy,
  { seenAt }: Moment,
): IncidentRecord {
  const muted = muteAfter(current.muted, sight);
  const bare = without(current, 'muted', 'loadBalancer');
  return {
    ...bare,
    ...content,
    ...(muted === undefined ? {} : { muted }),
    lastSeenAt: seenAt,
    mostTargets: Math.max(current.mostTargets, content.targets.length),
    fingerprint: fingerprintOf({ content, muted }),
    version: current.version + 1,
  };
}

/** A healthy sight resolves, but not a flapping incident at once. */
function calmDown(current: IncidentRecord, sight: NotUnhealthy, moment: Moment): IncidentRecord | undefined {
  const { seenAt, settings } = moment;
  if (!current.flapping) return resolveIncident(current, sight, moment);
  const { calmSince } = current;
  if (calmSince === undefined) {
    const transitions = current.transitions + 1;
    return {
      ...current,
      transitions,
      calmSince: seenAt,
      lastChangedAt: seenAt,
      lastSeenAt: seenAt,
      version: current.version + 1,
    };
  }
  return minutesBetween(calmSince, seenAt) >= settings.calmMinutes
    ? resolveIncident(current, sight, moment)
    : undefined;
}

function resolveIncident(current: IncidentRecord, sight: NotUnhealthy, moment: Moment): IncidentRecord {
  const { seenAt, settings } = moment;
  const { calmSince } = current;
  const resolved: IncidentRecord = {
    ...without(current, 'calmSince'),
    status: 'resolved',
    ...(sight.kind === 'healthy'
      ? { totalTargets: sight.content.totalTargets, healthyTargets: sight.content.healthyTargets }
      : {}),
    lastSeenAt: seenAt,
    lastChangedAt: seenAt,
    resolvedAt: calmSince ?? seenAt,
    resolvedBecause: sight.because,
    resolution: sight.kind === 'healthy' ? 'recovered' : 'over',
    transitions: current.transitions + (calmSince === undefined ? 1 : 0),
    expiresAt: expiryOf(seenAt, settings),
    version: current.version + 1,
  };
  return current.told === undefined || current.muted !== undefined ? resolved : tell(resolved, 'resolved', [], moment);
}

function without<T extends object, Name extends keyof T>(record: T, ...names: readonly Name[]): Omit<T, Name> & T {
  const copy = { ...record };
  for (const name of names) delete copy[name];
  return copy;
}
