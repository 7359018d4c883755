/** A small online shop: thirteen services in two zones and a peered VPC, all healthy. */
import type { Snapshot } from '../snapshot/snapshot.ts';
import { addHttpsAlb, addNlbIn, type HttpsAlb, serveByListener, serveByRule } from './front-doors.ts';
import { addSecurityGroup, tcp } from './interfaces.ts';
import { addPeering } from './networks.ts';
import { type SampleAccount, sampleAccount, snapshotOf } from './sample-account.ts';
import { addStandardNetwork, addTightAcls, type StandardNetwork } from './standard-network.ts';
import {
  addLambdaTargetGroup,
  addTargetGroup,
  type SampleTargetGroup,
  type TargetGroupOptions,
} from './target-groups.ts';
import { addAlbTarget, addInstanceTargets, addIpTargets, addLambdaTarget, addPodTargets } from './targets.ts';

export interface DemoAccount {
  readonly snapshot: Snapshot;
  /** ARNs by name. */
  readonly targetGroups: Readonly<Record<string, string>>;
  readonly loadBalancers: Readonly<Record<string, string>>;
}

interface Shop {
  readonly account: SampleAccount;
  readonly network: StandardNetwork;
  readonly publicAlb: HttpsAlb;
}

export function demoAccount(capturedAt = '2026-11-22T12:00:00Z'): DemoAccount {
  const account = sampleAccount({ seed: 'lighthouse-books', accountId: '123456789012', capturedAt });
  const network = addStandardNetwork(account, { name: 'shop', prefix: '10.20' });
  addTightAcls(account, network, [
    [53, 53],
    [1024, 65535],
  ]);
  const shop = { account, network, publicAlb: addHttpsAlb(account, network, { name: 'shop-public' }) };
  addInstanceServices(shop);
  addContainerServices(shop);
  addPeeredService(shop);
  addNetworkServices(shop);
  addFunction(shop);
  // Its path matches all that no rule before it does.
  addFargateService(shop, { name: 'storefront', port: 3000 }, 2, '/*');
  return {
    snapshot: snapshotOf(account),
    targetGroups: Object.fromEntries(
      account.region.targetGroups.map(({ TargetGroupName, TargetGroupArn }) => [TargetGroupName ?? '', TargetGroupArn]),
    ),
    loadBalancers: Object.fromEntries(
      account.region.loadBalancers.map(({ LoadBalancerName, LoadBalancerArn }) => [
        LoadBalancerName ?? '',
        LoadBalancerArn,
      ]),
    ),
  };
}

/** A group of its own for a service's targets, which admits the public load balancer on one port. */
function securityGroupOf({ account, network, publicAlb }: Shop, name: string, ...ports: readonly number[]): string {
  const ingress = ports.map((port) => tcp(port, publicAlb.group.GroupId));
  return addSecurityGroup(account, { name, vpcId: network.vpc.id, ingress }).GroupId;
}

function targetGroupIn({ account, network }: Shop, options: Omit<TargetGroupOptions, 'vpcId'>): SampleTargetGroup {
  const tags = { service: options.name, team: TEAMS[options.name] ?? 'platform' };
  return addTargetGroup(account, { ...options, vpcId: network.vpc.id, tags });
}

const TEAMS: Readonly<Record<string, string>> = {
  'orders-api': 'orders',
  checkout: 'orders',
  payments: 'orders',
  storefront: 'web',
  search: 'discovery',
  recommendations: 'discovery',
};

function addInstanceServices(shop: Shop): void {
  const { account, network, publicAlb } = shop;
  const subnets = network.privateSubnets;
  const orders = targetGroupIn(shop, { name: 'orders-api', port: 8080 });
  const ordersGroup = securityGroupOf(shop, 'orders-hosts', 8080);
  addInstanceTargets(account, orders, { name: 'orders', subnets, perSubnet: 2, groups: [ordersGroup] });
  serveByRule(account, publicAlb, orders, { paths: ['/api/orders*'] });

  const identity = targetGroupIn(shop, { name: 'identity', protocol: 'HTTPS', port: 8443 });
  const identityGroup = securityGroupOf(shop, 'identity-hosts', 8443);
  addInstanceTargets(account, identity, { name: 'identity', subnets, groups: [identityGroup] });
  serveByRule(account, publicAlb, identity, { hosts: ['login.lighthouse-books.example'] });

  const images = targetGroupIn(shop, { name: 'product-images', port: 80 });
  const imagesGroup = addSecurityGroup(account, {
    name: 'ecs-hosts',
    vpcId: network.vpc.id,
    ingress: [tcp([32768, 65535], publicAlb.group.GroupId)],
  });
  const ports = [32771, 32784];
  addInstanceTargets(account, images, { name: 'ecs-production', subnets, groups: [imagesGroup.GroupId], ports });
  serveByRule(account, publicAlb, images, { paths: ['/images/*'] });
}

