/** The causes in many disguises: what ELB says, with and without probes and metrics, and who is named first. */
import { auditSnapshot } from '../../lib/audit/audit.ts';
import type { RenderedCause } from '../../lib/audit/audit-result.ts';
import { healthyBases } from '../../lib/sample/healthy-bases.ts';
import { type Scene, sceneOf } from '../faults/scene.ts';
import { answersWith, failsChecks, isInState, probeSees, showMetric, timesOut } from '../faults/symptoms.ts';

interface Disguise {
  readonly base: string;
  readonly what: string;
  readonly edit: (scene: Scene) => void;
  /** Named first, with this confidence. */
  readonly first: string;
  readonly confidence?: RenderedCause['confidence'];
  /** Not named above possible. */
  readonly not?: readonly string[];
}

const ALB = 'alb-to-instances';
const TASKS = 'alb-to-fargate';
const HTTPS = 'alb-to-https';
const GRPC = 'alb-to-grpc';
const MANAGED = 'alb-with-management-port';
const NLB = 'nlb-without-security-groups';
const NETWORK = ['target-ingress-blocked', 'load-balancer-egress-blocked', 'target-acl-blocks-reply', 'no-route-back'];

const instanceOf = ({ region, targets }: Scene, at = -1) =>
  region.instances?.find(({ InstanceId }) => InstanceId === targets.at(at)?.Target.Id);
const cpu = (scene: Scene, name: string, values: readonly number[], id = instanceOf(scene)?.InstanceId ?? '') =>
  showMetric(scene, {
    namespace: 'AWS/EC2',
    name,
    values,
    stat: 'Average',
    dimensions: [{ Name: 'InstanceId', Value: id }],
  });

const ANSWERS: readonly Disguise[] = [
  {
    base: ALB,
    what: '404',
    edit: (s) => answersWith(s, 404),
    first: 'path-not-found',
    confidence: 'likely',
    not: NETWORK,
  },
  { base: ALB, what: '410', edit: (s) => answersWith(s, 410), first: 'path-not-found' },
  {
    base: TASKS,
    what: '404 here and 200 on another path',
    edit: (s) => {
      answersWith(s, 404);
      probeSees(s, { outcome: 'response', statusCode: 404 });
      probeSees(s, { outcome: 'response', statusCode: 200, path: '/status' });
    },
    first: 'path-not-found',
    confidence: 'certain',
  },
  {
    base: TASKS,
    what: '404 with the address, 200 with a name',
    edit: (s) => {
      answersWith(s, 404);
      probeSees(s, { outcome: 'response', statusCode: 404, headers: { server: 'istio-envoy' } });
      probeSees(s, { outcome: 'response', statusCode: 200, host: 'shop.example.com' });
    },
    first: 'host-header-rejected',
    confidence: 'certain',
    not: ['path-not-found'],
  },
  {
    base: ALB,
    what: '400 and no more',
    edit: (s) => answersWith(s, 400),
    first: 'host-header-rejected',
    confidence: 'likely',
  },
  { base: ALB, what: '421', edit: (s) => answersWith(s, 421), first: 'host-header-rejected', confidence: 'likely' },
  {
    base: ALB,
    what: '400 by Django',
    edit: (s) => {
      answersWith(s, 400);
      probeSees(s, { outcome: 'response', statusCode: 400, error: "Invalid HTTP_HOST header: '10.0.0.7:8080'" });
    },
    first: 'host-header-rejected',
  },
  {
    base: ALB,
    what: '400 by nginx on a TLS port',
    edit: (s) => {
      answersWith(s, 400);
      probeSees(s, {
        outcome: 'response',
        statusCode: 400,
        error: '400 The plain HTTP request was sent to HTTPS port',
      });
    },
    first: 'health-check-protocol-mismatch',
    confidence: 'certain',
    not: ['host-header-rejected', 'nothing-listening'],
  },
  {
    base: ALB,
    what: '301 to https',
    edit: (s) => {
      answersWith(s, 301);
      probeSees(s, { outcome: 'response', statusCode: 301, headers: { location: 'https://10.0.0.7/healthz' } });
    },
    first: 'health-check-redirected',
    confidence: 'certain',
  },
  {
    base: ALB,
    what: '308',
    edit: (s) => answersWith(s, 308),
    first: 'health-check-redirected',
    not: ['matcher-too-narrow'],
  },
  {
    base: ALB,
    what: '401',
    edit: (s) => answersWith(s, 401),
    first: 'health-check-needs-authentication',
    confidence: 'certain',
  },
  {
    base: ALB,
    what: '403',
    edit: (s) => answersWith(s, 403),
    first: 'health-check-needs-authentication',
    confidence: 'likely',
  },
  { base: ALB, what: '502', edit: (s) => answersWith(s, 502), first: 'application-error', not: ['matcher-too-narrow'] },
  { base: ALB, what: '204', edit: (s) => answersWith(s, 204), first: 'matcher-too-narrow', confidence: 'certain' },
  { base: ALB, what: '429', edit: (s) => answersWith(s, 429), first: 'matcher-too-narrow', not: ['target-overloaded'] },
  { base: ALB, what: '405', edit: (s) => answersWith(s, 405), first: 'matcher-too-narrow' },
  {
    base: GRPC,
    what: 'gRPC 12: the health service is not there',
    edit: (s) => {
      s.targetGroup.Matcher = { GrpcCode: '0' };
      answersWith(s, 12);
    },
    first: 'path-not-found',
  },
  {
    base: GRPC,
    what: 'gRPC 0 where 12 is expected',
    edit: (s) => {
      s.targetGroup.Matcher = { GrpcCode: '12' };
      answersWith(s, 0);
    },
    first: 'matcher-too-narrow',
    confidence: 'certain',
  },
  { base: GRPC, what: 'gRPC 14', edit: (s) => answersWith(s, 14), first: 'application-error' },
  { base: GRPC, what: 'gRPC 16', edit: (s) => answersWith(s, 16), first: 'health-check-needs-authentication' },
  {
    base: GRPC,
    what: 'HTTP 415 from a server without gRPC',
    edit: (s) => answersWith(s, 415),
    first: 'protocol-version-mismatch',
  },
];

