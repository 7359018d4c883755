/** The catalogue of checks for people: the pages of docs/checks, and what `tga explain` and `tga checks` show. */
import type { Category, CheckInfo } from '../checks/define-check.ts';
import type { FactName } from '../checks/subject.ts';

/** Categories are the user's questions. */
export const CATEGORIES: Readonly<Record<Category, string>> = {
  health: 'Why does a target fail its health check?',
  reachability: 'Can the load balancer reach its targets, and their answers get back?',
  resilience: 'Will it survive a zone, a deploy, a slow start?',
  routing: 'Does traffic get to the group at all?',
  settings: 'Do the settings do what they are meant to?',
  observability: 'Would anybody notice?',
};

/** A check's page as data: one text for docs, terminal and alerts. */
export interface CheckPage {
  readonly id: string;
  readonly title: string;
  readonly facts: readonly string[];
  readonly sections: readonly { readonly heading: string; readonly lines: readonly string[] }[];
}

export function checkPage(check: CheckInfo): CheckPage {
  const { id, title, severity, category, formerIds = [] } = check;
  return {
    id,
    title,
    facts: [id, severity, category, ...(formerIds.length > 0 ? [`formerly ${formerIds.join(', ')}`] : [])],
    sections: [
      { heading: 'Why it matters', lines: [check.why] },
      { heading: 'How to fix it', lines: [check.fix] },
      { heading: 'When it is a cause', lines: explainsLines(check) },
      { heading: 'What it reads', lines: needsLines(check) },
      { heading: 'Reference', lines: [check.reference] },
    ].filter(({ lines }) => lines.length > 0),
  };
}

function explainsLines({ explains }: CheckInfo): readonly string[] {
  return explains.length === 0 ? [] : [`It can explain targets with the reason ${explains.join(', ')}.`];
}

function needsLines({ needs }: CheckInfo): readonly string[] {
  if (needs.length === 0) return ['The target group itself (`elasticloadbalancing:DescribeTargetGroups`).'];
  const names = needs.map((need) => FACTS[need].name).join(', ');
  const actions = [...new Set(needs.flatMap((need) => FACTS[need].actions))].map((action) => `\`${action}\``);
  return [
    `${names.charAt(0).toUpperCase()}${names.slice(1)}.`,
    `Where one of these is denied it answers unknown and says so: ${actions.join(', ')}.`,
  ];
}

const ELB = 'elasticloadbalancing';
const PATH_ACTIONS = [
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeRouteTables',
  'ec2:DescribeSubnets',
];

const FACTS: Readonly<Record<FactName, { readonly name: string; readonly actions: readonly string[] }>> = {
  targets: { name: 'the targets and their health', actions: [`${ELB}:DescribeTargetHealth`] },
  attributes: { name: "the group's attributes", actions: [`${ELB}:DescribeTargetGroupAttributes`] },
  tags: { name: "the group's tags", actions: [`${ELB}:DescribeTags`] },
  loadBalancers: { name: 'its load balancers', actions: [`${ELB}:DescribeLoadBalancers`] },
  forwards: { name: 'listeners and rules', actions: [`${ELB}:DescribeListeners`, `${ELB}:DescribeRules`] },
  healthCheckPaths: { name: "the health check's way there and back", actions: PATH_ACTIONS },
  trafficPaths: { name: "the traffic's way there and back", actions: PATH_ACTIONS },
  instances: { name: 'the instances', actions: ['ec2:DescribeInstances'] },
  instanceStatuses: { name: "the instances' status checks", actions: ['ec2:DescribeInstanceStatus'] },
  metrics: { name: 'metrics', actions: ['cloudwatch:GetMetricData'] },
  alarms: { name: 'alarms', actions: ['cloudwatch:DescribeAlarms'] },
  lambdaPolicies: { name: "the function's policy", actions: ['lambda:GetPolicy'] },
};

/** docs/checks/<id>.md. */
export function renderCheckPage(check: CheckInfo): string {
  const { title, facts, sections } = checkPage(check);
  const [id, ...others] = facts;
  const body = sections.map(({ heading, lines }) => `## ${heading}\n\n${lines.map(linkIfAddress).join('\n\n')}`);
  const source = `lib/checks/${check.category}/${check.id}.ts`;
  return `${[`# ${title}`, [`\`${id}\``, ...others].join(' · '), ...body, `Source: [${source}](../../${source})`].join('\n\n')}\n`;
}

const linkIfAddress = (line: string): string => (line.startsWith('https://') ? `<${line}>` : line);

/** docs/checks/README.md. */
export function renderCatalogue(checks: readonly CheckInfo[]): string {
  const sections = categoriesOf(checks).map(({ category, members }) => {
    const rows = members.map(({ id, severity, title }) => `| [\`${id}\`](${id}.md) | ${severity} | ${title} |`);
    return [
      `## ${CATEGORIES[category]}`,
      '',
      '| Check | Severity | The problem |',
      '| --- | --- | --- |',
      ...rows,
    ].join('\n');
  });
  const opening = `${checks.length} checks. \`tga explain CHECK\` shows the same pages on the terminal. The severity is the usual one; a finding may have another where its evidence says so.`;
  return `${['# Checks', opening, ...sections].join('\n\n')}\n`;
}

export function categoriesOf<T extends CheckInfo>(
  checks: readonly T[],
): readonly { readonly category: Category; readonly members: readonly T[] }[] {
  return CATEGORY_ORDER.map((category) => ({
    category,
    members: checks.filter((check) => check.category === category),
  })).filter(({ members }) => members.length > 0);
}

const CATEGORY_ORDER: readonly Category[] = [
  'reachability',
  'health',
  'routing',
  'resilience',
  'settings',
  'observability',
];
