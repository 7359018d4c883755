/** Stored findings and incidents as people read them. */
import type { FindingRecord } from '../audit/finding-record.ts';
import type { IncidentRecord } from '../audit/incident-record.ts';
import { rankOf } from '../audit/severity.ts';
import { type Cell, plural, renderWithMessages, truncate } from './layout.ts';
import { renderRecords } from './render-csv.ts';
import { type Page, severityPaint } from './style.ts';
import { nameTargets } from './target-names.ts';

type Stored = Pick<FindingRecord, 'severity' | 'status' | 'firstSeenAt' | 'targetGroupName'>;

const LONGEST_NAME = 32;

/** Open before resolved, worst first, then oldest first. */
export const byUrgency = (left: Stored, right: Stored): number =>
  Number(left.status === 'resolved') - Number(right.status === 'resolved') ||
  rankOf(left.severity) - rankOf(right.severity) ||
  compareText(left.firstSeenAt, right.firstSeenAt) ||
  compareText(left.targetGroupName, right.targetGroupName);

export function renderFindings(findings: readonly FindingRecord[], page: Page): string {
  const sorted = [...findings].sort(byUrgency);
  const rows = sorted.map((finding): readonly Cell[] => [
    severityCell(finding, page),
    { text: truncate(finding.targetGroupName, LONGEST_NAME), paint: page.style.bold },
    { text: finding.region },
    { text: whenOf(finding) },
    { text: finding.check },
  ]);
  const messages = sorted.map(({ message }) => message);
  return renderTable(rows, messages, plural(findings.length, 'finding'), page);
}

export function renderIncidents(incidents: readonly IncidentRecord[], page: Page): string {
  const sorted = [...incidents].sort(byUrgency);
  const rows = sorted.map((incident): readonly Cell[] => [
    severityCell(incident, page),
    { text: truncate(incident.targetGroupName, LONGEST_NAME), paint: page.style.bold },
    { text: incident.region },
    { text: whenOf(incident) },
    { text: `${incident.message}${incident.flapping ? ', flapping' : ''}` },
  ]);
  const causes = sorted.map(({ causes: [lead], check }) => lead?.message ?? check);
  return renderTable(rows, causes, plural(incidents.length, 'incident'), page);
}

function renderTable(
  rows: readonly (readonly Cell[])[],
  messages: readonly string[],
  count: string,
  { style, width }: Page,
): string {
  if (rows.length === 0) return 'nothing found\n';
  return `${[...renderWithMessages(rows, messages, width), '', style.dim(count)].join('\n')}\n`;
}

const severityCell = ({ severity, status }: Stored, { style }: Page): Cell =>
  status === 'resolved'
    ? { text: 'resolved', paint: style.green }
    : { text: severity.toUpperCase(), paint: severityPaint(style, severity) };

function whenOf({ firstSeenAt, resolvedAt }: Pick<FindingRecord, 'firstSeenAt' | 'resolvedAt'>): string {
  return resolvedAt === undefined
    ? `since ${shortTime(firstSeenAt)}`
    : `${shortTime(firstSeenAt)} – ${shortTime(resolvedAt)}`;
}

/** `2026-11-22 02:41 UTC`, cut to what tells moments apart. */
const shortTime = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

export function renderFindingsCsv(findings: readonly FindingRecord[]): string {
  const header = [
    'severity',
    'status',
    'region',
    'target_group_name',
    'check',
    'message',
    'targets',
    'first_seen_at',
    'last_seen_at',
    'resolved_at',
    'target_group',
    'load_balancer',
  ];
  const rows = [...findings]
    .sort(byUrgency)
    .map((finding) => [
      finding.severity,
      finding.status,
      finding.region,
      finding.targetGroupName,
      finding.check,
      finding.message,
      nameTargets(finding.targets, Number.POSITIVE_INFINITY),
      finding.firstSeenAt,
      finding.lastSeenAt,
      finding.resolvedAt ?? '',
      finding.targetGroup,
      finding.loadBalancer ?? '',
    ]);
  return renderRecords(header, rows);
}

export function renderIncidentsCsv(incidents: readonly IncidentRecord[]): string {
  const header = [
    'severity',
    'status',
    'region',
    'target_group_name',
    'message',
    'check',
    'cause',
    'targets',
    'flapping',
    'opened_at',
    'last_seen_at',
    'resolved_at',
    'target_group',
    'load_balancer',
  ];
  const rows = [...incidents]
    .sort(byUrgency)
    .map((incident) => [
      incident.severity,
      incident.status,
      incident.region,
      incident.targetGroupName,
      incident.message,
      incident.check,
      incident.causes[0]?.message ?? '',
      nameTargets(incident.targets, Number.POSITIVE_INFINITY),
      incident.flapping ? 'yes' : 'no',
      incident.openedAt,
      incident.lastSeenAt,
      incident.resolvedAt ?? '',
      incident.targetGroup,
      incident.loadBalancer ?? '',
    ]);
  return renderRecords(header, rows);
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