function addFargateService(
  shop: Shop,
  options: Omit<TargetGroupOptions, 'vpcId' | 'targetType'>,
  perSubnet: number,
  path: string,
): void {
  const { account, network, publicAlb } = shop;
  const targetGroup = targetGroupIn(shop, { ...options, targetType: 'ip' });
  const groups = [securityGroupOf(shop, `${options.name}-tasks`, options.port)];
  addIpTargets(account, targetGroup, { subnets: network.privateSubnets, perSubnet, groups });
  serveByRule(account, publicAlb, targetGroup, { paths: [path] });
}

function addContainerServices(shop: Shop): void {
  const { account, network, publicAlb } = shop;
  addFargateService(shop, { name: 'checkout', port: 8000, healthCheck: { path: '/health/live' } }, 2, '/checkout*');
  addFargateService(shop, { name: 'recommendations', port: 8081 }, 1, '/api/recommendations*');
  const grpc = { name: 'inventory-grpc', port: 50051, protocolVersion: 'GRPC' } as const;
  addFargateService(shop, grpc, 1, '/inventory.v1.Inventory/*');

  const search = targetGroupIn(shop, { name: 'search', targetType: 'ip', port: 9200, healthCheck: { path: '/_ping' } });
  addPodTargets(account, search, {
    subnets: network.privateSubnets,
    groups: [securityGroupOf(shop, 'eks-nodes', 9200)],
    addressing: 'secondary-addresses',
    podsPerNode: 2,
  });
  serveByRule(account, publicAlb, search, { paths: ['/api/search*'] });
}

function addPeeredService({ account, network, publicAlb }: Shop): void {
  const erp = addStandardNetwork(account, { name: 'erp', prefix: '10.60' });
  addPeering(
    account,
    { vpc: network.vpc, routeTables: [network.publicRoutes, network.privateRoutes] },
    { vpc: erp.vpc, routeTables: [erp.privateRoutes] },
  );
  const hosts = addSecurityGroup(account, {
    name: 'erp-hosts',
    vpcId: erp.vpc.id,
    ingress: [tcp(8090, ...network.publicSubnets.map(({ cidr }) => cidr))],
  });
  const legacy = addTargetGroup(account, {
    name: 'legacy-erp',
    vpcId: network.vpc.id,
    targetType: 'ip',
    port: 8090,
    tags: { service: 'legacy-erp', team: 'finance' },
  });
  addIpTargets(account, legacy, { subnets: erp.privateSubnets, groups: [hosts.GroupId], zone: 'all' });
  serveByRule(account, publicAlb, legacy, { paths: ['/erp/*'] });
}

function addNetworkServices(shop: Shop): void {
  const { account, network } = shop;
  const vpcId = network.vpc.id;
  const subnets = network.privateSubnets;
  const front = addSecurityGroup(account, { name: 'payments-nlb', vpcId, ingress: [tcp(443, '0.0.0.0/0')] });
  const paymentsNlb = addNlbIn(account, network, { name: 'payments', groups: [front.GroupId] });
  const payments = targetGroupIn(shop, { name: 'payments', targetType: 'ip', protocol: 'TCP', port: 8443 });
  const tasks = addSecurityGroup(account, { name: 'payments-tasks', vpcId, ingress: [tcp(8443, front.GroupId)] });
  addIpTargets(account, payments, { subnets, groups: [tasks.GroupId] });
  serveByListener(account, paymentsNlb, payments, { port: 443, protocol: 'TCP' });

  const telemetryNlb = addNlbIn(account, network, { name: 'telemetry' });
  const mqtt = targetGroupIn(shop, { name: 'mqtt-brokers', protocol: 'TCP', port: 8883 });
  const brokers = addSecurityGroup(account, { name: 'mqtt-brokers', vpcId, ingress: [tcp(8883, '10.0.0.0/8')] });
  addInstanceTargets(account, mqtt, { name: 'mqtt', subnets, groups: [brokers.GroupId] });
  serveByListener(account, telemetryNlb, mqtt, { port: 8883, protocol: 'TCP' });

  const edgeGroup = addSecurityGroup(account, { name: 'edge-nlb', vpcId, ingress: [tcp(443, '0.0.0.0/0')] });
  const edgeNlb = addNlbIn(account, network, { name: 'edge', groups: [edgeGroup.GroupId], scheme: 'internet-facing' });
  const edge = targetGroupIn(shop, {
    name: 'shop-public-alb',
    targetType: 'alb',
    protocol: 'TCP',
    port: 443,
    healthCheck: { protocol: 'HTTPS', path: '/healthz' },
  });
  addAlbTarget(account, edge, shop.publicAlb.loadBalancer);
  serveByListener(account, edgeNlb, edge, { port: 443, protocol: 'TCP' });
}

function addFunction({ account, publicAlb }: Shop): void {
  const webhooks = addLambdaTargetGroup(account, 'webhooks');
  addLambdaTarget(account, webhooks, 'payment-webhooks');
  serveByRule(account, publicAlb, webhooks, { paths: ['/webhooks/*'] });
}
