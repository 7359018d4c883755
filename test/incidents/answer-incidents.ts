import { answersWith, failsChecks, isUnused, probeSees, showMetric, timesOut } from '../faults/symptoms.ts';
import type { Incident } from './incident.ts';

export const answerIncidents: readonly Incident[] = [
  {
    name: 'every target redirects to HTTPS, and users notice nothing',
    story: 'A library update turns on the redirect. The load balancer routes to all targets since none is healthy.',
    base: 'alb-to-fargate',
    happen: (scene) => answersWith(scene, 301),
    first: 'health-check-redirected',
    ruledOut: ['path-not-found', 'application-error', 'health-check-needs-authentication'],
    impact: 'failing-open',
  },
  {
    name: 'a host allow-list refuses the address in the Host header',
    story: 'The framework answers 400 to a Host it does not know, and 200 to its own name.',
    base: 'alb-to-pods',
    happen(scene) {
      answersWith(scene, 400);
      probeSees(scene, { outcome: 'response', statusCode: 400 });
      probeSees(scene, { outcome: 'response', statusCode: 200, host: 'search.shop.example' });
    },
    first: 'host-header-rejected',
    ruledOut: ['path-not-found', 'matcher-too-narrow', 'health-check-protocol-mismatch'],
  },
  {
    name: 'the standby node of a cluster answers 429',
    story: 'One of two nodes leads and answers 200; the other says that it stands by.',
    base: 'alb-to-https',
    happen: (scene) => answersWith(scene, 429, (target) => target === scene.targets[1]),
    first: 'matcher-too-narrow',
    ruledOut: ['application-error', 'health-check-needs-authentication'],
    impact: 'degraded',
  },
  {
    name: 'a gRPC health service that does not know the service',
    story: 'The server answers status 5 for the name that the check asks about.',
    base: 'alb-to-grpc',
    happen: (scene) => answersWith(scene, 5),
    first: 'path-not-found',
    ruledOut: ['application-error', 'protocol-version-mismatch'],
  },
  {
    name: 'the listener of the load balancer behind moved to another port',
    story: 'The NLB checks 443 of the ALB; its HTTPS listener is on 8443 now, and 80 redirects.',
    base: 'nlb-to-alb',
    happen(scene) {
      for (const listener of scene.region.listeners ?? []) {
        if (listener.Protocol === 'HTTPS') listener.Port = 8443;
      }
      failsChecks(scene);
    },
    first: 'health-check-port-mismatch',
    ruledOut: ['target-ingress-blocked', 'no-route-to-target'],
  },
  {
    name: 'an instance was taken by the spot market',
    story: 'It stays registered; the other targets carry on.',
    base: 'alb-to-instances',
    happen(scene) {
      const [gone] = scene.targets;
      for (const instance of scene.region.instances ?? []) {
        if (instance.InstanceId !== gone?.Target.Id) continue;
        instance.State = { Name: 'terminated' };
        instance.StateReason = {
          Code: 'Server.SpotInstanceTermination',
          Message: 'Server.SpotInstanceTermination: Spot',
        };
      }
      isUnused(scene, 'Target.InvalidState', 'Target is in the terminated state', (target) => target === gone);
    },
    first: 'target-not-running',
    ruledOut: [],
    impact: 'degraded',
  },
  {
    name: 'the certificate is expired, and that is not why',
    story: 'The probe complains about the certificate, which ELB does not look at; the answer is 500.',
    base: 'alb-to-https',
    happen(scene) {
      answersWith(scene, 500);
      const tls = { protocol: 'TLSv1.3', authorizationError: 'CERT_HAS_EXPIRED', validTo: '2026-11-01T00:00:00Z' };
      probeSees(scene, { outcome: 'response', statusCode: 500, tls });
      showMetric(scene, { name: 'HTTPCode_Target_5XX_Count', values: [9, 11, 8, 10, 9, 12, 9, 8, 11, 10] });
    },
    first: 'application-error',
    ruledOut: ['path-not-found', 'health-check-protocol-mismatch'],
  },
  {
    name: 'a Network Load Balancer checks by HTTPS what speaks TLS 1.3 only',
    story: 'The hardening guide turned TLS 1.2 off. Clients are fine; the checks of an NLB need TLS 1.2.',
    base: 'nlb-with-security-groups',
    happen(scene) {
      const matcher = { Matcher: { HttpCode: '200-399' }, HealthCheckPath: '/healthz' };
      Object.assign(scene.targetGroup, { HealthCheckProtocol: 'HTTPS', ...matcher });
      failsChecks(scene);
      const error = 'alert protocol version (offered TLSv1.2; server accepts TLSv1.3 only)';
      probeSees(scene, { outcome: 'tls-error', tls: { protocol: 'TLSv1.2' }, error });
    },
    first: 'tls-handshake-incompatible',
    ruledOut: ['target-ingress-blocked', 'target-acl-blocks-request', 'target-acl-blocks-reply', 'nothing-listening'],
    impact: 'failing-open',
  },
  {
    name: 'an alias of the function is registered, and only the function itself was permitted',
    story: 'The policy is on the function; the one of the alias does not exist.',
    base: 'alb-to-lambda',
    happen({ region, targets }) {
      for (const { Target } of targets) {
        Target.Id = `${Target.Id}:live`;
        region.lambdaPolicies = { ...region.lambdaPolicies, [Target.Id]: null };
      }
    },
    about: () => true,
    first: 'lambda-permission-missing',
    ruledOut: [],
  },
  {
    name: 'a check by TCP is refused on one of several task ports',
    story: 'Two of three tasks on an instance listen; the third crashed on start.',
    base: 'alb-to-dynamic-ports',
    happen(scene) {
      failsChecks(scene, (target) => target === scene.targets.at(-1));
      probeSees(scene, { outcome: 'refused', millis: 1, error: 'connect ECONNREFUSED' });
    },
    first: 'nothing-listening',
    ruledOut: ['target-ingress-blocked', 'target-not-running', 'target-overloaded'],
    impact: 'degraded',
  },
  {
    name: 'the instances run out of CPU, and the answer comes too late',
    story: 'Only one of two is hit; the other has credits left.',
    base: 'alb-by-prefix-list',
    happen(scene) {
      const [slow] = scene.targets;
      timesOut(scene, (target) => target === slow);
      const dimensions = [{ Name: 'InstanceId', Value: slow?.Target.Id ?? '' }];
      const series = { namespace: 'AWS/EC2', dimensions, stat: 'Average' };
      showMetric(scene, { ...series, name: 'CPUUtilization', values: [88, 95, 99, 100, 100, 100, 100, 99, 100, 100] });
      showMetric(scene, { ...series, name: 'CPUCreditBalance', values: [4, 2, 0.5, 0, 0, 0, 0, 0, 0, 0] });
    },
    first: 'target-overloaded',
    ruledOut: ['target-ingress-blocked', 'target-acl-blocks-reply', 'no-route-back'],
    impact: 'degraded',
  },
];