const CONNECTIONS: readonly Disguise[] = [
  {
    base: ALB,
    what: 'failed, and nobody probed',
    edit: (s) => failsChecks(s),
    first: 'nothing-listening',
    confidence: 'likely',
    not: NETWORK,
  },
  {
    base: ALB,
    what: 'refused',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'refused', error: 'connect ECONNREFUSED 10.0.0.7:8080' });
    },
    first: 'nothing-listening',
    confidence: 'certain',
  },
  {
    base: ALB,
    what: 'refused outside, answered on loopback',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'refused', error: 'connect ECONNREFUSED 10.0.0.7:8080' });
      probeSees(s, { outcome: 'response', statusCode: 200, host: '127.0.0.1:8080' });
    },
    first: 'listening-on-loopback-only',
    confidence: 'certain',
  },
  {
    base: TASKS,
    what: 'refused, and another port answers',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'refused' });
      probeSees(s, { outcome: 'response', statusCode: 200, port: 8888 });
    },
    first: 'health-check-port-mismatch',
    confidence: 'certain',
  },
  {
    base: MANAGED,
    what: 'the management port is refused',
    edit: (s) => failsChecks(s),
    first: 'health-check-port-mismatch',
  },
  {
    base: MANAGED,
    what: 'the management port and the traffic port refuse',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'refused' });
      probeSees(s, { outcome: 'refused', port: Number(s.targets.at(-1)?.Target.Port) });
    },
    first: 'nothing-listening',
  },
  {
    base: HTTPS,
    what: 'HTTPS to plaintext, in the words of Node',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, {
        outcome: 'tls-error',
        error: 'write EPROTO 00A8:error:0A00010B:SSL routines:ssl3_get_record:wrong version number',
      });
    },
    first: 'health-check-protocol-mismatch',
    confidence: 'certain',
    not: ['tls-handshake-incompatible', 'nothing-listening'],
  },
  {
    base: HTTPS,
    what: 'HTTPS to plaintext, in the words of Go',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'tls-error', error: 'tls: first record does not look like a TLS handshake' });
    },
    first: 'health-check-protocol-mismatch',
  },
  {
    base: ALB,
    what: 'HTTP to TLS, HTTPS answers',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'reset', error: 'socket hang up' });
      probeSees(s, { outcome: 'response', statusCode: 200, protocol: 'HTTPS' });
    },
    first: 'health-check-protocol-mismatch',
    confidence: 'certain',
  },
  {
    base: HTTPS,
    what: 'no common cipher',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'tls-error', error: 'sslv3 alert handshake failure: no shared cipher' });
    },
    first: 'tls-handshake-incompatible',
    confidence: 'certain',
  },
  {
    base: HTTPS,
    what: 'the server demands a client certificate',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'tls-error', error: 'tlsv13 alert certificate required' });
    },
    first: 'tls-handshake-incompatible',
    confidence: 'certain',
  },
  {
    base: HTTPS,
    what: 'the server wants a server name',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'tls-error', error: 'tlsv1 unrecognized name' });
    },
    first: 'tls-handshake-incompatible',
  },
  {
    base: HTTPS,
    what: 'only the metric tells of failed handshakes',
    edit: (s) => {
      failsChecks(s);
      showMetric(s, { name: 'TargetTLSNegotiationErrorCount', values: [4, 6, 5] });
    },
    first: 'tls-handshake-incompatible',
    confidence: 'likely',
    not: ['nothing-listening'],
  },
  {
    base: HTTPS,
    what: 'a certificate that has expired is no cause',
    edit: (s) => {
      timesOut(s);
      probeSees(s, {
        outcome: 'response',
        statusCode: 200,
        millis: 9,
        tls: { protocol: 'TLSv1.2', authorizationError: 'CERT_HAS_EXPIRED' },
      });
    },
    first: 'cause-not-visible',
    not: ['tls-handshake-incompatible'],
  },
  {
    base: TASKS,
    what: 'a group of HTTP/2, a server of HTTP/1.1',
    edit: (s) => {
      s.targetGroup.ProtocolVersion = 'HTTP2';
      failsChecks(s);
      probeSees(s, {
        outcome: 'protocol-error',
        error: 'nghttp2: HTTP/1.1 response to the HTTP/2 preface',
        protocolVersion: 'HTTP2',
      });
    },
    first: 'protocol-version-mismatch',
    confidence: 'certain',
  },
  {
    base: TASKS,
    what: 'a group of HTTP/1.1, a server of HTTP/2 only',
    edit: (s) => {
      failsChecks(s);
      probeSees(s, { outcome: 'protocol-error', error: 'Parse Error: Expected HTTP/, RTSP/ or ICE/' });
    },
    first: 'protocol-version-mismatch',
    confidence: 'certain',
  },
  {
    base: GRPC,
    what: 'a gRPC group fails, and nobody probed',
    edit: (s) => failsChecks(s),
    first: 'protocol-version-mismatch',
  },
  {
    base: NLB,
    what: 'a TCP check fails',
    edit: (s) => failsChecks(s),
    first: 'nothing-listening',
    confidence: 'likely',
  },
  {
    base: NLB,
    what: 'an NLB that names a timeout',
    edit: (s) => isInState(s, 'unhealthy', 'Target.Timeout', 'Request timed out'),
    first: 'cause-not-visible',
    not: ['path-not-found', 'matcher-too-narrow'],
  },
  {
    base: NLB,
    what: 'unhealthy.draining without a reason',
    edit: (s) => {
      failsChecks(s);
      for (const target of s.targets) target.TargetHealth = { State: 'unhealthy.draining' };
      probeSees(s, { outcome: 'refused' });
    },
    first: 'nothing-listening',
  },
];

