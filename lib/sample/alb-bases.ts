/** Healthy target groups behind an Application Load Balancer. */
import { addHttpsAlb, type HttpsAlb, serveByRule } from './front-doors.ts';
import { baseOf, type HealthyBase } from './healthy-base.ts';
import { addSecurityGroup, tcp } from './interfaces.ts';
import { addPeering, addPrefixList } from './networks.ts';
import { type SampleAccount, sampleAccount } from './sample-account.ts';
import { addStandardNetwork, addTightAcls, type StandardNetwork } from './standard-network.ts';
import { addLambdaTargetGroup, addTargetGroup, type SampleTargetGroup } from './target-groups.ts';
import { addInstanceTargets, addIpTargets, addLambdaTarget, addPodTargets } from './targets.ts';

interface AlbStage {
  readonly account: SampleAccount;
  readonly network: StandardNetwork;
  readonly alb: HttpsAlb;
  /** A security group for targets that admits the load balancer on these ports. */
  targetsOn(...ports: readonly (number | readonly [from: number, to: number])[]): string;
  finish(targetGroup: SampleTargetGroup): HealthyBase;
}

function stage(name: string, { dualStack = false }: { readonly dualStack?: boolean } = {}): AlbStage {
  const account = sampleAccount({ seed: name });
  const network = addStandardNetwork(account, { name: 'shop', prefix: '10.20', dualStack });
  const alb = addHttpsAlb(account, network, { name: 'shop-public', dualStack });
  return {
    account,
    network,
    alb,
    targetsOn: (...ports) =>
      addSecurityGroup(account, {
        name: 'shop-targets',
        vpcId: network.vpc.id,
        ingress: ports.map((port) => tcp(port, alb.group.GroupId)),
      }).GroupId,
    finish(targetGroup) {
      serveByRule(account, alb, targetGroup, { paths: ['/*'] });
      return baseOf(name, account, alb.loadBalancer, targetGroup);
    },
  };
}

function albToInstances(): HealthyBase {
  const { account, network, targetsOn, finish } = stage('alb-to-instances');
  addTightAcls(account, network, [[8080, 8080]]);
  const orders = addTargetGroup(account, { name: 'orders-api', vpcId: network.vpc.id, port: 8080 });
  addInstanceTargets(account, orders, {
    name: 'orders',
    subnets: network.privateSubnets,
    perSubnet: 2,
    groups: [targetsOn(8080)],
  });
  return finish(orders);
}

function albToFargate(): HealthyBase {
  const { account, network, targetsOn, finish } = stage('alb-to-fargate');
  const store = addTargetGroup(account, {
    name: 'storefront',
    vpcId: network.vpc.id,
    targetType: 'ip',
    port: 3000,
    attributes: { 'deregistration_delay.timeout_seconds': '60' },
  });
  addIpTargets(account, store, { subnets: network.privateSubnets, groups: [targetsOn(3000)] });
  return finish(store);
}

/** The check goes to a management port that is not the traffic's. */
function albWithManagementPort(): HealthyBase {
  const { account, network, targetsOn, finish } = stage('alb-with-management-port');
  const catalog = addTargetGroup(account, {
    name: 'catalog',
    vpcId: network.vpc.id,
    targetType: 'ip',
    port: 8080,
    healthCheck: { port: 9090, path: '/actuator/health' },
  });
  addIpTargets(account, catalog, { subnets: network.privateSubnets, groups: [targetsOn(8080, 9090)] });
  return finish(catalog);
}

function albToLambda(): HealthyBase {
  const { account, finish } = stage('alb-to-lambda');
  const webhooks = addLambdaTargetGroup(account, 'webhooks');
  addLambdaTarget(account, webhooks, 'webhooks');
  return finish(webhooks);
}

/** Pods whose addresses come out of prefixes delegated to the nodes' interfaces. */
function albToPods(): HealthyBase {
  const { account, network, targetsOn, finish } = stage('alb-to-pods');
  const search = addTargetGroup(account, {
    name: 'k8s-search-api-4f1c20',
    vpcId: network.vpc.id,
    targetType: 'ip',
    port: 8000,
    tags: { 'elbv2.k8s.aws/cluster': 'production', 'ingress.k8s.aws/stack': 'search/api' },
  });
  addPodTargets(account, search, {
    subnets: network.privateSubnets,
    groups: [targetsOn(8000)],
    addressing: 'delegated-prefix',
    podsPerNode: 2,
  });
  return finish(search);
}

