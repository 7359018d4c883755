import type { TargetGroup } from '../../model/load-balancing.ts';
import type { Alarm } from '../../model/region.ts';
import { targetGroupDimension } from '../related-metrics.ts';

/** Metrics that tell that targets of a group do not serve. */
const HOST_METRICS = ['UnHealthyHostCount', 'HealthyHostCount', 'HealthyStateRouting', 'UnhealthyRoutingRequestCount'];

/** Alarms on the host counts of just this group, those inside metric math included. */
export function alarmsOnHosts(alarms: readonly Alarm[], { arn }: TargetGroup): readonly Alarm[] {
  const group = targetGroupDimension(arn);
  return alarms.filter(({ metrics }) =>
    metrics.some(({ name, dimensions }) => HOST_METRICS.includes(name) && dimensions.get('TargetGroup') === group),
  );
}
