/** Load balancers as teams set them up, and putting a target group behind one with its metrics and alarm. */
import type { ActionRecord, ListenerRecord } from '../snapshot/load-balancing.ts';
import type { SecurityGroupRecord } from '../snapshot/networking.ts';
import { addSecurityGroup, tcp } from './interfaces.ts';
import {
  addAlb,
  addListener,
  addNlb,
  addRule,
  forwardTo,
  type LoadBalancerOptions,
  notFound,
  type RuleOptions,
  redirectToHttps,
  type SampleLoadBalancer,
} from './load-balancers.ts';
import { addQuietMetrics, addUnhealthyAlarm } from './observations.ts';
import type { SampleAccount } from './sample-account.ts';
import type { StandardNetwork } from './standard-network.ts';
import type { SampleTargetGroup } from './target-groups.ts';

export interface HttpsAlb {
  readonly loadBalancer: SampleLoadBalancer;
  readonly group: SecurityGroupRecord;
  readonly https: ListenerRecord;
}

export interface HttpsAlbOptions extends Pick<LoadBalancerOptions, 'name' | 'dualStack' | 'scheme' | 'attributes'> {
  /** Of its HTTPS listener. */
  readonly sslPolicy?: string;
  readonly defaultAction?: ActionRecord;
}

/** An Application Load Balancer with HTTPS, and HTTP that redirects to it; an internal one is in the private subnets. */
export function addHttpsAlb(
  account: SampleAccount,
  network: StandardNetwork,
  { name, sslPolicy, defaultAction = notFound, ...options }: HttpsAlbOptions,
): HttpsAlb {
  const everywhere = options.dualStack ? ['0.0.0.0/0', '::/0'] : ['0.0.0.0/0'];
  const group = addSecurityGroup(account, {
    name: `${name}-alb`,
    vpcId: network.vpc.id,
    ingress: [tcp(443, ...everywhere), tcp(80, ...everywhere)],
  });
  const subnets = options.scheme === 'internal' ? network.privateSubnets : network.publicSubnets;
  const loadBalancer = addAlb(account, { name, subnets, groups: [group.GroupId], ...options });
  addListener(account, loadBalancer, { port: 80, protocol: 'HTTP', action: redirectToHttps });
  const https = addListener(account, loadBalancer, {
    port: 443,
    protocol: 'HTTPS',
    action: defaultAction,
    ...(sslPolicy === undefined ? {} : { sslPolicy }),
  });
  return { loadBalancer, group, https };
}

export interface NlbInNetworkOptions {
  readonly name: string;
  /** None for one that was made without, and never can have any. */
  readonly groups?: readonly string[];
  readonly scheme?: 'internet-facing' | 'internal';
}

export function addNlbIn(
  account: SampleAccount,
  network: StandardNetwork,
  { scheme = 'internal', ...options }: NlbInNetworkOptions,
): SampleLoadBalancer {
  return addNlb(account, { ...options, scheme, subnets: network.publicSubnets });
}

/** Puts a group behind a rule of an HTTPS listener. Register its targets first: the metrics count them. */
export function serveByRule(
  account: SampleAccount,
  { loadBalancer, https }: HttpsAlb,
  targetGroup: SampleTargetGroup,
  rule: Omit<RuleOptions, 'action'>,
): void {
  addRule(account, https, { ...rule, action: forwardTo(targetGroup) });
  observe(account, loadBalancer, targetGroup);
}

/** Puts a group behind a listener of its own. Register its targets first: the metrics count them. */
export function serveByListener(
  account: SampleAccount,
  loadBalancer: SampleLoadBalancer,
  targetGroup: SampleTargetGroup,
  listener: { readonly port?: number; readonly protocol?: string },
): ListenerRecord {
  const added = addListener(account, loadBalancer, { ...listener, action: forwardTo(targetGroup) });
  observe(account, loadBalancer, targetGroup);
  return added;
}

function observe(account: SampleAccount, loadBalancer: SampleLoadBalancer, targetGroup: SampleTargetGroup): void {
  addQuietMetrics(account, loadBalancer, targetGroup);
  addUnhealthyAlarm(account, loadBalancer, targetGroup);
}