const SILENCES: readonly Disguise[] = [
  {
    base: ALB,
    what: 'silence, and nothing else to see',
    edit: (s) => timesOut(s),
    first: 'cause-not-visible',
    not: [...NETWORK, 'nothing-listening', 'health-check-too-slow'],
  },
  {
    base: ALB,
    what: 'an answer after the timeout',
    edit: (s) => {
      timesOut(s);
      probeSees(s, { outcome: 'response', statusCode: 200, millis: 7400 });
    },
    first: 'health-check-too-slow',
    confidence: 'certain',
  },
  {
    base: ALB,
    what: 'a connection on which nothing comes',
    edit: (s) => {
      timesOut(s);
      probeSees(s, { outcome: 'timeout', millis: 5000, error: 'connected, no response headers within 5000 ms' });
    },
    first: 'health-check-too-slow',
    confidence: 'likely',
  },
  {
    base: ALB,
    what: 'slow by the load balancer’s own measure',
    edit: (s) => {
      timesOut(s);
      showMetric(s, { name: 'TargetResponseTime', values: [5.4, 6.1, 7.7], stat: 'p99' });
    },
    first: 'health-check-too-slow',
    confidence: 'likely',
  },
  {
    base: ALB,
    what: 'a probe cannot connect either: the host drops packets',
    edit: (s) => {
      timesOut(s);
      probeSees(s, { outcome: 'timeout', millis: 5000, error: 'connect ETIMEDOUT 10.0.0.7:8080' });
    },
    first: 'nothing-listening',
    confidence: 'likely',
    not: ['health-check-too-slow'],
  },
  {
    base: ALB,
    what: 'CPU at its end',
    edit: (s) => {
      timesOut(s);
      for (const target of s.targets) cpu(s, 'CPUUtilization', [96, 99, 100, 99], target.Target.Id);
    },
    first: 'target-overloaded',
    confidence: 'likely',
  },
  {
    base: ALB,
    what: 'a failed status check',
    edit: (s) => {
      timesOut(s);
      for (const status of s.region.instanceStatuses ?? []) status.InstanceStatus = { Status: 'impaired' };
    },
    first: 'target-overloaded',
    confidence: 'certain',
  },
  {
    base: ALB,
    what: 'ELB’s own error',
    edit: (s) => isInState(s, 'unhealthy', 'Elb.InternalError', 'Health checks failed due to an internal error'),
    first: 'load-balancer-internal-error',
    confidence: 'certain',
  },
  {
    base: TASKS,
    what: 'an address of a load balancer',
    edit: (s) =>
      isInState(
        s,
        'unused',
        'Target.IpUnusable',
        'The IP address cannot be used as a target, as it is in use by a load balancer',
      ),
    first: 'address-belongs-to-load-balancer',
    confidence: 'certain',
  },
];

