/** The mails about one incident: opened, worsened, flapping, resolved. */
import type { IncidentRecord, OwedAlert } from '../audit/incident-record.ts';
import { plural } from '../report/layout.ts';
import {
  causeInFewWords,
  causeSentence,
  consequence,
  examinedBlock,
  fixBlock,
  headline,
  type Limits,
  numbers,
  seeBlock,
  thenBlock,
  whyBlocks,
  withTargets,
} from './incident-text.ts';
import { clockSpan, clockTime, duration, joinBlocks, plain, sentence } from './page.ts';
import { toSubject } from './subject.ts';

export interface AlertOptions {
  readonly docsBaseUrl: string;
  /** How long a flapping group has to be calm. */
  readonly calmMinutes: number;
}

export interface Mail {
  readonly subject: string;
  readonly text: string;
}

export function renderAlert(incident: IncidentRecord, owed: OwedAlert, options: AlertOptions, limits: Limits): Mail {
  if (owed.event === 'resolved') return renderResolved(incident, owed, limits);
  if (owed.reasons.includes('flapping')) return renderFlapping(incident, owed, options, limits);
  return owed.event === 'worsened'
    ? renderWorsened(incident, owed, options, limits)
    : renderOpened(incident, owed, options, limits);
}

function renderOpened(incident: IncidentRecord, owed: OwedAlert, options: AlertOptions, limits: Limits): Mail {
  const { severity, targetGroupName } = incident;
  return {
    subject: toSubject(`[${severity}] ${targetGroupName}: ${subjectNumbers(incident)}`, causeInFewWords(incident)),
    text: joinBlocks([
      [headline(incident), ...plain(`${numbers(incident, owed.at)} ${consequence(incident)}`)],
      ...explanation(incident, options, limits),
    ]),
  };
}

function renderWorsened(incident: IncidentRecord, owed: OwedAlert, options: AlertOptions, limits: Limits): Mail {
  const { severity, targetGroupName } = incident;
  const changes = worseningClauses(incident, owed);
  return {
    subject: toSubject(
      `[${severity}] ${targetGroupName}: worse, ${subjectNumbers(incident)}`,
      causeInFewWords(incident),
    ),
    text: joinBlocks([
      [headline(incident), ...plain(`Worse at ${clockTime(owed.at, owed.at)}: ${changes.join('; ')}.`)],
      plain(`${numbers(incident, owed.at)} ${consequence(incident)}`),
      ...explanation(incident, options, limits),
    ]),
  };
}

function worseningClauses(incident: IncidentRecord, { reasons, before }: OwedAlert): readonly string[] {
  const { targets, check } = incident;
  const clauses = {
    'failing-open': incident.impact === 'no-targets' ? 'no target is left to send to' : 'the load balancer fails open',
    'more-targets': `${targets.length} targets fail${before === undefined ? '' : `, up from ${before.targets}`}`,
    'another-cause': `another cause, ${check}`,
    flapping: 'it flaps',
  };
  return reasons.map((reason) => clauses[reason]);
}

function renderFlapping(incident: IncidentRecord, owed: OwedAlert, options: AlertOptions, limits: Limits): Mail {
  const { severity, targetGroupName, openedAt, transitions } = incident;
  const times = Math.ceil(transitions / 2);
  const span = duration(openedAt, owed.at);
  return {
    subject: toSubject(
      `[${severity}] ${targetGroupName}: flapping, unhealthy ${times} times in ${span}`,
      causeInFewWords(incident),
    ),
    text: joinBlocks([
      [
        headline(incident),
        ...plain(
          `It flaps: unhealthy ${times} times in ${span}, from ${clockSpan(openedAt, owed.at, owed.at)}; at this moment ` +
            `${withTargets(incident)}. ${consequence(incident)}`,
        ),
        ...plain(
          `There is no further alert about its ups and downs until it has been healthy for ${options.calmMinutes} min.`,
        ),
      ],
      plain(timingSentences(incident)),
      ...explanation(incident, options, limits),
    ]),
  };
}

/** What the timing settings make of a target that fails some of its checks. */
function timingSentences({ timing }: IncidentRecord): string {
  const { intervalSeconds: interval, timeoutSeconds: timeout, healthyThreshold: up, unhealthyThreshold: down } = timing;
  if (interval === undefined || up === undefined || down === undefined) return '';
  const limit = timeout === undefined ? '' : ` An answer that takes more than ${timeout} s counts as failed.`;
  return (
    `By its settings a target falls out after ${down} failed checks in a row, ${interval} s apart (about ${down * interval} s), and ` +
    `comes back after ${up} passed ones (about ${up * interval} s).${limit} A target that fails now and then, under load or in ` +
    'pauses, goes up and down at just this pace.'
  );
}

function explanation(
  incident: IncidentRecord,
  { docsBaseUrl }: AlertOptions,
  limits: Limits,
): readonly (readonly string[])[] {
  return [
    ...whyBlocks(incident, limits),
    fixBlock([incident], limits),
    thenBlock(incident, limits),
    examinedBlock(incident),
    seeBlock(incident, docsBaseUrl),
  ];
}

function renderResolved(incident: IncidentRecord, owed: OwedAlert, limits: Limits): Mail {
  const { targetGroupName, openedAt, resolvedAt = owed.at } = incident;
  const span = duration(openedAt, resolvedAt);
  const isHealthy = isHealthyAgain(incident);
  return {
    subject: isHealthy
      ? toSubject(`[resolved] ${targetGroupName}: ${healthyNumbers(incident)} after ${span}`)
      : toSubject(`[resolved] ${targetGroupName}: over after ${span}`, [incident.resolvedBecause ?? '']),
    text: joinBlocks([
      [headline(incident), ...plain(endSentences(incident, resolvedAt, owed.at))],
      incident.causes.slice(0, 3).flatMap((cause) => plain(`It was: ${causeSentence(cause, limits)}`)),
    ]),
  };
}

const isHealthyAgain = ({ resolution }: IncidentRecord): boolean => resolution === 'recovered';

function healthyNumbers({ healthyTargets, totalTargets }: IncidentRecord): string {
  if (healthyTargets < totalTargets) return `${healthyTargets} of ${plural(totalTargets, 'target')} healthy`;
  return totalTargets === 1 ? 'its target healthy' : `all ${totalTargets} targets healthy`;
}

function endSentences(incident: IncidentRecord, resolvedAt: string, at: string): string {
  const { openedAt, mostTargets, totalTargets, transitions, flapping, resolvedBecause = '' } = incident;
  const end = isHealthyAgain(incident) ? sentence(healthyNumbers(incident)) : `Over: ${resolvedBecause}.`;
  const worst = mostTargets > 0 ? ` At worst ${mostTargets} of ${plural(totalTargets, 'target')} failed.` : '';
  const flaps = flapping ? ` It went unhealthy ${Math.ceil(transitions / 2)} times.` : '';
  return `${end} Unhealthy from ${clockSpan(openedAt, resolvedAt, at)}, ${duration(openedAt, resolvedAt)}.${worst}${flaps}`;
}

/** `3 of 4 targets unhealthy`, and that it fails open, for that is the first to know. */
function subjectNumbers(incident: IncidentRecord): string {
  return incident.impact === 'failing-open' ? `${withTargets(incident)}, failing open` : withTargets(incident);
}
