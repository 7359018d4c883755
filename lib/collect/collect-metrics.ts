import { type CloudWatchClient, type MetricDataResult, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import type { MetricRecord } from '../snapshot/observation.ts';
import type { RegionSnapshot } from '../snapshot/snapshot.ts';
import { inChunks } from './map-limit.ts';
import { collectPages, type PartReader } from './part-reader.ts';
import { type MetricQuery, type MetricSubject, planDetails, planErrorCounts } from './plan-metrics.ts';

const QUERIES_PER_CALL = 500;
const WINDOW_MINUTES = 60;

export interface MetricNeeds {
  readonly subjects: readonly MetricSubject[];
  /** ARNs of target groups that have trouble, whatever their error counts say. */
  readonly inTrouble: ReadonlySet<string>;
  readonly instanceQueries: readonly MetricQuery[];
}

/** The hour before `at`. A series without values was asked for and not published, which is not the same as zero. */
export function collectMetrics(
  reader: PartReader,
  client: CloudWatchClient,
  at: string,
  { subjects, inTrouble, instanceQueries }: MetricNeeds,
): Promise<RegionSnapshot['metrics']> {
  return reader.list('metrics', async () => {
    const errorCounts = await readSeries(reader, client, at, planErrorCounts(subjects));
    const failing = new Set(errorCounts.filter(hasErrors).map(loadBalancerOf));
    const details = subjects.filter(
      ({ targetGroupArn, loadBalancerArn }) =>
        inTrouble.has(targetGroupArn) || [...failing].some((name) => name !== '' && loadBalancerArn.endsWith(name)),
    );
    const queries = [...planDetails(details), ...instanceQueries];
    return [...errorCounts, ...(await readSeries(reader, client, at, queries))];
  });
}

function hasErrors({ MetricName, Values }: MetricRecord): boolean {
  return MetricName.startsWith('HTTPCode_ELB_') && (Values ?? []).some((value) => value > 0);
}

function loadBalancerOf({ Dimensions }: MetricRecord): string {
  return Dimensions?.find(({ Name }) => Name === 'LoadBalancer')?.Value ?? '';
}

async function readSeries(
  reader: PartReader,
  client: CloudWatchClient,
  at: string,
  queries: readonly MetricQuery[],
): Promise<readonly MetricRecord[]> {
  const series: MetricRecord[] = [];
  for (const chunk of inChunks(queries, QUERIES_PER_CALL)) {
    const results = await readResults(client, at, chunk);
    for (const [index, query] of chunk.entries()) {
      const parts = results.filter(({ Id }) => Id === idOf(index));
      const failed = parts.find(({ StatusCode }) => StatusCode === 'InternalError' || StatusCode === 'Forbidden');
      if (failed) recordFailed(reader, query, failed);
      else series.push(toSeries(query, parts));
    }
  }
  return series;
}

const idOf = (index: number): string => `m${index}`;

function readResults(
  client: CloudWatchClient,
  at: string,
  queries: readonly MetricQuery[],
): Promise<readonly MetricDataResult[]> {
  const end = new Date(at);
  const pages = paginateGetMetricData(
    { client },
    {
      StartTime: new Date(end.getTime() - WINDOW_MINUTES * 60_000),
      EndTime: end,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: queries.map(({ Namespace, MetricName, Dimensions, Stat, Period }, index) => ({
        Id: idOf(index),
        MetricStat: { Metric: { Namespace, MetricName, Dimensions: [...Dimensions] }, Stat, Period },
      })),
    },
  );
  return collectPages(pages, (page) => page.MetricDataResults);
}

/** One series may be spread over several pages. */
function toSeries(query: MetricQuery, parts: readonly MetricDataResult[]): MetricRecord {
  return {
    ...query,
    Dimensions: [...query.Dimensions],
    Timestamps: parts.flatMap(({ Timestamps }) => (Timestamps ?? []).map((time) => time.toISOString())),
    Values: parts.flatMap(({ Values }) => Values ?? []),
  };
}

function recordFailed(reader: PartReader, { MetricName, Dimensions }: MetricQuery, failed: MetricDataResult): void {
  const message = failed.Messages?.map(({ Value }) => Value).join('; ') ?? '';
  const about = Dimensions.map(({ Value }) => Value).join(' ');
  reader.record('cloudwatch:GetMetricData', { code: failed.StatusCode ?? '', message }, `${MetricName} ${about}`);
}
