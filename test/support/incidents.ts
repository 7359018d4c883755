/** Incidents as people meet them, made by the lifecycle itself from audits. */
import type { DiagnosedTargets, RenderedCause, TargetGroupAudit } from '../../lib/audit/audit-result.ts';
import type { IncidentRecord, Watch } from '../../lib/audit/incident-record.ts';
import { incidentSightOf } from '../../lib/audit/incident-sight.ts';
import { type IncidentState, planIncident } from '../../lib/audit/incidents.ts';
import { LIFECYCLE_DEFAULTS, type LifecycleSettings } from '../../lib/audit/lifecycle-settings.ts';
import { ACCOUNT, aCause, aDiagnosis, aGroup, minute } from './audit-result.ts';

/** What the looks, each with its minute, make of a group's incident; what it owes is sent after each, but the last. */
export function incidentAfter(
  looks: readonly (readonly [number, TargetGroupAudit])[],
  settings: Partial<LifecycleSettings> = {},
): IncidentRecord {
  let state: IncidentState = { watch: undefined, incident: undefined };
  for (const [minutes, group] of looks) {
    if (state.incident !== undefined) state = { ...state, incident: { ...state.incident, owed: [] } };
    state = stateAfter(state, minutes, group, settings);
  }
  if (state.incident === undefined) throw new Error('the looks made no incident');
  return state.incident;
}

export function stateAfter(
  state: IncidentState,
  minutes: number,
  group: TargetGroupAudit,
  settings: Partial<LifecycleSettings> = {},
): IncidentState {
  const at = minute(minutes);
  let { watch, incident }: { watch: Watch | undefined; incident: IncidentRecord | undefined } = state;
  const moment = { seenAt: at, settings: { ...LIFECYCLE_DEFAULTS, ...settings } };
  for (const write of planIncident(state, incidentSightOf(ACCOUNT, group, at), moment)) {
    if (write.write === 'put-incident') incident = write.incident;
    else if (write.write === 'put-watch') {
      if (write.watch.since !== watch?.since) incident = undefined;
      watch = write.watch;
    } else watch = undefined;
  }
  return { watch, incident };
}

/** The security group that admits nothing on the port, as the reachability checks say it. */
export const INGRESS_BLOCKED: RenderedCause = aCause({
  message:
    "the targets' security group sg-0a1 (orders-hosts) admits nothing on tcp/8080 from the load balancer's group sg-0f7 (shop-public)",
  remedies: [
    {
      summary: 'Admit the load balancer on the port',
      command:
        "aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0a1 --ip-permissions 'IpProtocol=tcp,FromPort=8080,ToPort=8080,UserIdGroupPairs=[{GroupId=sg-0f7}]'",
      proven: true,
    },
  ],
});

export const PATH_NOT_FOUND: RenderedCause = aCause({
  check: 'path-not-found',
  confidence: 'likely',
  message: 'the health check asks for /healthz, and the last answer seen there was 404',
  resource: undefined,
  remedies: [],
});

const RULED_OUT: DiagnosedTargets['ruledOut'] = [
  { check: 'load-balancer-egress-blocked', because: 'sg-0f7 lets all out' },
  { check: 'load-balancer-acl-blocks-request', because: 'acl-public allows all' },
  { check: 'target-acl-blocks-request', because: 'acl-private allows tcp from 10.0.0.0/16' },
  { check: 'target-acl-blocks-reply', because: 'acl-private allows all out' },
  { check: 'load-balancer-acl-blocks-reply', because: 'acl-public allows all' },
  { check: 'no-route-to-target', because: '10.0.0.0/16 is local' },
  { check: 'no-route-back', because: '10.0.0.0/16 is local' },
  { check: 'target-not-running', because: 'all 3 instances run' },
];

const targets = (ids: readonly string[]) => ids.map((id) => ({ id, port: 8080, zone: 'eu-west-1a' }));

export function aBlockedGroup(ids: readonly string[], name = 'orders-api', total = 4): TargetGroupAudit {
  return aGroup({
    name,
    unhealthy: ids,
    total,
    causes: [INGRESS_BLOCKED],
    diagnoses: [aDiagnosis(name, targets(ids), [INGRESS_BLOCKED], { then: [PATH_NOT_FOUND], ruledOut: RULED_OUT })],
  });
}

export function anUnexplainedGroup(ids: readonly string[]): TargetGroupAudit {
  const cause = aCause({
    check: 'cause-not-visible',
    confidence: 'possible',
    message: 'nothing that could be read explains it: what is left is on the host, or behind the network ACLs',
    resource: undefined,
    remedies: [
      {
        summary: 'Repeat the health check on the host as the load balancer sends it',
        command:
          "curl -sS -i --max-time 5 -A 'ELB-HealthChecker/2.0' -H 'Host: 10.0.11.7:8080' http://10.0.11.7:8080/healthz",
        proven: false,
      },
    ],
  });
  const denied = 'ec2:DescribeNetworkAcls: AccessDenied';
  return aGroup({
    unhealthy: ids,
    causes: [cause],
    diagnoses: [
      aDiagnosis('orders-api', targets(ids), [cause], {
        ruledOut: RULED_OUT.filter(({ check }) => !check.includes('acl')),
        couldNotLook: RULED_OUT.filter(({ check }) => check.includes('acl')).map(({ check }) => ({
          check,
          because: denied,
        })),
      }),
    ],
  });
}
