/** The catalogue: every check, in order of directness. Diagnoses list causes of equal confidence in this order. */
import type { Check } from './define-check.ts';
import addressBelongsToLoadBalancer from './health/address-belongs-to-load-balancer.ts';
import applicationError from './health/application-error.ts';
import causeNotVisible from './health/cause-not-visible.ts';
import drainingLong from './health/draining-long.ts';
import gracePeriodTooShort from './health/grace-period-too-short.ts';
import healthCheckNeedsAuthentication from './health/health-check-needs-authentication.ts';
import healthCheckPortMismatch from './health/health-check-port-mismatch.ts';
import healthCheckProtocolMismatch from './health/health-check-protocol-mismatch.ts';
import healthCheckRedirected from './health/health-check-redirected.ts';
import healthCheckTooSlow from './health/health-check-too-slow.ts';
import healthChecksDisabled from './health/health-checks-disabled.ts';
import hostHeaderRejected from './health/host-header-rejected.ts';
import keepAliveShorterThanIdleTimeout from './health/keep-alive-shorter-than-idle-timeout.ts';
import lambdaBadResponse from './health/lambda-bad-response.ts';
import lambdaPermissionMissing from './health/lambda-permission-missing.ts';
import listeningOnLoopbackOnly from './health/listening-on-loopback-only.ts';
import loadBalancerInternalError from './health/load-balancer-internal-error.ts';
import matcherTooNarrow from './health/matcher-too-narrow.ts';
import nodeLocalHealthCheck from './health/node-local-health-check.ts';
import nothingListening from './health/nothing-listening.ts';
import pathNotFound from './health/path-not-found.ts';
import protocolVersionMismatch from './health/protocol-version-mismatch.ts';
import registrationStuck from './health/registration-stuck.ts';
import targetNotRunning from './health/target-not-running.ts';
import targetOverloaded from './health/target-overloaded.ts';
import thresholdsTooTight from './health/thresholds-too-tight.ts';
import tlsHandshakeIncompatible from './health/tls-handshake-incompatible.ts';
import alarmWithoutAction from './observability/alarm-without-action.ts';
import muteExpired from './observability/mute-expired.ts';
import muteMalformed from './observability/mute-malformed.ts';
import unhealthyHostsUnwatched from './observability/unhealthy-hosts-unwatched.ts';
import addressOutsideReach from './reachability/address-outside-reach.ts';
import clientIpPreservationBlocked from './reachability/client-ip-preservation-blocked.ts';
import healthyButUnreachable from './reachability/healthy-but-unreachable.ts';
import loadBalancerAclBlocksReply from './reachability/load-balancer-acl-blocks-reply.ts';
import loadBalancerAclBlocksRequest from './reachability/load-balancer-acl-blocks-request.ts';
import loadBalancerEgressBlocked from './reachability/load-balancer-egress-blocked.ts';
import loadBalancerHairpin from './reachability/load-balancer-hairpin.ts';
import noRouteBack from './reachability/no-route-back.ts';
import noRouteToTarget from './reachability/no-route-to-target.ts';
import targetAclBlocksReply from './reachability/target-acl-blocks-reply.ts';
import targetAclBlocksRequest from './reachability/target-acl-blocks-request.ts';
import targetIngressBlocked from './reachability/target-ingress-blocked.ts';
import targetsInOneZone from './resilience/targets-in-one-zone.ts';
import zoneWithoutTargets from './resilience/zone-without-targets.ts';
import emptyTargetGroup from './routing/empty-target-group.ts';
import targetGroupUnused from './routing/target-group-unused.ts';
import zonalShiftActive from './routing/zonal-shift-active.ts';
import zoneNotEnabled from './routing/zone-not-enabled.ts';
import deregistrationDelayZero from './settings/deregistration-delay-zero.ts';
import grpcMatcherDefault from './settings/grpc-matcher-default.ts';
import matcherTooWide from './settings/matcher-too-wide.ts';

export const CHECKS: readonly Check[] = [
  // State: what ELB or EC2 says outright.
  targetNotRunning,
  addressBelongsToLoadBalancer,
  lambdaPermissionMissing,
  loadBalancerInternalError,
  nodeLocalHealthCheck,

  // Reachability: what the network's configuration proves, in the packet's order.
  addressOutsideReach,
  loadBalancerEgressBlocked,
  loadBalancerAclBlocksRequest,
  noRouteToTarget,
  targetAclBlocksRequest,
  targetIngressBlocked,
  targetAclBlocksReply,
  noRouteBack,
  loadBalancerAclBlocksReply,
  clientIpPreservationBlocked,
  loadBalancerHairpin,
  healthyButUnreachable,

  // Routing.
  targetGroupUnused,
  zoneNotEnabled,
  emptyTargetGroup,
  zonalShiftActive,

  // Health: what the answers say.
  listeningOnLoopbackOnly,
  healthCheckRedirected,
  healthCheckNeedsAuthentication,
  applicationError,
  pathNotFound,
  hostHeaderRejected,
  matcherTooNarrow,
  healthCheckProtocolMismatch,
  protocolVersionMismatch,
  tlsHandshakeIncompatible,
  lambdaBadResponse,

  // Health: by elimination.
  gracePeriodTooShort,
  healthCheckPortMismatch,
  nothingListening,
  targetOverloaded,
  thresholdsTooTight,
  healthCheckTooSlow,
  registrationStuck,
  drainingLong,
  keepAliveShorterThanIdleTimeout,
  healthChecksDisabled,

  // Settings.
  matcherTooWide,
  grpcMatcherDefault,
  deregistrationDelayZero,

  // Resilience.
  targetsInOneZone,
  zoneWithoutTargets,

  // Observability.
  unhealthyHostsUnwatched,
  alarmWithoutAction,
  muteMalformed,
  muteExpired,

  // The last resort: reads what all others answered.
  causeNotVisible,
];
