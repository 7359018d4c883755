import { answersWith, failsChecks, isUnused, probeSees, showMetric } from '../faults/symptoms.ts';
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
];
