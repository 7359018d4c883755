import { type CloudWatchClient, type MetricAlarm, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { collectPages, type PartReader } from './part-reader.ts';

/** The region's alarms that watch load balancing. */
export function collectAlarms(reader: PartReader, client: CloudWatchClient): Promise<RegionSnapshot['alarms']> {
  return reader.list('alarms', async () => {
    const pages = paginateDescribeAlarms({ client, pageSize: 100 }, { AlarmTypes: ['MetricAlarm'] });
    const alarms = await collectPages(pages, (page) => page.MetricAlarms ?? []);
    return alarms.filter(watchesLoadBalancing);
  });
}

/** Metric-math alarms name no namespace of their own; a search expression names it in its text. */
export function watchesLoadBalancing({ Namespace, Metrics }: MetricAlarm): boolean {
  if (isLoadBalancing(Namespace)) return true;
  return (Metrics ?? []).some(
    ({ MetricStat, Expression }) => isLoadBalancing(MetricStat?.Metric?.Namespace) || /ELB/.test(Expression ?? ''),
  );
}

function isLoadBalancing(namespace: string | undefined): boolean {
  return namespace !== undefined && /^AWS\/(Application|Network|Gateway)ELB$/.test(namespace);
}
