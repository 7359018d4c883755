import type { ReportedTarget } from '../audit/audit-result.ts';
import { formatCount } from './layout.ts';

/** Most targets named one by one; the rest are a number. */
const NAMED = 6;

/** `i-0c1 i-0c2 :8080`: the port once where all share it; `… and 37 more` beyond a few. */
export function nameTargets(targets: readonly ReportedTarget[], named = NAMED): string {
  const ports = new Set(targets.map(({ port }) => port));
  const [port] = ports;
  const shared = ports.size === 1;
  const name = (target: ReportedTarget) =>
    shared || target.port === undefined ? target.id : `${target.id}:${target.port}`;
  // One too many to name is still shorter named than counted.
  const shown = targets.length <= named + 1 ? targets : targets.slice(0, named);
  const rest = targets.length - shown.length;
  return [
    shown.map(name).map(shortTarget).join(' '),
    ...(rest > 0 ? [`… and ${formatCount(rest)} more`] : []),
    ...(shared && port !== undefined && targets.length > 0 ? [`:${port}`] : []),
  ].join(' ');
}

/** An ARN (a Lambda function, an inner load balancer) by the name people know it by. */
export function shortTarget(id: string): string {
  if (!id.startsWith('arn:')) return id;
  const [service, resource = id] = [id.split(':')[2], id.split(':').slice(5).join(':')];
  if (service === 'lambda') return resource.replace(/^function:/, '');
  return resource.split('/').slice(-2, -1)[0] ?? resource;
}
