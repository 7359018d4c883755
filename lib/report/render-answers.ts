/** Answers to reachability questions, a line each; what is not as expected says where it breaks. */
import type { Answer } from '../network/questions.ts';
import { type Cell, plural, renderWithMessages } from './layout.ts';
import type { Page, Paint, Style } from './style.ts';

export interface Asked {
  readonly from: Readonly<Record<string, string | undefined>>;
  readonly to: Readonly<Record<string, string | undefined>>;
  readonly expect?: string | undefined;
}

export function renderAnswers(questions: readonly Asked[], answers: readonly Answer[], { style, width }: Page): string {
  const rows = answers.map((answer, at): readonly Cell[] => {
    const asked = questions[at];
    const paint = paintOf(answer, style);
    return [
      { text: MARKS[String(answer.met)] ?? '·', paint },
      { text: answer.id ?? String(at + 1) },
      { text: asked === undefined ? '' : `${nameOf(asked.from)} → ${nameOf(asked.to)}` },
      { text: answer.verdict, paint },
    ];
  });
  const messages = answers.map((answer, at) => messageOf(answer, questions[at]));
  return `${[...renderWithMessages(rows, messages, width), '', style.dim(countMet(answers))].join('\n')}\n`;
}

const MARKS: Readonly<Record<string, string>> = { true: '✓', false: '✗' };

function paintOf({ met }: Answer, style: Style): Paint {
  if (met === undefined) return style.bold;
  return met ? style.green : style.red;
}

/** Nothing to say where all is as expected. */
function messageOf(answer: Answer, asked: Asked | undefined): string {
  if (answer.met === true) return '';
  return answer.met === false ? `expected ${asked?.expect}: ${whereItBreaks(answer)}` : whereItBreaks(answer);
}

const nameOf = (end: Asked['from']): string => Object.values(end).find((value) => value !== undefined) ?? '?';

/** The first control that does not let all of it through. */
function whereItBreaks({ steps }: Answer): string {
  const step = steps.find(({ verdict }) => verdict === 'blocked') ?? steps.find(({ verdict }) => verdict !== 'allowed');
  return step === undefined ? '' : `${step.control} ${step.resource}: ${step.because}`;
}

function countMet(answers: readonly Answer[]): string {
  const expected = answers.filter(({ met }) => met !== undefined);
  const notMet = expected.filter(({ met }) => met === false).length;
  if (expected.length === 0) return plural(answers.length, 'answer');
  return `${plural(answers.length, 'answer')}: ${expected.length - notMet} as expected, ${notMet} not`;
}
