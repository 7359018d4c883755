/** `tga demo`: the whole job on an embedded account, in three acts. */
import { auditSnapshot } from '../audit/audit.ts';
import type { AuditResult } from '../audit/audit-result.ts';
import type { Message, Notifier } from '../notify/message.ts';
import { formatCount, plural } from '../report/layout.ts';
import { renderOverview } from '../report/render-audit.ts';
import { renderFindings } from '../report/render-records.ts';
import type { Page } from '../report/style.ts';
import { createStore, type Store } from '../store/store.ts';
import { recordSweep, type SweepSummary } from '../sweep/record-sweep.ts';
import { type Act, demoActs } from './acts.ts';
import { startEmbeddedTable } from './embedded-table.ts';
import { renderNextSteps } from './next-steps.ts';

export interface Stage {
  readonly page: Page;
  print(text: string): void;
}

export async function runDemo({ page, print }: Stage): Promise<void> {
  const acts = demoActs();
  print(renderOpening(acts[0], page));
  const table = await startEmbeddedTable('target-group-auditor');
  const mailbox = createMailbox();
  const inner = { ...page, width: page.width - INDENT.length };
  for (const [at, act] of acts.entries()) {
    const { snapshot } = act;
    const store = createStore({
      client: table.client,
      tableName: table.tableName,
      clock: () => new Date(snapshot.capturedAt),
    });
    print(renderAct(at + 1, act, page));
    const audit = auditSnapshot(snapshot, snapshot.capturedAt);
    print(indent(renderOverview(audit, inner)));
    const summary = await recordSweep({ audit, store, notifier: mailbox, at: snapshot.capturedAt });
    print(renderStored(summary, page));
    for (const message of mailbox.takeAll()) print(renderMail(message, page));
    if (summary.incidents.open > 0) print(await renderTable(store, audit, page));
  }
  print(renderNextSteps(page));
  await table.stop();
}

interface Mailbox extends Notifier {
  takeAll(): readonly Message[];
}

/** In place of SNS: what would be mailed, in the order in which it was sent. */
function createMailbox(): Mailbox {
  const messages: Message[] = [];
  return {
    send: async (message) => {
      messages.push(message);
    },
    takeAll: () => messages.splice(0),
  };
}

function renderOpening({ snapshot }: Act, { style }: Page): string {
  const [region] = snapshot.regions;
  const groups = plural(region?.targetGroups?.length ?? 0, 'target group');
  return [
    style.bold(`A shop with ${groups} in ${region?.region ?? 'one region'}, all of it in this process.`),
    style.dim('No AWS account, no network: the findings table is an embedded DynamoDB, and mail is printed.'),
    '',
  ].join('\n');
}

function renderAct(number: number, { title, events, snapshot }: Act, { style, width }: Page): string {
  const time = `${snapshot.capturedAt.slice(11, 16)} UTC`;
  const heading = `── ${number}  ${title} · ${time} `;
  return [
    '',
    style.bold(style.cyan(heading.padEnd(Math.min(width, 100), '─'))),
    ...events.map((event) => `   ${event}`),
    '',
    '',
  ].join('\n');
}

function renderStored({ findings, alertsSent, incidents }: SweepSummary, { style }: Page): string {
  const { opened, reopened, changed, resolved } = findings;
  const changes = [
    [opened + reopened, 'opened'],
    [changed, 'changed'],
    [resolved, 'resolved'],
  ] as const;
  const said = changes.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`);
  return [
    '',
    `   ${style.dim('stored')}   findings: ${said.join(', ') || 'nothing to change'}; ${incidents.open === 0 ? 'no incident' : plural(incidents.open, 'incident')} open`,
    `   ${style.dim('alerted')}  ${alertsSent === 0 ? 'nobody' : plural(alertsSent, 'mail')}`,
    '',
  ].join('\n');
}

/** Read back from the table, as `tga findings --open` does. */
async function renderTable(store: Store, { accountId, regions }: AuditResult, page: Page): Promise<string> {
  const { findings } = await store.openRecords(accountId, regions[0]?.region ?? '');
  const command = page.style.dim('   $ tga findings --open');
  return ['', command, indent(renderFindings(findings, { ...page, width: page.width - INDENT.length })), ''].join('\n');
}

/** As it would be mailed, in a frame. */
function renderMail({ subject, text }: Message, { style, width }: Page): string {
  const edge = style.dim('│');
  const ruler = '─'.repeat(Math.min(width, 100) - 4);
  return [
    '',
    `   ${style.dim(`┌${ruler}`)}`,
    `   ${edge} ${style.bold(`Subject: ${subject}`)}`,
    `   ${edge}`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `   ${edge} ${line}`.trimEnd()),
    `   ${style.dim(`└${ruler}`)}`,
    '',
  ].join('\n');
}

const INDENT = '   ';
const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, INDENT);
