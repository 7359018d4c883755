/** The findings table's public shape: names of keys and index, and how records are told apart. */

import { rankOf } from '../audit/severity.ts';
import type { Severity } from '../checks/outcome.ts';

export const OPEN_INDEX = 'open';

/** What CreateTable wants, for tables that the CDK does not make: the demo's and the tests'. */
export const tableDefinition = (tableName: string) =>
  ({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'targetGroup', AttributeType: 'S' },
      { AttributeName: 'record', AttributeType: 'S' },
      { AttributeName: 'openIn', AttributeType: 'S' },
      { AttributeName: 'rank', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'targetGroup', KeyType: 'HASH' },
      { AttributeName: 'record', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: OPEN_INDEX,
        KeySchema: [
          { AttributeName: 'openIn', KeyType: 'HASH' },
          { AttributeName: 'rank', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  }) as const;

export interface Key {
  readonly targetGroup: string;
  readonly record: string;
}

export const findingKey = (targetGroup: string, check: string): Key => ({ targetGroup, record: `finding#${check}` });
export const incidentKey = (targetGroup: string, openedAt: string): Key => ({
  targetGroup,
  record: `incident#${openedAt}`,
});
export const watchKey = (targetGroup: string): Key => ({ targetGroup, record: 'watch' });
/** Claims on alerts and regions' states are in partitions of their own, which no ARN can be. */
export const claimKey = (accountId: string, region: string, alert: string): Key => ({
  targetGroup: `alerts#${accountId}/${region}`,
  record: `alert#${alert}`,
});
export const regionKey = (accountId: string, region: string): Key => ({
  targetGroup: `regions#${accountId}`,
  record: `region#${region}`,
});

/** Where the index has what is open. */
export const openIn = (accountId: string, region: string): string => `${accountId}/${region}`;
/** Where the index has what a sweep has to come back to though it is not open: watches, and resolutions not told yet. */
export const pendingIn = (accountId: string, region: string): string => `${accountId}/${region}#pending`;

/** Sorts the worst first, then the oldest. */
export const rank = (severity: Severity, firstSeenAt: string): string =>
  `${rankOf(severity)}-${severity}#${firstSeenAt}`;
