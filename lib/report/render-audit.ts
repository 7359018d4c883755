/** An audit on the terminal: counts, findings worst first, what is behind them, and what could not be looked at. */
import type { AuditResult, Finding, TargetGroupAudit } from '../audit/audit-result.ts';
import { isAtLeast } from '../audit/severity.ts';
import { type Cell, formatCount, labelled, plural, renderWithMessages, truncate, wrap } from './layout.ts';
import { type RankedFinding, rankFindings } from './rank-findings.ts';
import { renderDiagnosis, renderRemedy } from './render-diagnosis.ts';
import { type Page, severityPaint } from './style.ts';
import { countAudit, type Gap, gapsOf, regionsNotAudited, renderCounts } from './summarise-audit.ts';

/** Beyond these a terminal is the wrong place; the counts still tell of all. */
const MOST_ROWS = 30;
const MOST_DETAILS = 10;
const MOST_GAPS = 4;
const MOST_NAMES = 12;

/** `took` closes the first line, such as `1.9 s`. Ends in a newline. */
export function renderAudit(audit: AuditResult, page: Page, took?: string): string {
  const ranked = rankFindings(audit);
  return joinSections([
    renderHeading(audit, page, took),
    renderTable(ranked, page),
    ...renderDetails(ranked, page),
    renderClosing(audit, ranked, page),
  ]);
}

/** The same without what is behind each finding. */
export function renderOverview(audit: AuditResult, page: Page): string {
  const ranked = rankFindings(audit);
  return joinSections([renderHeading(audit, page), renderTable(ranked, page), renderClosing(audit, ranked, page)]);
}

function renderHeading(audit: AuditResult, page: Page, took?: string): readonly string[] {
  const counts = [renderCounts(audit), ...(took === undefined ? [] : [took])].join(' · ');
  const notAudited = renderNotAudited(audit, page);
  return [page.style.dim(counts), ...(notAudited.length === 0 ? [] : ['', ...notAudited])];
}

