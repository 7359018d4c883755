import type { AuditResult, TargetGroupAudit } from '../audit/audit-result.ts';
import { targetGroupsOf } from '../report/report-document.ts';
import { unknownName } from './arguments.ts';

/** The audit of the named groups only; all of them where none is named. A name may be an ARN. */
export function keepTargetGroups(audit: AuditResult, names: readonly string[]): AuditResult {
  if (names.length === 0) return audit;
  const groups = targetGroupsOf(audit);
  for (const name of names) {
    if (groups.some((group) => isNamed(group, name))) continue;
    const known = groups.map(({ targetGroup }) => targetGroup.name);
    throw unknownName(
      'target group',
      name,
      known,
      known.length === 0 ? 'none was found' : `${known.length} were found`,
    );
  }
  return {
    ...audit,
    regions: audit.regions.map((region) => ({
      ...region,
      targetGroups: region.targetGroups.known
        ? {
            known: true,
            value: region.targetGroups.value.filter((group) => names.some((name) => isNamed(group, name))),
          }
        : region.targetGroups,
    })),
  };
}

const isNamed = ({ targetGroup }: TargetGroupAudit, name: string): boolean =>
  targetGroup.arn === name || targetGroup.name === name;
