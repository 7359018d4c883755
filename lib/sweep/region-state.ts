import type { RegionAudit } from '../audit/audit-result.ts';
import { unknownsOf } from '../report/report-document.ts';
import type { RegionState } from '../store/region-state.ts';

/** States older than the digest's day are of no use to anyone. */
const KEPT_DAYS = 2;
/** A denied call may be denied for thousands of resources: people need some of them. */
const MOST_UNREAD = 100;

export function regionStateOf(
  accountId: string,
  audit: RegionAudit,
  part: string | undefined,
  at: string,
): RegionState {
  const { region, targetGroups, unread } = audit;
  const groups = targetGroups.known ? targetGroups.value : [];
  const notListed = targetGroups.known
    ? []
    : [
        {
          api: 'elasticloadbalancing:DescribeTargetGroups',
          code: '',
          message: targetGroups.because,
          resource: undefined,
        },
      ];
  return {
    accountId,
    region,
    ...(part === undefined ? {} : { part }),
    sweptAt: new Date(at).toISOString(),
    targetGroups: groups.length,
    targets: groups.reduce((sum, { impact }) => sum + impact.total, 0),
    unknownOutcomes: groups.reduce((sum, group) => sum + unknownsOf(group).length, 0),
    unread: (unread.length > 0 ? unread : notListed).slice(0, MOST_UNREAD),
    expiresAt: Math.floor(Date.parse(at) / 1000) + KEPT_DAYS * 86_400,
  };
}
