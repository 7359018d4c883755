/** What a day looked like, for people who read it once in the morning. */
import type { Severity } from '../checks/outcome.ts';
import type { Unread } from '../model/region.ts';
import type { FindingRecord } from './finding-record.ts';
import type { IncidentRecord } from './incident-record.ts';
import { rankOf, SEVERITIES } from './severity.ts';

export interface DigestInput {
  readonly accountId: string;
  /** ISO times of the day that it is about. */
  readonly from: string;
  readonly to: string;
  /** All that are open, and those that ended within the day at least. */
  readonly findings: readonly FindingRecord[];
  readonly incidents: readonly IncidentRecord[];
  /** What the day's sweeps looked at. */
  readonly sweeps: readonly DigestSweep[];
}

export interface DigestSweep {
  readonly region: string;
  /** The part of the region, `<cadence>/…`: each cadence goes through the whole region. Absent for all of it. */
  readonly part?: string;
  readonly sweptAt: string;
  readonly targetGroups: number;
  readonly targets: number;
  readonly unread: readonly Unread[];
}

export interface Digest {
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
  /** Nothing at `high` or above is open, nothing of it ended within the day, nothing is unread, and all was swept. */
  readonly isWell: boolean;
  readonly regions: readonly DigestRegion[];
  readonly open: Readonly<Record<Severity, number>>;
  /** Worst first; muted ones are only counted. */
  readonly openFindings: readonly FindingRecord[];
  readonly openIncidents: readonly IncidentRecord[];
  readonly opened: readonly FindingRecord[];
  readonly resolved: readonly FindingRecord[];
  readonly incidentsOpened: readonly IncidentRecord[];
  readonly incidentsResolved: readonly IncidentRecord[];
  readonly flapping: readonly IncidentRecord[];
  readonly muted: { readonly findings: number; readonly incidents: number; readonly targetGroups: readonly string[] };
  readonly unread: readonly UnreadCall[];
}

export interface DigestRegion {
  readonly region: string;
  readonly lastSweptAt: string;
  readonly targetGroups: number;
  readonly targets: number;
}

export interface UnreadCall {
  readonly region: string;
  readonly api: string;
  readonly code: string;
  /** Resources that could not be read with it; 0 where it is the whole region. */
  readonly resources: number;
}

export function buildDigest({ accountId, from, to, findings, incidents, sweeps }: DigestInput): Digest {
  const isWithin = (at: string | undefined) => at !== undefined && isBetween(at, from, to);
  const openFindings = findings.filter(({ status }) => status === 'open');
  const openIncidents = incidents.filter(({ status }) => status === 'open');
  const recent = sweeps.filter(({ sweptAt }) => isWithin(sweptAt));
  const unread = unreadOf(recent);
  const resolved = findings.filter((finding) => finding.status === 'resolved' && isWithin(finding.resolvedAt));
  const incidentsResolved = incidents.filter((each) => each.status === 'resolved' && isWithin(each.resolvedAt));
  const audible = openFindings.filter(isAudible);
  const hasGrave = [...audible, ...openIncidents.filter(isAudible)].some(isGrave);
  return {
    accountId,
    from,
    to,
    isWell: !hasGrave && incidentsResolved.length === 0 && unread.length === 0 && recent.length > 0,
    regions: regionsOf(recent),
    open: countBySeverity(audible),
    openFindings: [...audible].sort(worstFirst),
    openIncidents: openIncidents.filter(isAudible).sort(worstFirst),
    opened: findings.filter(({ firstSeenAt }) => isWithin(firstSeenAt)).sort(worstFirst),
    resolved: [...resolved].sort(worstFirst),
    incidentsOpened: incidents.filter(({ openedAt }) => isWithin(openedAt)).sort(worstFirst),
    incidentsResolved: [...incidentsResolved].sort(worstFirst),
    flapping: incidents.filter((each) => each.flapping && isWithin(each.lastChangedAt)).sort(worstFirst),
    muted: mutedOf(openFindings, openIncidents),
    unread,
  };
}

const isBetween = (at: string, from: string, to: string): boolean =>
  Date.parse(at) >= Date.parse(from) && Date.parse(at) < Date.parse(to);

const isAudible = ({ muted }: FindingRecord | IncidentRecord): boolean => muted === undefined;
const isGrave = ({ severity }: FindingRecord | IncidentRecord): boolean => rankOf(severity) <= rankOf('high');

function worstFirst(one: FindingRecord | IncidentRecord, other: FindingRecord | IncidentRecord): number {
  return (
    rankOf(one.severity) - rankOf(other.severity) ||
    Date.parse(one.firstSeenAt) - Date.parse(other.firstSeenAt) ||
    (one.targetGroupName < other.targetGroupName ? -1 : 1)
  );
}

function countBySeverity(findings: readonly FindingRecord[]): Digest['open'] {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

function mutedOf(findings: readonly FindingRecord[], incidents: readonly IncidentRecord[]): Digest['muted'] {
  const muted = findings.filter((finding) => !isAudible(finding));
  const mutedIncidents = incidents.filter((incident) => !isAudible(incident));
  const names = [...muted, ...mutedIncidents].map(({ targetGroupName }) => targetGroupName);
  return { findings: muted.length, incidents: mutedIncidents.length, targetGroups: [...new Set(names)].sort() };
}

/** Parts that one cadence sweeps on their own add up; another cadence counts the same target groups again. */
function regionsOf(sweeps: readonly DigestSweep[]): readonly DigestRegion[] {
  const cadences = new Map<string, DigestRegion>();
  for (const { region, part = '', sweptAt, targetGroups, targets } of sweeps) {
    const key = `${region} ${part.split('/')[0]}`;
    const so = cadences.get(key) ?? { region, lastSweptAt: sweptAt, targetGroups: 0, targets: 0 };
    cadences.set(key, {
      region,
      lastSweptAt: later(sweptAt, so.lastSweptAt),
      targetGroups: so.targetGroups + targetGroups,
      targets: so.targets + targets,
    });
  }
  const regions = new Map<string, DigestRegion>();
  for (const sweep of cadences.values()) {
    const other = regions.get(sweep.region) ?? sweep;
    const { targetGroups, targets } = sweep.targetGroups > other.targetGroups ? sweep : other;
    const lastSweptAt = later(sweep.lastSweptAt, other.lastSweptAt);
    regions.set(sweep.region, { region: sweep.region, lastSweptAt, targetGroups, targets });
  }
  return [...regions.values()].sort((one, other) => (one.region < other.region ? -1 : 1));
}

const later = (one: string, other: string): string => (Date.parse(one) > Date.parse(other) ? one : other);

/** One line for one denied call of a region, however many resources it was denied for. */
function unreadOf(sweeps: readonly DigestSweep[]): readonly UnreadCall[] {
  const calls = new Map<string, { readonly call: UnreadCall; readonly resources: Set<string> }>();
  for (const { region, unread } of sweeps) {
    for (const { api, code, resource } of unread) {
      const key = `${region} ${api} ${code}`;
      const known = calls.get(key) ?? { call: { region, api, code, resources: 0 }, resources: new Set<string>() };
      if (resource !== undefined) known.resources.add(resource);
      calls.set(key, known);
    }
  }
  return [...calls.values()].map(({ call, resources }) => ({ ...call, resources: resources.size }));
}

/** Severities of which something is open, worst first. */
export const openSeverities = ({ open }: Pick<Digest, 'open'>): readonly Severity[] =>
  SEVERITIES.filter((severity) => open[severity] > 0);
