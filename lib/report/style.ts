/** How text is painted. Reports know these few words; what they look like is the terminal's matter. */
import type { Severity } from '../checks/outcome.ts';

export type Paint = (text: string) => string;

export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly yellow: Paint;
  readonly green: Paint;
  readonly cyan: Paint;
}

/** What a report is written on. */
export interface Page {
  readonly style: Style;
  /** Columns; lines wrap before it. */
  readonly width: number;
}

const asIs: Paint = (text) => text;
export const PLAIN: Style = { bold: asIs, dim: asIs, red: asIs, yellow: asIs, green: asIs, cyan: asIs };

export function severityPaint(style: Style, severity: Severity): Paint {
  if (severity === 'critical') return (text) => style.bold(style.red(text));
  if (severity === 'high') return style.red;
  if (severity === 'medium') return style.yellow;
  return severity === 'low' ? style.cyan : style.dim;
}
