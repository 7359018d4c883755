/** Whether host counts go up and down, as they do where targets pass and fail their checks in turn. */
import type { MetricSeries } from '../../model/region.ts';
import { averageOf, highestOf, named, valuesOf } from './metric-evidence.ts';

export interface Flapping {
  readonly metric: string;
  /** How often the count changed. */
  readonly changes: number;
  readonly points: number;
  readonly share: number;
}

/** One or two changes are an incident and its end, or a deployment. */
const FEWEST_CHANGES = 4;

export function flappingIn(metrics: readonly MetricSeries[]): Flapping | undefined {
  const series = ['UnHealthyHostCount', 'HealthyHostCount'].flatMap((name) =>
    named(metrics, name).filter(({ dimensions }) => dimensions.has('TargetGroup')),
  );
  // Where no target is ever healthy, none goes to and fro: they fail, or come and go.
  const healthy = series.filter(({ name }) => name === 'HealthyHostCount').flatMap(valuesOf);
  if (healthy.length > 0 && highestOf(healthy) === 0) return undefined;
  const judged = series.map(toFlapping).filter(({ changes }) => changes >= FEWEST_CHANGES);
  return judged.toSorted((a, b) => b.changes - a.changes)[0];
}

/** Averages of a minute blur a change into fractions: what counts is a turn up after a turn down. */
function toFlapping(series: MetricSeries): Flapping {
  const values = valuesOf(series);
  const changes = values.filter((value, index) => index > 0 && value !== values[index - 1]).length;
  return { metric: series.name, changes, points: values.length, share: averageOf(values) };
}
