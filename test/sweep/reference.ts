/** The simplest thing that says what people have to be told: one target group, one sweep at a time, nothing fails. */
import { minute, targetGroupArn } from '../support/audit-result.ts';
import { CALM_MINUTES, type Look, MINUTES_BETWEEN_ROUNDS } from './simulation.ts';

const CALM = CALM_MINUTES / MINUTES_BETWEEN_ROUNDS;

interface Incident {
  readonly openedAt: number;
  endedAt?: number;
  isFlapping: boolean;
  calmSince?: number;
  isMuted: boolean;
  /** Whether people know, and whether they know of the failing open. */
  told: 'nothing' | 'degraded' | 'failing';
}

export interface Expected {
  readonly targetGroup: string;
  readonly openedAt: string;
  readonly event: string;
  readonly at: string;
}

export function expectAlerts(name: string, looks: readonly Look[]): readonly Expected[] {
  const alerts: Expected[] = [];
  let incident: Incident | undefined;
  const tell = (about: Incident, event: string, round: number) =>
    alerts.push({ targetGroup: targetGroupArn(name), openedAt: timeOf(about.openedAt), event, at: timeOf(round) });

  function end(about: Incident, round: number, endedAt = round) {
    about.endedAt = endedAt;
    if (about.told !== 'nothing' && !about.isMuted) tell(about, 'resolved', round);
  }
  function seeUnhealthy(look: Look, round: number) {
    const isOver = incident?.endedAt !== undefined;
    if (incident === undefined || (isOver && round - (incident.endedAt ?? 0) > CALM)) {
      incident = { openedAt: round, isFlapping: false, isMuted: false, told: 'nothing' };
    }
    incident.isMuted = look === 'muted';
    const reopened = incident.endedAt !== undefined;
    delete incident.endedAt;
    delete incident.calmSince;
    if (reopened) incident.isFlapping = true;
    if (incident.isMuted) return;
    const isWorse = look === 'failing' && incident.told === 'degraded';
    if (incident.told === 'nothing') tell(incident, 'opened', round);
    else if (reopened || isWorse) tell(incident, 'worsened', round);
    incident.told = look === 'failing' || incident.told === 'failing' ? 'failing' : 'degraded';
  }
  function seeHealthy(round: number) {
    if (incident === undefined) return;
    if (incident.endedAt !== undefined) {
      if (round - incident.endedAt > CALM) incident = undefined;
    } else if (!incident.isFlapping) end(incident, round);
    else if (incident.calmSince === undefined) incident.calmSince = round;
    else if (round - incident.calmSince >= CALM) {
      end(incident, round, incident.calmSince);
      incident = undefined;
    }
  }
  for (const [round, look] of looks.entries()) {
    if (look === 'unknown' || look === 'unlisted') continue;
    if (look === 'healthy') seeHealthy(round);
    else if (look === 'deleted') {
      if (incident !== undefined && incident.endedAt === undefined) end(incident, round);
      incident = undefined;
    } else seeUnhealthy(look, round);
  }
  return alerts;
}

const timeOf = (round: number): string => minute(round * MINUTES_BETWEEN_ROUNDS);
