/** What the metrics at hand say about a group and its instances. Hints: without them nothing is concluded. */
import { hintOf } from '../../model/gathered.ts';
import type { TargetGroup } from '../../model/load-balancing.ts';
import type { MetricSeries } from '../../model/region.ts';
import { metricsAbout } from '../related-metrics.ts';
import type { Subject } from '../subject.ts';
import { instanceIdOf } from '../target-instance.ts';

/** Series about the group as far as they are known. */
export function hintedMetrics(subject: Subject): readonly MetricSeries[] {
  const seen = hinted.get(subject.targetGroup);
  if (seen) return seen;
  const metrics = lookUp(subject);
  hinted.set(subject.targetGroup, metrics);
  return metrics;
}

/** Asked for once per failing target, of which a group may have a thousand. */
const hinted = new WeakMap<TargetGroup, readonly MetricSeries[]>();

function lookUp(subject: Subject): readonly MetricSeries[] {
  const all = hintOf(subject.region.metrics) ?? [];
  if (all.length === 0) return all;
  const targets = hintOf(subject.targetGroup.targets) ?? [];
  const instanceIds = targets.flatMap(
    (target) => instanceIdOf(subject.region, subject.targetGroup.vpcId, target) ?? [],
  );
  return metricsAbout(all, { ...subject, instanceIds });
}

export const named = (metrics: readonly MetricSeries[], name: string): readonly MetricSeries[] =>
  metrics.filter((series) => series.name === name);

export const valuesOf = (series: MetricSeries): readonly number[] => series.points.map(({ value }) => value);

/** The last values, oldest first. */
export const lastOf = (series: MetricSeries, count: number): readonly number[] => valuesOf(series).slice(-count);

/** The sum of a count over all its points; undefined where there is no such series. CloudWatch publishes no zeros. */
export function totalOf(metrics: readonly MetricSeries[], name: string): number | undefined {
  const series = named(metrics, name).filter(({ stat }) => stat === '' || stat === 'Sum' || stat === 'SampleCount');
  // The same count may be there per load balancer, per group and per zone: the widest says it all.
  const totals = series.map((each) => valuesOf(each).reduce((sum, value) => sum + value, 0));
  return totals.length === 0 ? undefined : Math.max(...totals);
}

export const highestOf = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

export const averageOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