const joinSections = (sections: readonly (readonly string[])[]): string =>
  `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;

function renderNotAudited(audit: AuditResult, { style, width }: Page): readonly string[] {
  return regionsNotAudited(audit).flatMap(({ region, because }) =>
    wrap(`NOT AUDITED ${region}: ${because}`, width).map((line) => style.bold(style.red(line))),
  );
}

function renderTable(ranked: readonly RankedFinding[], page: Page): readonly string[] {
  const rows = ranked.filter(({ severity }) => severity !== 'info');
  const shown = rows.slice(0, MOST_ROWS);
  const rest = rows.length - shown.length;
  return [
    ...renderRows(shown, page),
    ...(rest > 0 ? [`… and ${plural(rest, 'more line')}; all of them: --format csv, markdown or json`] : []),
  ];
}

function renderRows(ranked: readonly RankedFinding[], { style, width }: Page): readonly string[] {
  const rows = ranked.map((row): readonly Cell[] => [
    { text: row.severity.toUpperCase(), paint: severityPaint(style, row.severity) },
    { text: nameGroups(row), paint: style.bold },
    { text: impactOf(row) },
    { text: row.check },
  ]);
  return renderWithMessages(rows, ranked.map(messageOf), width);
}

const LONGEST_NAME = 32;

function nameGroups({ groups: [first, ...others] }: RankedFinding): string {
  const name = truncate(first.targetGroup.name, LONGEST_NAME);
  return others.length === 0 ? name : `${name} +${formatCount(others.length)}`;
}

function impactOf({ groups: [first, ...others] }: RankedFinding): string {
  return others.length === 0 ? first.impact.summary : plural(others.length + 1, 'target group');
}

/** What many groups have without sharing a resource is told by the first of them. */
function messageOf({ finding, groups }: RankedFinding): string {
  return groups.length > 1 && finding.resource === undefined ? `such as: ${finding.message}` : finding.message;
}

function renderDetails(ranked: readonly RankedFinding[], page: Page): readonly (readonly string[])[] {
  const told = new Set<TargetGroupAudit>();
  const sections: (readonly string[])[] = [];
  for (const { severity, groups } of ranked) {
    const [first] = groups;
    if (!isAtLeast(severity, 'medium') || told.has(first)) continue;
    told.add(first);
    if (told.size <= MOST_DETAILS) sections.push(renderGroup(first, groups, page));
  }
  const rest = told.size - sections.length;
  return rest > 0
    ? [...sections, [`… and ${plural(rest, 'more target group')}; all of them: --format markdown`]]
    : sections;
}

function renderGroup(group: TargetGroupAudit, sharing: RankedFinding['groups'], page: Page): readonly string[] {
  const explained = new Set(
    group.diagnoses.flatMap(({ causes, then }) => [...causes, ...then].map(({ check }) => check)),
  );
  const others = group.findings.filter(({ check, severity }) => !explained.has(check) && isAtLeast(severity, 'medium'));
  return [
    `${page.style.bold(group.targetGroup.name)}  ${page.style.dim(`(${describeGroup(group)})`)}`,
    ...group.diagnoses.flatMap((diagnosis) => renderDiagnosis(diagnosis, page)),
    ...others.flatMap((finding) => renderFinding(finding, page)),
    ...renderSharing(sharing.slice(1), page),
  ];
}

function describeGroup({ targetGroup, loadBalancers, region }: TargetGroupAudit): string {
  const attached = loadBalancers.map(({ name, type }) => `${LOAD_BALANCER_NAMES[type]} ${name}`);
  const type = targetGroup.targetType === 'lambda' ? ['Lambda'] : [];
  return [...type, ...(attached.length === 0 ? ['no load balancer'] : attached), region].join(', ');
}

const LOAD_BALANCER_NAMES = { application: 'ALB', network: 'NLB', gateway: 'GWLB' } as const;

function renderFinding(finding: Finding, page: Page): readonly string[] {
  const { style, width } = page;
  return [
    `  ${severityPaint(style, finding.severity)(finding.severity.padEnd(8))}  ${style.bold(finding.check)}`,
    ...labelled('', finding.message, width),
    ...finding.remedies.flatMap((remedy) => renderRemedy(remedy, page)),
  ];
}

function renderSharing(groups: readonly TargetGroupAudit[], { style, width }: Page): readonly string[] {
  if (groups.length === 0) return [];
  const names = groups.slice(0, MOST_NAMES).map(({ targetGroup }) => targetGroup.name);
  const rest = groups.length - names.length;
  const text = rest > 0 ? `${names.join(' ')} … and ${formatCount(rest)} more` : names.join(' ');
  return labelled('also in', text, width, style.dim);
}

function renderClosing(audit: AuditResult, ranked: readonly RankedFinding[], page: Page): readonly string[] {
  const { targetGroups, fine, fineAsFarAsRead } = countAudit(audit);
  const gaps = gapsOf(audit);
  const sentences = [
    targetGroups === 0 && regionsNotAudited(audit).length === 0 ? 'There are no target groups.' : '',
    fine > 0 ? renderFine(fine, targetGroups) : '',
    fineAsFarAsRead > 0 ? `${plural(fineAsFarAsRead, 'target group')} without a fault in what could be read.` : '',
    targetGroups > 0 && gaps.length === 0 ? 'Every check could look.' : '',
  ].filter((sentence) => sentence !== '');
  return [...wrap(sentences.join(' '), page.width), ...renderRemarks(ranked, page), ...renderGaps(gaps, page)];
}

/** Severity info asks for nothing, so it takes one line and no row. */
function renderRemarks(ranked: readonly RankedFinding[], { style, width }: Page): readonly string[] {
  const remarks = ranked.filter(({ severity }) => severity === 'info');
  if (remarks.length === 0) return [];
  const named = remarks.map(({ check, groups }) => `${check} (${nameFew(groups)})`).join(', ');
  return wrap(`For information: ${named}.`, width).map((line) => style.dim(line));
}

const nameFew = (groups: RankedFinding['groups']): string =>
  groups.length > 2
    ? plural(groups.length, 'target group')
    : groups.map(({ targetGroup }) => targetGroup.name).join(' ');

function renderFine(fine: number, all: number): string {
  if (fine === all && all === 2) return 'Both target groups are fine.';
  const who = plural(fine, 'target group');
  return `${fine === all && all > 2 ? `All ${who}` : who} ${fine === 1 ? 'is' : 'are'} fine.`;
}

function renderGaps(gaps: readonly Gap[], { style, width }: Page): readonly string[] {
  const rest = gaps.length - MOST_GAPS;
  const lines = gaps.slice(0, MOST_GAPS).flatMap(({ because, checks, targetGroups }) => {
    const who = checks.length === 1 ? (checks[0] ?? '') : plural(checks.length, 'check');
    const [first = '', ...more] = wrap(`${who} on ${plural(targetGroups, 'target group')}: ${because}`, width - 16);
    return [`could not look  ${first}`, ...more.map((line) => `                ${line}`)];
  });
  const cut = rest > 0 ? [`                and for ${plural(rest, 'other reason')}: --format json`] : [];
  const advice = gaps.some(({ because }) => because.includes('AccessDenied') || because.includes('Unauthorized'));
  return [...lines, ...cut, ...(advice ? ['                what to allow: docs/permissions.md'] : [])].map((line) =>
    style.yellow(line),
  );
}
