/** Audits as the lifecycle sees them, built without running one. */
import type {
  AuditResult,
  DiagnosedTargets,
  Finding,
  Impact,
  RenderedCause,
  ReportedTarget,
  TargetGroupAudit,
} from '../../lib/audit/audit-result.ts';
import { notApplicable, pass, unknown } from '../../lib/checks/outcome.ts';
import { known, notKnown } from '../../lib/model/gathered.ts';
import type { LoadBalancer, TargetGroup, TargetState } from '../../lib/model/load-balancing.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

const ARN = `arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}`;
export const targetGroupArn = (name: string): string => `${ARN}:targetgroup/${name}/6d0ecf831eec9f09`;
export const loadBalancerArn = (name: string): string => `${ARN}:loadbalancer/app/${name}/50dc6c495c0c9188`;

export const minute = (minutes: number): string =>
  new Date(Date.UTC(2026, 10, 23, 2, 41) + minutes * 60_000).toISOString();

export function anAudit(
  at: string,
  groups: readonly TargetGroupAudit[],
  changes: Partial<AuditResult> = {},
): AuditResult {
  return {
    auditedAt: at,
    capturedAt: at,
    accountId: ACCOUNT,
    regions: [{ region: REGION, unread: [], targetGroups: known(groups) }],
    ...changes,
  };
}

export function anUnlistedAudit(at: string): AuditResult {
  const because = 'elasticloadbalancing:DescribeTargetGroups: AccessDenied';
  const unread = [
    { api: 'elasticloadbalancing:DescribeTargetGroups', code: 'AccessDenied', message: '', resource: undefined },
  ];
  return anAudit(at, [], { regions: [{ region: REGION, unread, targetGroups: notKnown(because) }] });
}

export interface GroupOptions {
  readonly name?: string;
  readonly impact?: Impact['kind'];
  readonly unhealthy?: readonly string[];
  readonly total?: number;
  readonly causes?: readonly Partial<RenderedCause>[];
  readonly diagnoses?: readonly DiagnosedTargets[];
  readonly findings?: readonly Partial<Finding>[];
  /** Checks that could not look. */
  readonly unknown?: readonly string[];
  /** Checks that pass. */
  readonly pass?: readonly string[];
  readonly notApplicable?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly loadBalancerTags?: Readonly<Record<string, string>>;
  readonly loadBalancers?: readonly string[];
  readonly summary?: string;
}

/** A healthy group of four targets unless told otherwise. */
export function aGroup(options: GroupOptions = {}): TargetGroupAudit {
  const { name = 'orders-api', unhealthy = [], total = 4, loadBalancers = ['shop-public'] } = options;
  const impact =
    options.impact ?? (unhealthy.length === 0 ? 'none' : unhealthy.length === total ? 'failing-open' : 'degraded');
  const causes = (options.causes ?? (unhealthy.length === 0 ? [] : [{}])).map(aCause);
  const targets = unhealthy.map((id) => ({ id, port: 8080, zone: 'eu-west-1a' }));
  const findings = (options.findings ?? causes).map((finding) =>
    aFinding(name, { targets, ...finding }, loadBalancers[0]),
  );
  return {
    region: REGION,
    targetGroup: aTargetGroup(name, loadBalancers),
    loadBalancers: loadBalancers.map((each) => aLoadBalancer(each, options.loadBalancerTags)),
    tags: known(new Map(Object.entries(options.tags ?? {}))),
    outcomes: [
      ...findings.map(({ check, message, evidence }) => ({
        check,
        outcome: {
          outcome: 'fail' as const,
          cases: [{ message, evidence, targets: [], confidence: 'certain' as const, remedies: [] }] as const,
          unseen: [],
        },
      })),
      ...(options.pass ?? []).map((check) => ({ check, outcome: pass('looked at and fine') })),
      ...(options.notApplicable ?? []).map((check) => ({ check, outcome: notApplicable('nothing to ask') })),
      ...(options.unknown ?? []).map((check) => ({ check, outcome: unknown('ec2:DescribeNetworkAcls: AccessDenied') })),
    ],
    findings,
    diagnoses: options.diagnoses ?? (targets.length === 0 ? [] : [aDiagnosis(name, targets, causes)]),
    impact: {
      kind: impact,
      counts: counts({ healthy: total - unhealthy.length, unhealthy: unhealthy.length }),
      total,
      summary: options.summary ?? summaryOf(unhealthy.length, total, impact),
    },
  };
}

