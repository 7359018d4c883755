/** One mail for all target groups that one fault breaks, or that its end mends. */
import type { IncidentRecord, OwedAlert } from '../audit/incident-record.ts';
import { truncate } from '../report/layout.ts';
import type { AlertOptions, Mail } from './alert-text.ts';
import {
  capital,
  causeInFewWords,
  causeSentence,
  examinedBlock,
  fixBlock,
  type Limits,
  nameLoadBalancer,
  seeBlock,
  thenBlock,
} from './incident-text.ts';
import { clockTime, duration, joinBlocks, paragraph, plain } from './page.ts';
import { toSubject } from './subject.ts';

/** `incidents` worst first. */
export function renderShared(
  incidents: readonly [IncidentRecord, ...IncidentRecord[]],
  owed: OwedAlert,
  options: AlertOptions,
  limits: Limits,
): Mail {
  return owed.event === 'resolved'
    ? renderMended(incidents, owed, limits)
    : renderBroken(incidents, owed, options, limits);
}

function renderBroken(
  incidents: readonly [IncidentRecord, ...IncidentRecord[]],
  owed: OwedAlert,
  options: AlertOptions,
  limits: Limits,
): Mail {
  const [worst] = incidents;
  const [lead] = worst.causes;
  const verb = owed.reasons.includes('flapping') ? 'flap' : owed.event === 'worsened' ? 'worse' : 'unhealthy';
  const since = incidents.map(({ openedAt }) => openedAt).sort()[0] ?? owed.at;
  return {
    subject: toSubject(
      `[${worst.severity}] ${incidents.length} target groups ${verb}: ${names(incidents)}`,
      causeInFewWords(worst),
    ),
    text: joinBlocks([
      [
        `${incidents.length} target groups ${verb} for one reason (${worst.region}, account ${worst.accountId})`,
        ...plain(`The first since ${clockTime(since, owed.at)}. ${sharedConsequence(incidents)}`),
      ],
      groupLines(incidents, limits, ({ message }) => message),
      lead === undefined ? [] : paragraph('WHY', `${causeSentence(lead, limits)} ${capital(lead.confidence)}.`),
      fixBlock(incidents, limits),
      thenBlock(worst, limits),
      examinedBlock(worst),
      seeBlock(worst, options.docsBaseUrl),
    ]),
  };
}

function sharedConsequence(incidents: readonly IncidentRecord[]): string {
  const down = incidents.filter(({ impact }) => impact !== 'degraded').length;
  if (down === 0) return 'Each still serves from some of its targets.';
  if (down === incidents.length) return 'None has a healthy target left.';
  return `${down} of them ${down === 1 ? 'has' : 'have'} no healthy target left.`;
}

function renderMended(
  incidents: readonly [IncidentRecord, ...IncidentRecord[]],
  owed: OwedAlert,
  limits: Limits,
): Mail {
  const [worst] = incidents;
  const since = incidents.map(({ openedAt }) => openedAt).sort()[0] ?? owed.at;
  const [lead] = worst.causes;
  const isWell = incidents.every(({ resolution }) => resolution === 'recovered');
  return {
    subject: toSubject(
      `[resolved] ${incidents.length} target groups after ${duration(since, owed.at)}: ${names(incidents)}`,
    ),
    text: joinBlocks([
      [
        `${incidents.length} target groups ${isWell ? 'are healthy again' : 'have their incident behind them'} (${worst.region}, account ${worst.accountId})`,
        ...plain(`The first was unhealthy since ${clockTime(since, owed.at)}, ${duration(since, owed.at)}.`),
      ],
      groupLines(incidents, limits, ({ resolvedBecause = '' }) => resolvedBecause),
      lead === undefined ? [] : plain(`It was: ${causeSentence(lead, limits)}`),
    ]),
  };
}

const names = (incidents: readonly IncidentRecord[]): string =>
  incidents.map(({ targetGroupName }) => targetGroupName).join(', ');

function groupLines(
  incidents: readonly IncidentRecord[],
  { groups }: Limits,
  say: (incident: IncidentRecord) => string,
): readonly string[] {
  const shown = incidents.slice(0, groups);
  const width = Math.max(...shown.map(({ targetGroupName }) => targetGroupName.length));
  const longest = Math.max(...shown.map((incident) => truncate(say(incident), 60).length));
  const left = incidents.length - shown.length;
  return [
    ...shown.map((incident) => {
      const said = truncate(say(incident), 60).padEnd(longest);
      const balancers = incident.loadBalancers.map(nameLoadBalancer).join(', ');
      return `  ${incident.targetGroupName.padEnd(width)}  ${said}${balancers === '' ? '' : `  ${balancers}`}`;
    }),
    ...(left > 0 ? [`  and ${left} more: tga incidents --open`] : []),
  ];
}
