/** Comma-separated values as RFC 4180 has them. */
import type { AuditResult } from '../audit/audit-result.ts';
import { rankOf } from '../audit/severity.ts';
import { targetKey } from '../model/load-balancing.ts';
import { targetGroupsOf } from './report-document.ts';

/** One line per finding, worst first. */
export function renderCsv(audit: AuditResult): string {
  const findings = targetGroupsOf(audit).flatMap((group) => group.findings);
  const rows = [...findings]
    .sort((left, right) => rankOf(left.severity) - rankOf(right.severity))
    .map((finding) => [
      finding.severity,
      finding.region,
      finding.targetGroupName,
      finding.check,
      finding.resource ?? '',
      finding.message,
      finding.targets.map(({ id, port }) => targetKey({ id, port })).join(' '),
      finding.remedies[0]?.command ?? '',
      finding.remedies[0]?.proven ? 'yes' : 'no',
      finding.targetGroup,
      finding.loadBalancer ?? '',
    ]);
  return renderRecords(HEADER, rows);
}

const HEADER = [
  'severity',
  'region',
  'target_group_name',
  'check',
  'resource',
  'message',
  'targets',
  'fix',
  'proven',
  'target_group',
  'load_balancer',
];

export function renderRecords(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(quote).join(',')}\r\n`).join('');
}

/** A spreadsheet takes text that begins like a formula for one; a leading apostrophe keeps it text. */
function quote(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
