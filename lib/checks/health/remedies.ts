/** Remedies that several checks of this folder offer. */
import { change, nextStep, type Remedy } from '../../remedy/remedy.ts';
import type { Subject } from '../subject.ts';
import { answeredOtherPath, type HealthReading } from './health-reading.ts';
import { repeatHealthCheck } from './repeat-health-check.ts';
import { canAccept, widened } from './status-code.ts';

/** Accepts just the seen codes too; nothing where ELB's range does not hold them, and never for 5xx. */
export function widenMatcher(subject: Subject, reading: HealthReading, codes: readonly number[]): readonly Remedy[] {
  const { matcher, type, group } = reading;
  const isHttp = matcher.kind === 'http';
  if (codes.length === 0 || codes.some((code) => !canAccept(matcher, type, code) || (isHttp && code >= 500))) return [];
  const accepted = widened(matcher.codes, codes);
  return [
    change(subject.region.name, `accept ${codes.join(', ')} as healthy too`, {
      kind: 'modify-target-group',
      targetGroupArn: group.arn,
      settings: isHttp ? { httpCodes: accepted } : { grpcCodes: accepted },
    }),
  ];
}

/** Checks the path that a probe has seen answered. */
export function checkAnsweredPath(subject: Subject, reading: HealthReading): readonly Remedy[] {
  const other = answeredOtherPath(reading);
  if (!other?.path) return [];
  return [
    change(subject.region.name, `check ${other.path}, which the target answers ${other.statusCode}`, {
      kind: 'modify-target-group',
      targetGroupArn: reading.group.arn,
      settings: { path: other.path },
    }),
  ];
}

export const repeatIt = (subject: Subject, { group, target }: HealthReading, summary?: string): Remedy =>
  repeatHealthCheck(subject.region, group, target, summary);

/** What cannot be changed in a group takes a new one, to which the listener's rule is moved. */
export function replaceGroup(
  subject: Subject,
  { group }: HealthReading,
  settings: Readonly<Record<string, string | number | undefined>>,
  summary: string,
): Remedy {
  const { healthCheck } = group;
  const parameters = {
    region: subject.region.name,
    name: `${group.name.slice(0, 30)}-2`,
    'target-type': group.targetType,
    protocol: group.protocol,
    port: group.port,
    'vpc-id': group.vpcId,
    'ip-address-type': group.ipAddressType === 'ipv6' ? 'ipv6' : undefined,
    'protocol-version': group.protocolVersion,
    'health-check-protocol': healthCheck.protocol,
    'health-check-path': healthCheck.path,
    'health-check-port': healthCheck.port,
    ...settings,
  };
  const options = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name} ${quote(String(value))}`],
  );
  return nextStep(summary, `aws elbv2 create-target-group ${options.join(' ')}`);
}

const quote = (value: string): string =>
  /^[\w./:@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
