import { PREFIX_LIST_ENTRIES_ACTION, SNAPSHOT_PARTS } from '../snapshot/snapshot.ts';

/** Every IAM action that collection may send, each of them read-only. None supports resource-level permissions but lambda:GetPolicy. */
export const READ_ACTIONS: readonly string[] = [
  ...Object.values(SNAPSHOT_PARTS),
  PREFIX_LIST_ENTRIES_ACTION,
  'ec2:DescribeRegions',
  'sts:GetCallerIdentity',
];