function summaryOf(unhealthy: number, total: number, impact: Impact['kind']): string {
  if (unhealthy === 0) return `all ${total} healthy`;
  return unhealthy === total
    ? `all ${total} unhealthy${impact === 'failing-open' ? ' (failing open)' : ''}`
    : `${unhealthy} of ${total} unhealthy`;
}

export function aCause(changes: Partial<RenderedCause> = {}): RenderedCause {
  return {
    check: 'target-ingress-blocked',
    confidence: 'certain',
    message: 'sg-0a1 admits no tcp/8080 from sg-0f7',
    evidence: { securityGroup: 'sg-0a1', port: 8080 },
    resource: 'sg-0a1',
    remedies: [],
    ...changes,
  };
}

export function aDiagnosis(
  group: string,
  targets: readonly ReportedTarget[],
  causes: readonly RenderedCause[],
  changes: Partial<DiagnosedTargets> = {},
): DiagnosedTargets {
  return {
    region: REGION,
    targetGroup: targetGroupArn(group),
    targets,
    state: 'unhealthy',
    reason: 'Target.Timeout',
    description: 'Request timed out',
    causes,
    then: [],
    ruledOut: [],
    couldNotLook: [],
    ...changes,
  };
}

function aFinding(group: string, changes: Partial<Finding>, loadBalancer: string | undefined): Finding {
  const { check, message, evidence, resource, targets = [], severity = 'critical', remedies = [] } = changes;
  return {
    check: check ?? 'target-ingress-blocked',
    severity,
    region: REGION,
    targetGroup: targetGroupArn(group),
    targetGroupName: group,
    loadBalancer: loadBalancer === undefined ? undefined : loadBalancerArn(loadBalancer),
    message: message ?? 'sg-0a1 admits no tcp/8080 from sg-0f7',
    evidence: evidence ?? {},
    resource,
    targets,
    remedies,
  };
}

function aTargetGroup(name: string, loadBalancers: readonly string[]): TargetGroup {
  return {
    arn: targetGroupArn(name),
    name,
    targetType: 'instance',
    protocol: 'HTTP',
    protocolVersion: 'HTTP1',
    port: 8080,
    vpcId: 'vpc-0123',
    ipAddressType: 'ipv4',
    healthCheck: {
      enabled: true,
      protocol: 'HTTP',
      port: 'traffic-port',
      path: '/healthz',
      intervalSeconds: 30,
      timeoutSeconds: 5,
      healthyThreshold: 5,
      unhealthyThreshold: 2,
      matcher: { kind: 'http', codes: '200' },
    },
    loadBalancerArns: loadBalancers.map(loadBalancerArn),
    attributes: known(new Map()),
    targets: known([]),
    tags: known(new Map()),
  };
}

function aLoadBalancer(name: string, tags: Readonly<Record<string, string>> = {}): LoadBalancer {
  return {
    arn: loadBalancerArn(name),
    name,
    type: 'application',
    scheme: 'internet-facing',
    state: 'active',
    createdAt: undefined,
    vpcId: 'vpc-0123',
    ipAddressType: 'ipv4',
    dnsName: `${name}-1.${REGION}.elb.amazonaws.com`,
    zones: [],
    securityGroupIds: ['sg-0f7'],
    attributes: known(new Map()),
    listeners: known([]),
    tags: known(new Map(Object.entries(tags))),
  };
}

function counts(some: Partial<Record<TargetState, number>>): Impact['counts'] {
  return {
    initial: 0,
    healthy: 0,
    unhealthy: 0,
    'unhealthy.draining': 0,
    unused: 0,
    draining: 0,
    unavailable: 0,
    unknown: 0,
    ...some,
  };
}
