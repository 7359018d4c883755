/** One diagnosis on the terminal: which targets, why, what to do, why to believe it. */
import type { DiagnosedTargets, RenderedCause, RenderedRemedy } from '../audit/audit-result.ts';
import { besideLabel, labelled, MARGIN, wrap, wrapCommand } from './layout.ts';
import { nameExamined } from './name-controls.ts';
import { labelOfRemedy, proofOf } from './remedy-words.ts';
import type { Page } from './style.ts';
import { nameTargets } from './target-names.ts';

/** The reports for programs and tickets have all of them, each with its evidence. */
const MOST_RULED_OUT = 5;

export function renderDiagnosis(diagnosis: DiagnosedTargets, page: Page): readonly string[] {
  const [first, ...others] = diagnosis.causes;
  return [
    ...renderTargets(diagnosis, page),
    ...(first === undefined ? [] : renderFirstCause(first, page)),
    ...others.flatMap((cause) => renderFurtherCause(cause, page)),
    ...diagnosis.then.flatMap((cause) => renderOtherCause('then', cause, page)),
    ...renderRuledOut(diagnosis, page),
    ...renderCouldNotLook(diagnosis, page),
  ];
}

function renderTargets({ targets, state, reason, description }: DiagnosedTargets, { style, width }: Page) {
  const said = [state, reason, description === undefined ? undefined : `"${description}"`].filter(
    (part) => part !== undefined,
  );
  const names = nameTargets(targets);
  const line = `  ${names}   ${said.join('   ')}`;
  if (line.length <= width) return [`  ${style.bold(names)}   ${said.join('   ')}`];
  return [
    ...wrap(names, width - 2).map((each) => `  ${style.bold(each)}`),
    ...wrap(said.join(' · '), width - 4).map((each) => `    ${each}`),
  ];
}

function renderFirstCause(cause: RenderedCause, page: Page): readonly string[] {
  const { style, width } = page;
  return [
    `${style.dim('  because'.padEnd(MARGIN))}${style.bold(cause.check)}  ${cause.confidence}`,
    ...labelled('', cause.message, width),
    ...cause.remedies.flatMap((remedy) => renderRemedy(remedy, page)),
  ];
}

/** Certain: it is at fault too, and has to be fixed as well. Else it may be it instead. */
function renderFurtherCause(cause: RenderedCause, page: Page): readonly string[] {
  const isCertain = cause.confidence === 'certain';
  const remedies = cause.remedies.filter((remedy) => isCertain || remedy.proven);
  return [
    ...renderOtherCause(isCertain ? 'and' : 'or', cause, page),
    ...remedies.flatMap((remedy) => renderRemedy(remedy, page)),
  ];
}

function renderOtherCause(label: string, cause: RenderedCause, { style, width }: Page): readonly string[] {
  return labelled(label, `${cause.check}, ${cause.confidence}: ${cause.message}`, width, style.dim);
}

export function renderRemedy(remedy: RenderedRemedy, { style, width }: Page): readonly string[] {
  const summary = wrap(`${remedy.summary}${proofOf(remedy)}`, width - MARGIN);
  const command = remedy.command === '' ? [] : wrapCommand(remedy.command, width - MARGIN);
  const paint = remedy.proven ? style.green : style.cyan;
  return besideLabel(labelOfRemedy(remedy), [...summary, ...command.map((line) => paint(line))], style.dim);
}

function renderRuledOut({ ruledOut }: DiagnosedTargets, { style, width }: Page): readonly string[] {
  if (ruledOut.length === 0) return [];
  const names = nameExamined(ruledOut.map(({ check }) => check));
  const shown = names.length > MOST_RULED_OUT + 1 ? names.slice(0, MOST_RULED_OUT) : names;
  const rest = names.length - shown.length;
  const text = [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join(' · ');
  return labelled('ruled out', text, width, style.dim);
}

/** By reason: one hidden ACL is one line, not one per check that needs it. */
function renderCouldNotLook({ couldNotLook }: DiagnosedTargets, { style, width }: Page): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { check, because } of couldNotLook) byReason.set(because, [...(byReason.get(because) ?? []), check]);
  const lines = [...byReason].flatMap(([because, checks]) => wrap(`${checks.join(', ')}: ${because}`, width - MARGIN));
  return besideLabel('not seen', lines, (text) => style.yellow(text));
}
