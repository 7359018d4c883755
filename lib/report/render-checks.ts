/** The catalogue on the terminal. */
import type { CheckInfo } from '../checks/define-check.ts';
import { CATEGORIES, categoriesOf, checkPage } from './catalogue.ts';
import { type Cell, renderColumns, wrap } from './layout.ts';
import { type Page, severityPaint } from './style.ts';

export function renderChecks(checks: readonly CheckInfo[], { style, width }: Page): string {
  // Padded over all categories, so that their columns stand in line.
  const longestId = Math.max(0, ...checks.map(({ id }) => id.length));
  const toRow = ({ id, severity, title }: CheckInfo): readonly Cell[] => [
    { text: `  ${id.padEnd(longestId)}` },
    { text: severity.padEnd(LONGEST_SEVERITY), paint: severityPaint(style, severity) },
    { text: title },
  ];
  const sections = categoriesOf(checks).map(({ category, members }) =>
    [style.bold(CATEGORIES[category]), ...renderColumns(members.map(toRow), width)].join('\n'),
  );
  return `${[...sections, style.dim(`${checks.length} checks. More about one: tga explain CHECK`)].join('\n\n')}\n`;
}

const LONGEST_SEVERITY = 'critical'.length;

export function renderExplanation(check: CheckInfo, { style, width }: Page): string {
  const { title, facts, sections } = checkPage(check);
  const heading = [style.bold(title), style.dim(facts.join(' · '))].join('\n');
  const body = sections.map(({ heading: name, lines }) =>
    [
      style.bold(name),
      ...lines.flatMap((line) => wrap(line.replaceAll('`', ''), Math.min(width, 100) - 2).map((each) => `  ${each}`)),
    ].join('\n'),
  );
  return `${[heading, ...body].join('\n\n')}\n`;
}