/** Targets admit the load balancer's subnets by a customer-managed prefix list. */
function albByPrefixList(): HealthyBase {
  const { account, network, finish } = stage('alb-by-prefix-list');
  const list = addPrefixList(
    account,
    'load-balancer-subnets',
    network.publicSubnets.map(({ cidr }) => cidr),
  );
  const group = addSecurityGroup(account, {
    name: 'reports-hosts',
    vpcId: network.vpc.id,
    ingress: [tcp(8081, list)],
  });
  const reports = addTargetGroup(account, { name: 'reports', vpcId: network.vpc.id, port: 8081 });
  addInstanceTargets(account, reports, {
    name: 'reports',
    subnets: network.privateSubnets,
    groups: [group.GroupId],
    instanceType: 't4g.small',
  });
  return finish(reports);
}

function albDualStack(): HealthyBase {
  const { account, network, targetsOn, finish } = stage('alb-to-ipv6-targets', { dualStack: true });
  addTightAcls(account, network, [[8443, 8443]]);
  const accounts = addTargetGroup(account, {
    name: 'accounts-v6',
    vpcId: network.vpc.id,
    targetType: 'ip',
    ipAddressType: 'ipv6',
    port: 8443,
  });
  addIpTargets(account, accounts, { subnets: network.privateSubnets, groups: [targetsOn(8443)] });
  return finish(accounts);
}

/** Addresses in a VPC at the other end of a peering connection. */
function albToPeeredVpc(): HealthyBase {
  const { account, network, alb, finish } = stage('alb-to-peered-vpc');
  const other = addStandardNetwork(account, { name: 'erp', prefix: '10.60' });
  addPeering(
    account,
    { vpc: network.vpc, routeTables: [network.publicRoutes, network.privateRoutes] },
    { vpc: other.vpc, routeTables: [other.privateRoutes] },
  );
  const group = addSecurityGroup(account, {
    name: 'erp-targets',
    vpcId: other.vpc.id,
    ingress: [tcp(8090, alb.group.GroupId)],
  });
  const peering = account.region.vpcPeeringConnections[0]?.VpcPeeringConnectionId;
  for (const pair of group.IpPermissions?.[0]?.UserIdGroupPairs ?? []) {
    Object.assign(pair, { VpcId: network.vpc.id, VpcPeeringConnectionId: peering, PeeringStatus: 'active' });
  }
  const erp = addTargetGroup(account, { name: 'legacy-erp', vpcId: network.vpc.id, targetType: 'ip', port: 8090 });
  addIpTargets(account, erp, { subnets: other.privateSubnets, groups: [group.GroupId], zone: 'all' });
  return finish(erp);
}

/** Bridge-mode tasks: each instance is registered on several ports of its ephemeral range. */
function albToDynamicPorts(): HealthyBase {
  const { account, network, targetsOn, finish } = stage('alb-to-dynamic-ports');
  addTightAcls(account, network, [[32768, 65535]]);
  const images = addTargetGroup(account, {
    name: 'ecs-images',
    vpcId: network.vpc.id,
    port: 80,
    tags: { 'aws:ecs:serviceName': 'images' },
  });
  addInstanceTargets(account, images, {
    name: 'ecs-production',
    subnets: network.privateSubnets,
    groups: [targetsOn([32768, 65535])],
    ports: [32771, 32784, 49155],
    tags: { 'aws:autoscaling:groupName': 'ecs-production' },
  });
  return finish(images);
}

function albToGrpc(): HealthyBase {
  const { account, network, targetsOn, finish } = stage('alb-to-grpc');
  const inventory = addTargetGroup(account, {
    name: 'inventory-grpc',
    vpcId: network.vpc.id,
    targetType: 'ip',
    port: 50051,
    protocolVersion: 'GRPC',
  });
  addIpTargets(account, inventory, { subnets: network.privateSubnets, groups: [targetsOn(50051)] });
  return finish(inventory);
}

function albToHttps(): HealthyBase {
  const { account, network, targetsOn, finish } = stage('alb-to-https');
  addTightAcls(account, network, [[8443, 8443]]);
  const identity = addTargetGroup(account, {
    name: 'identity',
    vpcId: network.vpc.id,
    protocol: 'HTTPS',
    port: 8443,
  });
  addInstanceTargets(account, identity, {
    name: 'identity',
    subnets: network.privateSubnets,
    groups: [targetsOn(8443)],
  });
  return finish(identity);
}

export const albBases = (): readonly HealthyBase[] => [
  albToInstances(),
  albToFargate(),
  albWithManagementPort(),
  albToLambda(),
  albToPods(),
  albByPrefixList(),
  albDualStack(),
  albToPeeredVpc(),
  albToDynamicPorts(),
  albToGrpc(),
  albToHttps(),
];
