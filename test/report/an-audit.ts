/** Audits by hand, for tests of what is printed: healthy by default. */
import type {
  AuditResult,
  DiagnosedTargets,
  Finding,
  Impact,
  RenderedCause,
  TargetGroupAudit,
} from '../../lib/audit/audit-result.ts';
import { unknown } from '../../lib/checks/outcome.ts';
import { known, notKnown } from '../../lib/model/gathered.ts';
import type { LoadBalancer, TargetGroup } from '../../lib/model/load-balancing.ts';

const REGION = 'eu-west-1';
const arnOf = (name: string) =>
  `arn:aws:elasticloadbalancing:${REGION}:123456789012:targetgroup/${name}/0a1b2c3d4e5f6071`;

const NO_TARGETS: Impact['counts'] = {
  initial: 0,
  healthy: 0,
  unhealthy: 0,
  'unhealthy.draining': 0,
  unused: 0,
  draining: 0,
  unavailable: 0,
  unknown: 0,
};

export const anImpact = (kind: Impact['kind'], total: number, summary: string): Impact => ({
  kind,
  total,
  summary,
  counts: NO_TARGETS,
});

export function aGroup(name: string, changes: Partial<TargetGroupAudit> = {}): TargetGroupAudit {
  return {
    region: REGION,
    targetGroup: aTargetGroup(name),
    loadBalancers: [aLoadBalancer('shop-public')],
    tags: known(new Map()),
    outcomes: [],
    findings: [],
    diagnoses: [],
    impact: anImpact('none', 2, 'all 2 healthy'),
    ...changes,
  };
}

export function anAudit(groups: readonly TargetGroupAudit[]): AuditResult {
  return {
    auditedAt: '2026-11-22T02:41:09Z',
    capturedAt: '2026-11-22T02:41:00Z',
    accountId: '123456789012',
    regions: [{ region: REGION, unread: [], targetGroups: known(groups) }],
  };
}

export const anUnlistedRegion = (because: string): AuditResult => ({
  ...anAudit([]),
  regions: [{ region: REGION, unread: [], targetGroups: notKnown(because) }],
});

export const couldNotLook = (check: string, because: string) => ({ check, outcome: unknown(because) });

export function aFinding(name: string, check: string, changes: Partial<Finding> = {}): Finding {
  return {
    check,
    severity: 'high',
    region: REGION,
    targetGroup: arnOf(name),
    targetGroupName: name,
    loadBalancer: undefined,
    message: `what is wrong with ${name}`,
    evidence: {},
    resource: undefined,
    targets: [],
    remedies: [],
    ...changes,
  };
}

export function aCause(check: string, changes: Partial<RenderedCause> = {}): RenderedCause {
  return { check, confidence: 'certain', message: 'why', evidence: {}, resource: undefined, remedies: [], ...changes };
}

export function aDiagnosis(name: string, changes: Partial<DiagnosedTargets> = {}): DiagnosedTargets {
  return {
    region: REGION,
    targetGroup: arnOf(name),
    targets: [{ id: 'i-0c1', port: 8080 }],
    state: 'unhealthy',
    reason: 'Target.Timeout',
    description: 'Request timed out',
    causes: [],
    then: [],
    ruledOut: [],
    couldNotLook: [],
    ...changes,
  };
}

function aTargetGroup(name: string): TargetGroup {
  return {
    arn: arnOf(name),
    name,
    targetType: 'instance',
    protocol: 'HTTP',
    protocolVersion: 'HTTP1',
    port: 8080,
    vpcId: 'vpc-1',
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
    loadBalancerArns: [],
    attributes: known(new Map()),
    targets: known([]),
    tags: known(new Map()),
  };
}

function aLoadBalancer(name: string): LoadBalancer {
  return {
    arn: `arn:aws:elasticloadbalancing:${REGION}:123456789012:loadbalancer/app/${name}/50dc6c495c0c9188`,
    name,
    type: 'application',
    scheme: 'internet-facing',
    state: 'active',
    createdAt: undefined,
    vpcId: 'vpc-1',
    ipAddressType: 'ipv4',
    dnsName: undefined,
    zones: [],
    securityGroupIds: [],
    attributes: known(new Map()),
    listeners: known([]),
    tags: known(new Map()),
  };
}
