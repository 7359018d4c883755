/** An audit as Markdown, for a ticket or a pull request: everything, nothing cut. */
import type {
  AuditResult,
  DiagnosedTargets,
  Finding,
  RenderedCause,
  RenderedRemedy,
  TargetGroupAudit,
} from '../audit/audit-result.ts';
import { plural } from './layout.ts';
import { type RankedFinding, rankFindings } from './rank-findings.ts';
import { labelOfRemedy, proofOf } from './remedy-words.ts';
import { targetGroupsOf } from './report-document.ts';
import { countAudit, gapsOf, regionsNotAudited, renderCounts, renderSeverities } from './summarise-audit.ts';
import { nameTargets } from './target-names.ts';

export function renderMarkdown(audit: AuditResult): string {
  const { findings } = countAudit(audit);
  const ranked = rankFindings(audit);
  return `${[
    '# Target group audit',
    `${renderCounts(audit)} · account ${audit.accountId} · ${audit.auditedAt}`,
    renderSeverities(findings) || 'No findings.',
    ...regionsNotAudited(audit).map(({ region, because }) => `**Not audited: ${region}**: ${escapeText(because)}`),
    ...(ranked.length === 0 ? [] : [renderTable(ranked)]),
    ...targetGroupsOf(audit)
      .filter(({ findings: own, diagnoses }) => own.length > 0 || diagnoses.length > 0)
      .map(renderGroup),
    ...renderGaps(audit),
  ].join('\n\n')}\n`;
}

function renderTable(ranked: readonly RankedFinding[]): string {
  const rows = ranked.map(({ severity, check, groups: [first, ...others], finding }) => {
    const name = others.length === 0 ? first.targetGroup.name : `${first.targetGroup.name} +${others.length}`;
    return `| ${[severity, name, first.impact.summary, `\`${check}\``, finding.message].map(escapeCell).join(' | ')} |`;
  });
  return ['| Severity | Target group | State | Check | Why |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

function renderGroup({ targetGroup, region, impact, findings, diagnoses }: TargetGroupAudit): string {
  const explained = new Set(diagnoses.flatMap(({ causes, then }) => [...causes, ...then].map(({ check }) => check)));
  return [
    `## ${targetGroup.name}`,
    `${escapeText(impact.summary)} · ${region} · \`${targetGroup.arn}\``,
    ...diagnoses.map(renderDiagnosis),
    ...findings.filter(({ check }) => !explained.has(check)).map(renderFinding),
  ].join('\n\n');
}

function renderDiagnosis({ targets, state, reason, description, ...why }: DiagnosedTargets): string {
  const said = [state, reason, description].filter((part) => part !== undefined).join(' · ');
  return [
    `**${nameTargets(targets, Number.POSITIVE_INFINITY)}** ${escapeText(said)}`,
    ...why.causes.map((cause) => renderCause('Because', cause)),
    ...why.then.map((cause) => renderCause('Then', cause)),
    ...renderList('Ruled out', why.ruledOut),
    ...renderList('Could not look', why.couldNotLook),
  ].join('\n\n');
}

function renderCause(label: string, { check, confidence, message, remedies }: RenderedCause): string {
  return [`${label} \`${check}\` (${confidence}): ${escapeText(message)}`, ...remedies.map(renderRemedy)].join('\n\n');
}

function renderFinding({ check, severity, message, remedies }: Finding): string {
  return [`${severity} \`${check}\`: ${escapeText(message)}`, ...remedies.map(renderRemedy)].join('\n\n');
}

function renderRemedy(remedy: RenderedRemedy): string {
  const label = labelOfRemedy(remedy) === 'fix' ? 'Fix' : 'Next';
  const said = `${label}: ${escapeText(`${remedy.summary}${proofOf(remedy)}`)}`;
  return remedy.command === '' ? said : `${said}\n\n\`\`\`sh\n${remedy.command}\n\`\`\``;
}

function renderList(title: string, items: DiagnosedTargets['ruledOut']): readonly string[] {
  if (items.length === 0) return [];
  return [`${title}:\n\n${items.map(({ check, because }) => `- \`${check}\`: ${escapeText(because)}`).join('\n')}`];
}

function renderGaps(audit: AuditResult): readonly string[] {
  const gaps = gapsOf(audit);
  if (gaps.length === 0) return [];
  const lines = gaps.map(
    ({ because, checks, targetGroups }) =>
      `- ${escapeText(because)}: ${checks.map((check) => `\`${check}\``).join(', ')} on ${plural(targetGroups, 'target group')}`,
  );
  return [`## Could not look\n\n${lines.join('\n')}`];
}

/** Text of the account's, such as names and answers of servers, may hold what Markdown takes for markup. */
const escapeText = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>]/g, '\\$&');
const escapeCell = (text: string): string => (text.startsWith('`') ? text : escapeText(text).replaceAll('|', '\\|'));