test.each([...ANSWERS, ...CONNECTIONS, ...SILENCES])(
  '$base: $what → $first',
  ({ base, edit, first, confidence, not }) => {
    const causes = causesAfter(base, edit);
    expect(causes[0]).toMatchObject({ check: first, ...(confidence ? { confidence } : {}) });
    const blamed = causes.filter((cause) => cause.confidence !== 'possible').map(({ check }) => check);
    expect(blamed.filter((check) => not?.includes(check))).toEqual([]);
  },
);

function causesAfter(name: string, edit: (scene: Scene) => void): readonly RenderedCause[] {
  const base = healthyBases().find((each) => each.name === name);
  if (base === undefined) throw new Error(`no base is called ${name}`);
  const snapshot = structuredClone(base.snapshot);
  const scene = sceneOf(base, snapshot);
  edit(scene);
  const [region] = auditSnapshot(snapshot, snapshot.capturedAt).regions;
  const groups = region?.targetGroups.known ? region.targetGroups.value : [];
  const group = groups.find(({ targetGroup }) => targetGroup.arn === base.targetGroup);
  const last = scene.targets.at(-1)?.Target;
  const diagnosis = group?.diagnoses.find(({ targets }) =>
    targets.some(({ id, port }) => id === last?.Id && (port === undefined || port === last?.Port)),
  );
  return diagnosis?.causes ?? [];
}
