/** The parts that mails about incidents are made of. */
import type { DiagnosedTargets, RenderedCause, RenderedRemedy } from '../audit/audit-result.ts';
import type { IncidentRecord } from '../audit/incident-record.ts';
import { plural, truncate, wrapCommand } from '../report/layout.ts';
import { nameExamined } from '../report/name-controls.ts';
import { nameTargets, shortTarget } from '../report/target-names.ts';
import { loadBalancerLink, resourceLink, targetGroupLink } from './console-links.ts';
import { beside, clockTime, paragraph, plain, sentence } from './page.ts';

/** How much of it a mail may hold; what is left out is counted. */
export interface Limits {
  readonly groups: number;
  readonly diagnoses: number;
  readonly targets: number;
  readonly commands: number;
  /** Characters of one message or command. */
  readonly characters: number;
}

const TYPES = { application: 'ALB', network: 'NLB', gateway: 'GWLB' } as const;

/** `orders-api (ALB shop-public, eu-west-1, account 123456789012)`. */
export function headline({ targetGroupName, loadBalancers, region, accountId }: IncidentRecord): string {
  return `${targetGroupName} (${[...loadBalancers.map(nameLoadBalancer), region, `account ${accountId}`].join(', ')})`;
}

export const nameLoadBalancer = ({ type, name }: IncidentRecord['loadBalancers'][number]): string =>
  `${TYPES[type]} ${name}`;

/** What users of the service notice. */
export function consequence(incident: IncidentRecord): string {
  const { impact, healthyTargets, loadBalancers } = incident;
  if (impact === 'failing-open') {
    const few =
      healthyTargets === 0
        ? 'No target is healthy'
        : `Only ${plural(healthyTargets, 'target')} healthy, fewer than the group's own minimum`;
    return `${few}: the load balancer sends requests to all of them (fail-open), and some may be answered.`;
  }
  if (impact === 'no-targets') {
    if (loadBalancers.some(({ type }) => type === 'gateway'))
      return 'Packets that the load balancer forwards are lost.';
    return loadBalancers.some(({ type }) => type === 'application')
      ? 'There is no target to send to: clients get 503.'
      : 'There is no target to send to: connections fail.';
  }
  return healthyTargets === 0 ? '' : `The load balancer still serves from ${healthyTargets}.`;
}

/** `3 of 4 targets unhealthy since 02:41 UTC.` */
export function numbers(incident: IncidentRecord, at: string): string {
  return `${sentence(withTargets(incident)).replace(/\.$/, '')} since ${clockTime(incident.openedAt, at)}.`;
}

/** `3 of 4 unhealthy` as people say it: `3 of 4 targets unhealthy`. Without the note on fail-open, which is told apart. */
export function withTargets({ message }: Pick<IncidentRecord, 'message'>): string {
  return message
    .replace(/ \((failing open|503|packets are lost)[^)]*\)/, '')
    .replace(/^(\d+ of \d+|all \d+) /, '$1 targets ');
}

export function whyBlocks({ diagnoses }: IncidentRecord, limits: Limits): readonly (readonly string[])[] {
  const shown = diagnoses.slice(0, limits.diagnoses);
  const left = diagnoses.slice(limits.diagnoses);
  const targets = left.reduce((sum, each) => sum + each.targets.length, 0);
  return [
    ...shown.map((diagnosis) => whyBlock(diagnosis, limits)),
    left.length === 0
      ? []
      : plain(
          `${plural(left.length, 'more cause')} for ${plural(targets, 'target')} left out: tga incidents shows all.`,
        ),
  ];
}

function whyBlock(diagnosis: DiagnosedTargets, limits: Limits): readonly string[] {
  const [lead, ...others] = diagnosis.causes;
  const because =
    lead === undefined ? 'No cause was found' : `${causeSentence(lead, limits)} ${capital(lead.confidence)}.`;
  return [
    ...paragraph('WHY', because),
    ...beside('', [targetsLine(diagnosis, limits)]),
    ...others
      .slice(0, 3)
      .flatMap((cause) => paragraph('OR', `${causeSentence(cause, limits)} ${capital(cause.confidence)}.`)),
  ];
}

/** The lead cause for a subject, best first: in words, as check and resource, as the check that names the problem. */
export function causeInFewWords({ causes: [lead], targetGroupName }: IncidentRecord): readonly string[] {
  if (lead === undefined) return [];
  const resources = (lead.resource?.split(' ') ?? []).map(shortTarget).filter((name) => name !== targetGroupName);
  return [lead.message, [lead.check, ...resources].join(' '), lead.check];
}

