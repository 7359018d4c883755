/** The measures of one incident, and of a folder of them. */
import type { RenderedRemedy, TargetGroupAudit } from '../lib/audit/audit-result.ts';
import type { Confidence } from '../lib/checks/outcome.ts';

/** `cause` is null for a healthy account, of which nothing at high or above may be reported. */
export interface Expectation {
  readonly cause?: string | null;
  readonly acceptable?: readonly string[];
  readonly mustNotBlame?: readonly string[];
  readonly target?: string | null;
}

export interface Scored {
  readonly name: string;
  readonly expected: Expectation | undefined;
  /** Causes of the target, best first. */
  readonly causes: readonly Named[];
  /** Blamed above `possible` though the evidence excludes it. */
  readonly blamed: readonly string[];
  /** Findings at high or above of a healthy account. */
  readonly noise: readonly string[];
  readonly remedies: readonly RenderedRemedy[];
}

interface Named {
  readonly check: string;
  readonly confidence: Confidence;
  readonly remedies: readonly RenderedRemedy[];
}

export function scoreIncident(
  name: string,
  expected: Expectation | undefined,
  groups: readonly TargetGroupAudit[],
): Scored {
  const causes = causesOf(expected, groups);
  const mustNot = new Set(expected?.mustNotBlame ?? []);
  const named = [...causes, ...(expected?.cause === null ? allCauses(groups) : [])];
  const blamed = named.filter(({ check, confidence }) => mustNot.has(check) && confidence !== 'possible');
  return {
    name,
    expected,
    causes,
    blamed: [...new Set(blamed.map(({ check }) => check))],
    noise: expected?.cause === null ? noiseIn(groups) : [],
    remedies: causes[0]?.remedies ?? [],
  };
}

const allCauses = (groups: readonly TargetGroupAudit[]): readonly Named[] =>
  groups.flatMap(({ diagnoses }) => diagnoses.flatMap(({ causes }) => causes));

const noiseIn = (groups: readonly TargetGroupAudit[]): readonly string[] =>
  groups.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'critical' || severity === 'high').map(({ check }) => check),
  );

/** A healthy target has no diagnosis: its cause is among the findings, worst first. */
function causesOf(expected: Expectation | undefined, groups: readonly TargetGroupAudit[]): readonly Named[] {
  const target = expected?.target;
  if (target == null) return expected === undefined ? allCauses(groups) : [];
  const diagnoses = groups.flatMap((group) => group.diagnoses);
  const diagnosis = diagnoses.find(({ targets }) => targets.some(({ id }) => id === target));
  if (diagnosis) return diagnosis.causes;
  const order = ['critical', 'high', 'medium', 'low', 'info'];
  const findings = groups
    .flatMap((group) => group.findings)
    .filter(({ targets }) => targets.length === 0 || targets.some(({ id }) => id === target))
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return findings.map(({ check, remedies }) => ({ check, confidence: 'likely', remedies }));
}

/** Commands of changes that can be tried on the model, as opposed to next steps that only a person can take. */
const CHANGES_ACCOUNT =
  /^aws (ec2|elbv2|lambda) (authorize|create-network-acl-entry|create-route|replace|delete|set|modify|add|deregister|start)/;

const isStrict = ({ expected, causes }: Scored): boolean => causes[0]?.check === expected?.cause;

const isAmong = ({ expected, causes }: Scored, first: number): boolean =>
  causes.slice(0, first).some(({ check }) => expected?.acceptable?.includes(check) || check === expected?.cause);

export function renderScore(all: readonly Scored[]): string {
  const faults = all.filter(({ expected }) => typeof expected?.cause === 'string');
  const controls = all.filter(({ expected }) => expected?.cause === null);
  const changeable = faults.filter(({ remedies }) => remedies.some(({ command }) => CHANGES_ACCOUNT.test(command)));
  const proven = changeable.filter(({ remedies }) => remedies.some((remedy) => remedy.proven));
  const rows: readonly (readonly [string, string])[] = [
    ['incidents', `${all.length} (${faults.length} faults, ${controls.length} controls)`],
    ['strict top-1', ratio(faults.filter(isStrict).length, faults.length)],
    ['top-1', ratio(faults.filter((each) => isAmong(each, 1)).length, faults.length)],
    ['top-3', ratio(faults.filter((each) => isAmong(each, 3)).length, faults.length)],
    ['false blame', String(all.filter(({ blamed }) => blamed.length > 0).length)],
    ['controls clean', ratio(controls.filter(({ noise }) => noise.length === 0).length, controls.length)],
    ['remedies proven', ratio(proven.length, changeable.length)],
  ];
  const table = rows.map(([label, value]) => `${label.padEnd(16)} ${value}`);
  return [...table, ...all.flatMap(missesOf)].join('\n');
}

const ratio = (count: number, of: number): string =>
  of === 0 ? 'none' : `${count} of ${of} (${((count / of) * 100).toFixed(1)} %)`;

function missesOf(scored: Scored): readonly string[] {
  const { name, expected, causes, blamed, noise } = scored;
  const got = causes.map(({ check, confidence }) => `${check} (${confidence})`).join(', ') || 'nothing';
  if (expected === undefined) return [`  ${name}: ${got}`];
  const misses: string[] = [];
  if (typeof expected.cause === 'string' && !isAmong(scored, 1))
    misses.push(`  miss    ${name}: expected ${expected.cause}, got ${got}`);
  else if (typeof expected.cause === 'string' && !isStrict(scored))
    misses.push(`  strict  ${name}: expected ${expected.cause}, got ${got}`);
  if (blamed.length > 0) misses.push(`  blame   ${name}: ${blamed.join(', ')}`);
  if (noise.length > 0) misses.push(`  noise   ${name}: ${noise.join(', ')}`);
  return misses;
}
