/** The catalogue on the terminal. */
import type { CheckInfo } from '../checks/define-check.ts';
import { CATEGORIES, categoriesOf, checkPage } from './catalogue.ts';
import { renderColumns, wrap } from './layout.ts';
import { type Page, severityPaint } from './style.ts';

export function renderChecks(checks: readonly CheckInfo[], { style, width }: Page): string {
  const rows = checks.map(({ id, severity, title }) => ({
    id,
    cells: [{ text: `  ${id}` }, { text: severity, paint: severityPaint(style, severity) }, { text: title }],
  }));
  // All rows at once, so that the columns stand in line over all categories.
  const widest = Math.max(0, ...checks.map(({ id }) => id.length));
  const lines = new Map(
    rows.map(({ id, cells: [first, ...others] }) => [
      id,
      renderColumns([[{ ...first, text: (first?.text ?? '').padEnd(widest + 2) }, ...others]], width),
    ]),
  );
  const sections = categoriesOf(checks).map(({ category, members }) =>
    [style.bold(CATEGORIES[category]), ...members.flatMap(({ id }) => lines.get(id) ?? [])].join('\n'),
  );
  return `${[...sections, style.dim(`${checks.length} checks. More about one: tga explain CHECK`)].join('\n\n')}\n`;
}

export function renderExplanation(check: CheckInfo, { style, width }: Page): string {
  const { title, facts, sections } = checkPage(check);
  const heading = [style.bold(title), style.dim(facts.join(' · '))].join('\n');
  const body = sections.map(({ heading: name, lines }) =>
    [
      style.bold(name),
      ...lines.flatMap((line) => wrap(line, Math.min(width, 100) - 2).map((each) => `  ${each}`)),
    ].join('\n'),
  );
  return `${[heading, ...body].join('\n\n')}\n`;
}