export const causeSentence = ({ message }: Pick<RenderedCause, 'message'>, { characters }: Limits): string =>
  sentence(truncate(message, characters));

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function targetsLine({ targets, state, reason, description }: DiagnosedTargets, limits: Limits): string {
  const said = description === undefined ? (reason ?? state) : `${reason ?? state} "${truncate(description, 120)}"`;
  return `${nameTargets(targets, limits.targets)}   ${said}`;
}

/** The lead causes' remedies, each command once. */
export function fixBlock(incidents: readonly IncidentRecord[], limits: Limits): readonly string[] {
  const remedies = distinct(
    incidents.flatMap(({ diagnoses, causes }) => {
      const leads = diagnoses.flatMap((diagnosis) => diagnosis.causes.slice(0, 1));
      return (leads.length > 0 ? leads : causes).flatMap((cause) => cause.remedies);
    }),
  );
  const shown = remedies.slice(0, limits.commands);
  const left = remedies.length - shown.length;
  const lines = shown.flatMap((remedy) => remedyLines(remedy, limits));
  const rest = left > 0 ? [`${plural(left, 'more command')} left out: tga audit prints all.`] : [];
  return beside('FIX', [...lines, ...rest]);
}

function remedyLines({ summary, command, proven }: RenderedRemedy, { characters }: Limits): readonly string[] {
  const proof = proven ? 'Tried on a model of the account: the finding is gone and nothing else gets worse.' : '';
  // A command that is cut could be pasted and do harm: rather none.
  const lines =
    command.length > characters
      ? ['(the command is too long for a mail: tga audit prints it)']
      : wrapCommand(command, 88);
  return [
    ...plain(sentence(truncate(summary, characters))),
    ...(command === '' ? [] : lines),
    ...(proof === '' ? [] : [proof]),
  ];
}

function distinct(remedies: readonly RenderedRemedy[]): readonly RenderedRemedy[] {
  return [
    ...new Map(remedies.map((remedy) => [remedy.command === '' ? remedy.summary : remedy.command, remedy])).values(),
  ];
}

/** What will show once the first cause is gone. */
export function thenBlock({ diagnoses }: IncidentRecord, limits: Limits): readonly string[] {
  const causes = diagnoses.flatMap((diagnosis) => diagnosis.then);
  const messages = [...new Set(causes.map((cause) => causeSentence(cause, limits)))];
  return messages.slice(0, limits.diagnoses).flatMap((message, at) => paragraph(at === 0 ? 'THEN' : '', message));
}

export function examinedBlock({ diagnoses }: IncidentRecord): readonly string[] {
  const ruledOut = nameExamined([...new Set(diagnoses.flatMap((each) => each.ruledOut.map(({ check }) => check)))]);
  const byReason = new Map<string, Set<string>>();
  for (const { check, because } of diagnoses.flatMap(({ couldNotLook }) => couldNotLook)) {
    byReason.set(because, (byReason.get(because) ?? new Set()).add(check));
  }
  const unseen = [...byReason].map(([because, checks]) => `${because} (${[...checks].join(', ')})`);
  return [
    ...paragraph('RULED OUT', ruledOut.length === 0 ? 'nothing' : ruledOut.join(' · ')),
    ...paragraph('COULD NOT LOOK', unseen.length === 0 ? 'nothing' : unseen.slice(0, 10).join(' · ')),
  ];
}

/** Console pages of what is at fault, the check's page, and the command that shows the way. */
export function seeBlock(incident: IncidentRecord, docsBaseUrl: string): readonly string[] {
  const { targetGroup, targetGroupName, loadBalancers, region, causes, check, targets, targetType } = incident;
  const place = { arn: targetGroup, region };
  const resources = [...new Set(causes.flatMap(({ resource }) => resource?.split(' ') ?? []))];
  const links = [
    ...resources.map((id) => resourceLink(id, place)),
    targetGroupLink(place),
    ...loadBalancers.map(({ arn }) => loadBalancerLink({ arn, region })),
  ].filter((link) => link !== undefined);
  const [target] = targets;
  const path = target === undefined || targetType === 'lambda' ? '' : `tga path ${targetGroupName} ${target.id}   `;
  return beside('SEE', [...new Set(links.slice(0, 8)), `${path}${docsBaseUrl}/checks/${check}.md`]);
}
