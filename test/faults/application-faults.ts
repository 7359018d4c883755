import type { Fault } from './fault.ts';
import { checkPorts, checksByHttp, hasInstances, instancesOf, type Scene, sendsPackets, typeOf } from './scene.ts';
import { answersWith, failsChecks, probeSees, showMetric, timesOut } from './symptoms.ts';

/** Where the check has a port of its own, silence there says that the port is wrong as much as that nothing listens. */
const checksTrafficPort = ({ targetGroup }: Scene) => targetGroup.HealthCheckPort === 'traffic-port';
/** On these ports plain HTTP would be the first suspect. */
const isTlsPort = ({ targetGroup }: Scene) => [443, 8443].includes(targetGroup.Port ?? 0);

const serves = (scene: Scene) => sendsPackets(scene) && scene.targetGroup.TargetType !== 'alb';
const servesHttp = (scene: Scene) =>
  serves(scene) && checksByHttp(scene) && scene.targetGroup.ProtocolVersion !== 'GRPC';
/** Only an ALB tells the code that it got. */
const tellsCodes = (scene: Scene) => servesHttp(scene) && typeOf(scene) === 'application';

interface Answer {
  readonly name: string;
  readonly cause: string;
  readonly code: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fix?: Fault['fix'];
}

const ANSWERS: readonly Answer[] = [
  { name: 'the path is not there (404)', cause: 'path-not-found', code: 404 },
  {
    name: 'the path moved for good (301 to https)',
    cause: 'health-check-redirected',
    code: 301,
    headers: { location: 'https://shop.example/healthz' },
  },
  {
    name: 'the path wants a log-in (302)',
    cause: 'health-check-redirected',
    code: 302,
    headers: { location: '/login?next=%2Fhealthz' },
  },
  {
    name: 'the path wants a trailing slash (308)',
    cause: 'health-check-redirected',
    code: 308,
    headers: { location: '/healthz/' },
  },
  {
    name: 'the path wants credentials (401)',
    cause: 'health-check-needs-authentication',
    code: 401,
    headers: { 'www-authenticate': 'Basic realm="ops"' },
  },
  { name: 'the path is forbidden (403)', cause: 'health-check-needs-authentication', code: 403 },
  { name: 'the application fails (500)', cause: 'application-error', code: 500 },
  {
    name: 'the proxy on the target has nothing behind it (502)',
    cause: 'application-error',
    code: 502,
    headers: { server: 'nginx' },
  },
  { name: 'a dependency of the application is down (503)', cause: 'application-error', code: 503 },
  { name: 'the application answers 204', cause: 'matcher-too-narrow', code: 204, fix: 'change' },
  { name: 'the application answers 206', cause: 'matcher-too-narrow', code: 206, fix: 'change' },
];

const told = ({ name, code, headers: _, ...answer }: Answer): Fault => ({
  ...answer,
  name: `${name}, as ELB tells`,
  layer: 'application',
  appliesTo: tellsCodes,
  inject: (scene) => answersWith(scene, code),
});

/** A Network Load Balancer accepts 200–399 and tells nothing: the probe has to. */
const probed = ({ name, code, headers, ...answer }: Answer): Fault => ({
  ...answer,
  name: `${name}, as a probe saw`,
  layer: 'application',
  appliesTo: (scene) => servesHttp(scene) && (typeOf(scene) === 'application' || code >= 400),
  inject(scene) {
    answersWith(scene, code);
    probeSees(scene, {
      outcome: 'response',
      statusCode: code,
      ...(headers === undefined ? {} : { headers: { ...headers } }),
    });
  },
});

const hostRejected = (code: number): Fault => ({
  name: `the server knows only its own host name (${code})`,
  cause: 'host-header-rejected',
  layer: 'application',
  appliesTo: servesHttp,
  inject(scene) {
    answersWith(scene, code);
    probeSees(scene, { outcome: 'response', statusCode: code, headers: { server: 'nginx' } });
    probeSees(scene, { outcome: 'response', statusCode: 200, host: 'shop.example' });
  },
});

export const answerFaults: readonly Fault[] = [
  ...ANSWERS.map(told),
  ...ANSWERS.map(probed),
  ...[400, 404, 421].map(hostRejected),
];

const refused = { outcome: 'refused', millis: 1, error: 'connect ECONNREFUSED' } as const;

function creditsRunOut(scene: Scene): void {
  for (const { InstanceId } of instancesOf(scene)) {
    const dimensions = [{ Name: 'InstanceId', Value: InstanceId }];
    const series = { namespace: 'AWS/EC2', dimensions, stat: 'Average' };
    showMetric(scene, { ...series, name: 'CPUUtilization', values: [71, 84, 97, 99, 100, 100, 99, 100, 100, 100] });
    showMetric(scene, { ...series, name: 'CPUCreditBalance', values: [9, 6, 3, 1, 0, 0, 0, 0, 0, 0] });
  }
}

