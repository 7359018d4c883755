import { hintOf } from '../../model/gathered.ts';
import type { LoadBalancer } from '../../model/load-balancing.ts';
import type { MetricSeries, Probe } from '../../model/region.ts';
import { nextStep } from '../../remedy/remedy.ts';
import { defineCheck } from '../define-check.ts';
import { type Case, type Confidence, failIfAny, pass } from '../outcome.ts';
import type { Subject } from '../subject.ts';
import { healthyAmong } from './cases.ts';
import { totalOf } from './metric-evidence.ts';
import { quoted } from './probe-evidence.ts';

export default defineCheck({
  id: 'keep-alive-shorter-than-idle-timeout',
  title: 'Targets close idle connections before the load balancer does',
  category: 'health',
  severity: 'medium',
  why: 'Now and then a request goes out on a connection that the target has just closed, and the client gets 502 from healthy targets. Health checks do not show it: each opens its own connection.',
  fix: 'Set the keep-alive timeout of the server to more than the idle timeout of the load balancer; with Node.js also headersTimeout above it.',
  reference:
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-502-issues',
  needs: ['targets', 'loadBalancers', 'metrics'],
  explains: [],
  exempts: ({ targetType, protocol }) =>
    targetType !== 'lambda' && (protocol === 'HTTP' || protocol === 'HTTPS')
      ? undefined
      : 'only Application Load Balancers keep connections to servers',
  evaluate(subject) {
    const cases = subject.loadBalancers.flatMap((loadBalancer) => caseOf(subject, loadBalancer, subject.metrics) ?? []);
    return failIfAny(cases, pass('nothing shows that targets close connections first'));
  },
});

/** ALB's default. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html */
const DEFAULT_IDLE_SECONDS = 60;

function caseOf(subject: Subject, loadBalancer: LoadBalancer, metrics: readonly MetricSeries[]): Case | undefined {
  const targets = hintOf(subject.targetGroup.targets) ?? [];
  if (healthyAmong(targets) === 0) return undefined;
  const idle = Number(hintOf(loadBalancer.attributes)?.get('idle_timeout.timeout_seconds') ?? DEFAULT_IDLE_SECONDS);
  const shortest = shortestKeepAlive(subject.probes);
  const errors = totalOf(metrics, 'HTTPCode_ELB_502_Count');
  const judged = confidenceOf(shortest?.seconds, idle, errors, metrics);
  // The count is the load balancer's: where it serves other groups too, they may be meant.
  const isShared = subject.neighbours.some(({ loadBalancerArns }) => loadBalancerArns.includes(loadBalancer.arn));
  const confidence = judged && isShared && !shortest ? 'possible' : judged;
  if (!confidence) return undefined;
  const closes = shortest ? `the target closes idle connections after ${shortest.seconds} s, ` : '';
  const counted = errors ? `: ${errors} times 502 by the load balancer, none by a target` : '';
  return {
    message: `${closes}${loadBalancer.name} keeps ${shortest ? 'them' : 'idle connections'} ${idle} s${counted}`,
    evidence: {
      idleTimeoutSeconds: idle,
      keepAliveSeconds: shortest?.seconds,
      HTTPCode_ELB_502_Count: errors,
      HTTPCode_Target_5XX_Count: totalOf(metrics, 'HTTPCode_Target_5XX_Count') ?? 0,
      RequestCount: totalOf(metrics, 'RequestCount'),
      ...(shortest ? { probe: quoted(shortest.probe) } : {}),
    },
    targets: targets.filter(({ state }) => state === 'healthy'),
    confidence,
    ...(confidence === 'possible' ? { severity: 'low' as const } : {}),
    resource: loadBalancer.arn,
    remedies: [
      nextStep(
        `let the server keep idle connections longer than ${idle} s: Node.js server.keepAliveTimeout, nginx keepalive_timeout, Apache KeepAliveTimeout, gunicorn --keep-alive, uvicorn --timeout-keep-alive`,
      ),
    ],
  };
}

/** `Keep-Alive: timeout=5`: Node says 5, Apache 5, nginx 75 where it says any. */
function shortestKeepAlive(probes: readonly Probe[]): { readonly seconds: number; readonly probe: Probe } | undefined {
  const said = probes.flatMap((probe) => {
    const seconds = /timeout=(\d+)/i.exec(probe.headers.get('keep-alive') ?? '')?.[1];
    return seconds === undefined ? [] : [{ seconds: Number(seconds), probe }];
  });
  return said.toSorted((a, b) => a.seconds - b.seconds)[0];
}

/**
 * A trickle of the load balancer's own 502 beside none of the targets', without failed connects or handshakes, is what
 * a closed connection looks like. What is not published is none.
 */
function confidenceOf(
  keepAlive: number | undefined,
  idle: number,
  errors: number | undefined,
  metrics: readonly MetricSeries[],
): Confidence | undefined {
  const isShorter = keepAlive === undefined ? undefined : keepAlive <= idle;
  if (isShorter === false) return undefined;
  if (errors === undefined) return isShorter ? 'possible' : undefined;
  const none = (name: string) => (totalOf(metrics, name) ?? 0) === 0;
  const requests = totalOf(metrics, 'RequestCount');
  const isTrickle = requests === undefined || errors <= requests * 0.1;
  const isClean = none('TargetConnectionErrorCount') && none('TargetTLSNegotiationErrorCount');
  if (errors === 0 || !isTrickle || !isClean) return undefined;
  const targetErrors = totalOf(metrics, 'HTTPCode_Target_5XX_Count') ?? 0;
  if (isShorter) return targetErrors === 0 ? 'certain' : 'likely';
  return targetErrors === 0 ? 'likely' : undefined;
}
