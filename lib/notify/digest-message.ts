/** The daily mail. */
import type { Digest } from '../audit/digest.ts';
import { openSeverities } from '../audit/digest.ts';
import type { FindingRecord } from '../audit/finding-record.ts';
import type { IncidentRecord } from '../audit/incident-record.ts';
import { formatCount, plural, truncate } from '../report/layout.ts';
import type { Message } from './message.ts';
import { beside, clockTime, duration, joinBlocks, plain } from './page.ts';
import { toSubject } from './subject.ts';

/** Lines of one list; the rest is counted, and in the table. */
const MOST_LINES = 25;

export function digestMessage(digest: Digest): Message {
  return {
    subject: subjectOf(digest),
    text: joinBlocks([headBlock(digest), ...(digest.isWell ? wellBlocks(digest) : blocksOf(digest)), seeBlock(digest)]),
    json: toJson(digest),
    attributes: { event: 'digest', severity: openSeverities(digest)[0] ?? 'info', accountId: digest.accountId },
  };
}

function subjectOf(digest: Digest): string {
  const day = digest.to.slice(0, 10);
  if (digest.isWell) return toSubject(`[digest] ${day}: all is well`, [targetsOf(digest)]);
  if (digest.regions.length === 0) return toSubject(`[digest] ${day}: nothing was swept in 24 h`);
  const counts = openSeverities(digest).map((severity) => `${digest.open[severity]} ${severity}`);
  const incidents = digest.openIncidents.length > 0 ? [plural(digest.openIncidents.length, 'open incident')] : [];
  return toSubject(`[digest] ${day}: ${[...incidents, ...counts].join(', ') || 'nothing open'}`);
}

function targetsOf({ regions }: Digest): string {
  const groups = regions.reduce((sum, region) => sum + region.targetGroups, 0);
  const targets = regions.reduce((sum, region) => sum + region.targets, 0);
  return `${plural(groups, 'target group')}, ${plural(targets, 'target')}`;
}

function headBlock(digest: Digest): readonly string[] {
  const { accountId, from, to, regions } = digest;
  const swept = regions.map((region) => `${region.region} (last at ${clockTime(region.lastSweptAt, to)})`);
  return [
    `Account ${accountId}, ${clockTime(from, '')} to ${clockTime(to, '')}`,
    ...(regions.length === 0
      ? plain('No sweep ended in this time: nothing below is newer. See docs/runbook.md.')
      : plain(`${targetsOf(digest)} in ${swept.join(', ')}.`)),
  ];
}

function wellBlocks(digest: Digest): readonly (readonly string[])[] {
  const { openFindings, muted } = digest;
  const counts = openSeverities(digest).map((severity) => `${formatCount(digest.open[severity])} ${severity}`);
  return [
    plain(
      `All is well${muted.incidents > 0 ? ', but for what is muted' : ''}: every target group in use serves, nothing of ` +
        'severity high or above is open, and all could be read.',
    ),
    openFindings.length === 0 ? [] : plain(`To improve when there is time: ${counts.join(', ')}.`),
    mutedBlock(digest),
  ];
}

function blocksOf(digest: Digest): readonly (readonly string[])[] {
  const { to } = digest;
  const counts = openSeverities(digest).map((severity) => `${formatCount(digest.open[severity])} ${severity}`);
  return [
    list('DOWN', digest.openIncidents, (incident) => downLine(incident, to)),
    list('FLAPPED', digest.flapping, flapLine),
    list('OVER', digest.incidentsResolved, (incident) => overLine(incident, to)),
    beside('OPEN', [counts.length === 0 ? 'no findings' : `findings: ${counts.join(', ')}`]),
    list('', digest.openFindings.filter(isGrave), findingLine),
    list(
      'NEW',
      digest.opened.filter((finding) => finding.status === 'open' && !isGrave(finding)),
      findingLine,
    ),
    list('RESOLVED', digest.resolved, resolvedLine),
    mutedBlock(digest),
    unreadBlock(digest),
  ];
}

const isGrave = ({ severity }: FindingRecord): boolean => severity === 'critical' || severity === 'high';

function list<T>(label: string, records: readonly T[], toLine: (record: T) => string): readonly string[] {
  const shown = records.slice(0, MOST_LINES).map(toLine);
  const left = records.length - shown.length;
  return beside(label, [...shown, ...(left > 0 ? [`and ${formatCount(left)} more`] : [])]);
}

const downLine = (
  { severity, targetGroupName, message, check, openedAt, region }: IncidentRecord,
  to: string,
): string => `${severity}  ${targetGroupName}  ${message}, ${check}, for ${duration(openedAt, to)} (${region})`;

const flapLine = ({ targetGroupName, transitions, openedAt, lastChangedAt, check }: IncidentRecord): string =>
  `${targetGroupName}  unhealthy ${Math.ceil(transitions / 2)} times in ${duration(openedAt, lastChangedAt)}, ${check}`;

const overLine = (
  { targetGroupName, openedAt, resolvedAt, check, mostTargets, totalTargets }: IncidentRecord,
  to: string,
) =>
  `${targetGroupName}  down for ${duration(openedAt, resolvedAt ?? to)} from ${clockTime(openedAt, to)}, ` +
  `at worst ${mostTargets} of ${totalTargets}, ${check}`;

const findingLine = ({ severity, targetGroupName, check, message, firstSeenAt }: FindingRecord): string =>
  `${severity}  ${targetGroupName}  ${check}: ${truncate(message, 110)} (since ${firstSeenAt.slice(0, 10)})`;

const resolvedLine = ({ targetGroupName, check, resolvedBecause = '' }: FindingRecord): string =>
  `${targetGroupName}  ${check}: ${truncate(resolvedBecause, 110)}`;

function mutedBlock({ muted }: Digest): readonly string[] {
  const { findings, incidents, targetGroups } = muted;
  if (targetGroups.length === 0) return [];
  const names = targetGroups.slice(0, 10).join(', ');
  const left = targetGroups.length > 10 ? ` and ${targetGroups.length - 10} more` : '';
  return beside(
    'MUTED',
    plain(`${plural(incidents, 'open incident')} and ${plural(findings, 'finding')}: ${names}${left}`),
  );
}

function unreadBlock({ unread }: Digest): readonly string[] {
  return list('UNREAD', unread, ({ region, api, code, resources }) => {
    const which = resources === 0 ? '' : ` for ${plural(resources, 'resource')}`;
    return `${api}: ${code === '' ? 'failed' : code}${which} (${region}). What needs it is not known, and neither opened nor resolved.`;
  });
}

function seeBlock({ isWell }: Digest): readonly string[] {
  return isWell ? [] : beside('SEE', ['tga incidents --open   tga findings --open']);
}

/** `digest/1`, for programs. */
function toJson(digest: Digest): Readonly<Record<string, unknown>> {
  const { accountId, from, to, isWell, regions, open, muted, unread } = digest;
  const keyed = ({ targetGroup, check }: FindingRecord | IncidentRecord) => ({ targetGroup, check });
  return {
    schema: 'digest/1',
    event: 'digest',
    accountId,
    from,
    to,
    isWell,
    regions,
    openFindings: open,
    openIncidents: digest.openIncidents.slice(0, 100).map(keyed),
    incidentsOpened: digest.incidentsOpened.length,
    incidentsResolved: digest.incidentsResolved.length,
    findingsOpened: digest.opened.length,
    findingsResolved: digest.resolved.length,
    flapping: digest.flapping.slice(0, 100).map(keyed),
    muted: { findings: muted.findings, incidents: muted.incidents, targetGroups: muted.targetGroups.length },
    unread: unread.slice(0, 100),
  };
}