export const transportFaults: readonly Fault[] = [
  {
    name: 'the process is down: the port refuses',
    cause: 'nothing-listening',
    layer: 'transport',
    appliesTo: (scene) => serves(scene) && checksTrafficPort(scene),
    inject(scene) {
      failsChecks(scene);
      probeSees(scene, refused);
    },
  },
  {
    name: 'the process is down, and nobody probed',
    cause: 'nothing-listening',
    layer: 'transport',
    appliesTo: (scene) =>
      serves(scene) &&
      typeOf(scene) === 'application' &&
      scene.targetGroup.Protocol === 'HTTP' &&
      scene.targetGroup.ProtocolVersion === 'HTTP1' &&
      checksTrafficPort(scene) &&
      !isTlsPort(scene),
    inject: failsChecks,
  },
  {
    name: 'the process listens on 127.0.0.1 only',
    cause: 'listening-on-loopback-only',
    layer: 'transport',
    appliesTo: servesHttp,
    inject(scene) {
      failsChecks(scene);
      probeSees(scene, refused);
      const port = checkPorts(scene).at(-1);
      probeSees(scene, { outcome: 'response', statusCode: 200, host: `127.0.0.1:${port}` });
    },
  },
  {
    name: 'the health check goes to a port where nothing listens, and the application answers on its own',
    cause: 'health-check-port-mismatch',
    layer: 'transport',
    fix: 'change',
    appliesTo: (scene) =>
      servesHttp(scene) &&
      scene.targetGroup.HealthCheckPort !== 'traffic-port' &&
      scene.targetGroup.Protocol !== 'GENEVE',
    inject(scene) {
      failsChecks(scene);
      probeSees(scene, refused);
      probeSees(scene, { outcome: 'response', statusCode: 200, port: scene.targetGroup.Port ?? 0 });
    },
  },
  {
    name: 'the answer takes longer than the timeout',
    cause: 'health-check-too-slow',
    layer: 'application',
    appliesTo: servesHttp,
    inject(scene) {
      timesOut(scene);
      probeSees(scene, { outcome: 'response', statusCode: 200, millis: 11_400 });
    },
  },
  {
    name: 'the instances are out of CPU credits',
    cause: 'target-overloaded',
    layer: 'application',
    appliesTo: hasInstances,
    inject(scene) {
      timesOut(scene);
      creditsRunOut(scene);
    },
  },
  {
    name: 'the status checks of the instances are impaired',
    cause: 'target-overloaded',
    layer: 'transport',
    appliesTo: hasInstances,
    inject(scene) {
      const ids = new Set(instancesOf(scene).map(({ InstanceId }) => InstanceId));
      for (const status of scene.region.instanceStatuses ?? []) {
        if (ids.has(status.InstanceId)) status.InstanceStatus = { Status: 'impaired' };
      }
      timesOut(scene);
    },
  },
];

export const protocolFaults: readonly Fault[] = [
  {
    name: 'the port speaks plain HTTP and is checked over HTTPS',
    cause: 'health-check-protocol-mismatch',
    layer: 'protocol',
    appliesTo: (scene) => servesHttp(scene) && scene.targetGroup.HealthCheckProtocol === 'HTTPS',
    inject(scene) {
      failsChecks(scene);
      probeSees(scene, { outcome: 'tls-error', error: 'wrong version number' });
      probeSees(scene, { outcome: 'response', statusCode: 200, protocol: 'HTTP' });
    },
  },
  {
    name: 'the port speaks TLS and is checked in plain HTTP',
    cause: 'health-check-protocol-mismatch',
    layer: 'protocol',
    appliesTo: (scene) => servesHttp(scene) && scene.targetGroup.HealthCheckProtocol === 'HTTP',
    inject(scene) {
      failsChecks(scene);
      probeSees(scene, { outcome: 'reset', error: 'read ECONNRESET' });
      const tls = { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' };
      probeSees(scene, { outcome: 'response', statusCode: 200, protocol: 'HTTPS', tls });
    },
  },
  {
    name: 'the gRPC group has a server that speaks HTTP/1.1',
    cause: 'protocol-version-mismatch',
    layer: 'protocol',
    appliesTo: ({ targetGroup }) => targetGroup.ProtocolVersion === 'GRPC',
    inject(scene) {
      failsChecks(scene);
      probeSees(scene, { outcome: 'protocol-error', error: 'expected an HTTP/2 SETTINGS frame, got HTTP/1.1' });
      probeSees(scene, { outcome: 'response', statusCode: 404, protocolVersion: 'HTTP1' });
    },
  },
  {
    name: 'the group was made for HTTP/2 and its server speaks HTTP/1.1',
    cause: 'protocol-version-mismatch',
    layer: 'protocol',
    appliesTo: (scene) => tellsCodes(scene) && scene.targetGroup.ProtocolVersion === 'HTTP1',
    inject(scene) {
      scene.targetGroup.ProtocolVersion = 'HTTP2';
      failsChecks(scene);
      probeSees(scene, { outcome: 'protocol-error', error: 'expected an HTTP/2 SETTINGS frame, got HTTP/1.1' });
      probeSees(scene, { outcome: 'response', statusCode: 200, protocolVersion: 'HTTP1' });
    },
  },
  {
    name: 'the targets accept TLS 1.3 only and no listener offers it',
    cause: 'tls-handshake-incompatible',
    layer: 'protocol',
    appliesTo: ({ targetGroup }) => targetGroup.Protocol === 'HTTPS',
    inject(scene) {
      for (const listener of scene.region.listeners ?? []) {
        if (listener.SslPolicy != null) listener.SslPolicy = 'ELBSecurityPolicy-2016-08';
      }
      failsChecks(scene);
      const error = 'alert protocol version (offered TLSv1.2; server accepts TLSv1.3 only)';
      probeSees(scene, { outcome: 'tls-error', tls: { protocol: 'TLSv1.2' }, error });
      showMetric(scene, { name: 'TargetTLSNegotiationErrorCount', values: [6, 8, 7, 6, 9, 8, 7, 6, 8, 7] });
    },
  },
];
