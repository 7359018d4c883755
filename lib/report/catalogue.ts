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
      { heading: 'What it reads', lines: [needsLine(check)] },
      { heading: 'Reference', lines: [check.reference] },
    ].filter(({ lines }) => lines.length > 0),
  };
}

function explainsLines({ explains }: CheckInfo): readonly string[] {
  return explains.length === 0 ? [] : [`It can explain targets with the reason ${explains.join(', ')}.`];
}

function needsLine({ needs }: CheckInfo): string {
  if (needs.length === 0) return 'The target group itself (elasticloadbalancing:DescribeTargetGroups).';
  const facts = needs.map((need) => FACTS[need]).join('; ');
  return `${facts.charAt(0).toUpperCase()}${facts.slice(1)}. Where one of them could not be read, the check answers unknown and says why.`;
}

const FACTS: Readonly<Record<FactName, string>> = {
  targets: 'the targets and their health (elasticloadbalancing:DescribeTargetHealth)',
  attributes: "the group's attributes (elasticloadbalancing:DescribeTargetGroupAttributes)",
  tags: "the group's tags (elasticloadbalancing:DescribeTags)",
  loadBalancers: 'its load balancers (elasticloadbalancing:DescribeLoadBalancers)',
  forwards: 'listeners and rules (elasticloadbalancing:DescribeListeners, elasticloadbalancing:DescribeRules)',
  healthCheckPaths:
    "the health check's way through security groups, network ACLs and routes (ec2:DescribeNetworkInterfaces, ec2:DescribeSecurityGroups, ec2:DescribeNetworkAcls, ec2:DescribeRouteTables, ec2:DescribeSubnets)",
  trafficPaths:
    "the traffic's way through security groups, network ACLs and routes (ec2:DescribeNetworkInterfaces, ec2:DescribeSecurityGroups, ec2:DescribeNetworkAcls, ec2:DescribeRouteTables, ec2:DescribeSubnets)",
  instances: 'the instances (ec2:DescribeInstances)',
  instanceStatuses: "the instances' status checks (ec2:DescribeInstanceStatus)",
  metrics: 'metrics (cloudwatch:GetMetricData)',
  alarms: 'alarms (cloudwatch:DescribeAlarms)',
  lambdaPolicies: "the function's policy (lambda:GetPolicy)",
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
