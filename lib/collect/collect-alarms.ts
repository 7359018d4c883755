import { type CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { collectPages, type PartReader } from './part-reader.ts';

/** All metric alarms of the region: which of them watch a target group is told by their metrics only. */
export function collectAlarms(reader: PartReader, client: CloudWatchClient): Promise<RegionSnapshot['alarms']> {
  const pages = paginateDescribeAlarms({ client, pageSize: 100 }, { AlarmTypes: ['MetricAlarm'] });
  // An answer in JSON may leave an empty list out; what is no answer of AWS's does not parse.
  return reader.list('alarms', () => collectPages(pages, (page) => page.MetricAlarms ?? []));
}
