/** Healthy target groups behind a Network or a Gateway Load Balancer. */
import { addHttpsAlb, addNlbIn, serveByListener, serveByRule } from './front-doors.ts';
import { baseOf, type HealthyBase } from './healthy-base.ts';
import { addSecurityGroup, tcp, udp } from './interfaces.ts';
import { addGwlb } from './load-balancers.ts';
import { type SampleAccount, sampleAccount } from './sample-account.ts';
import { addStandardNetwork, addTightAcls, type StandardNetwork } from './standard-network.ts';
import { addTargetGroup } from './target-groups.ts';
import { addAlbTarget, addInstanceTargets, addIpTargets, addPodTargets } from './targets.ts';

function start(name: string): { readonly account: SampleAccount; readonly network: StandardNetwork } {
  const account = sampleAccount({ seed: name });
  return { account, network: addStandardNetwork(account, { name: 'core', prefix: '10.40' }) };
}

const OFFICE = '172.20.0.0/16';

function nlbWithSecurityGroups(): HealthyBase {
  const { account, network } = start('nlb-with-security-groups');
  addTightAcls(account, network, [[8443, 8443]]);
  const vpcId = network.vpc.id;
  const front = addSecurityGroup(account, { name: 'payments-nlb', vpcId, ingress: [tcp(443, '0.0.0.0/0')] });
  const hosts = addSecurityGroup(account, { name: 'payments-tasks', vpcId, ingress: [tcp(8443, front.GroupId)] });
  const nlb = addNlbIn(account, network, { name: 'payments', groups: [front.GroupId], scheme: 'internet-facing' });
  const payments = addTargetGroup(account, { name: 'payments', vpcId, targetType: 'ip', protocol: 'TCP', port: 8443 });
  addIpTargets(account, payments, { subnets: network.privateSubnets, groups: [hosts.GroupId], perSubnet: 2 });
  serveByListener(account, nlb, payments, { port: 443, protocol: 'TCP' });
  return baseOf('nlb-with-security-groups', account, nlb, payments);
}

/** Made without security groups: targets admit the subnets of its nodes. */
function nlbWithoutSecurityGroups(): HealthyBase {
  const { account, network } = start('nlb-without-security-groups');
  const vpcId = network.vpc.id;
  const hosts = addSecurityGroup(account, {
    name: 'mqtt-nodes',
    vpcId,
    ingress: [tcp(1883, ...network.publicSubnets.map(({ cidr }) => cidr))],
  });
  const nlb = addNlbIn(account, network, { name: 'telemetry' });
  const mqtt = addTargetGroup(account, {
    name: 'mqtt-brokers',
    vpcId,
    targetType: 'ip',
    protocol: 'TCP',
    port: 1883,
    attributes: { 'preserve_client_ip.enabled': 'false' },
  });
  addPodTargets(account, mqtt, {
    subnets: network.privateSubnets,
    groups: [hosts.GroupId],
    addressing: 'secondary-addresses',
    podsPerNode: 2,
  });
  serveByListener(account, nlb, mqtt, { port: 1883, protocol: 'TCP' });
  return baseOf('nlb-without-security-groups', account, nlb, mqtt);
}

/** Instances keep client addresses by default: they admit the clients as well as the nodes that check them. */
function nlbWithClientAddresses(): HealthyBase {
  const { account, network } = start('nlb-with-client-addresses');
  const vpcId = network.vpc.id;
  const hosts = addSecurityGroup(account, {
    name: 'ingress-nodes',
    vpcId,
    ingress: [tcp(30443, '0.0.0.0/0'), tcp(30080, ...network.publicSubnets.map(({ cidr }) => cidr))],
  });
  const nlb = addNlbIn(account, network, { name: 'ingress', scheme: 'internet-facing' });
  const ingress = addTargetGroup(account, {
    name: 'k8s-ingress-nginx',
    vpcId,
    protocol: 'TCP',
    port: 30443,
    healthCheck: { protocol: 'HTTP', port: 30080, path: '/healthz' },
  });
  addInstanceTargets(account, ingress, {
    name: 'eks-node',
    subnets: network.privateSubnets,
    groups: [hosts.GroupId],
    tags: { 'kubernetes.io/cluster/core': 'owned' },
  });
  serveByListener(account, nlb, ingress, { port: 443, protocol: 'TCP' });
  return baseOf('nlb-with-client-addresses', account, nlb, ingress);
}

/** UDP is checked over TCP: targets need both open. */
function nlbForUdp(): HealthyBase {
  const { account, network } = start('nlb-for-udp');
  const vpcId = network.vpc.id;
  const nodes = network.publicSubnets.map(({ cidr }) => cidr);
  const hosts = addSecurityGroup(account, {
    name: 'dns-resolvers',
    vpcId,
    ingress: [udp(53, network.vpc.cidr, OFFICE), tcp(8053, ...nodes)],
  });
  const nlb = addNlbIn(account, network, { name: 'dns' });
  const dns = addTargetGroup(account, {
    name: 'dns-resolvers',
    vpcId,
    protocol: 'UDP',
    port: 53,
    healthCheck: { port: 8053 },
  });
  addInstanceTargets(account, dns, { name: 'resolver', subnets: network.privateSubnets, groups: [hosts.GroupId] });
  serveByListener(account, nlb, dns, { port: 53, protocol: 'UDP' });
  return baseOf('nlb-for-udp', account, nlb, dns);
}

/** The Application Load Balancer behind it has a listener on the group's port and healthy targets of its own. */
function nlbToAlb(): HealthyBase {
  const { account, network } = start('nlb-to-alb');
  const vpcId = network.vpc.id;
  const alb = addHttpsAlb(account, network, { name: 'portal-alb', scheme: 'internal' });
  const hosts = addSecurityGroup(account, { name: 'portal-tasks', vpcId, ingress: [tcp(8080, alb.group.GroupId)] });
  const portal = addTargetGroup(account, { name: 'portal', vpcId, targetType: 'ip', port: 8080 });
  addIpTargets(account, portal, { subnets: network.privateSubnets, groups: [hosts.GroupId] });
  serveByRule(account, alb, portal, { paths: ['/*'] });
  const front = addSecurityGroup(account, { name: 'portal-nlb', vpcId, ingress: [tcp(443, '0.0.0.0/0')] });
  const nlb = addNlbIn(account, network, { name: 'portal-static', groups: [front.GroupId], scheme: 'internet-facing' });
  const behind = addTargetGroup(account, {
    name: 'portal-alb',
    vpcId,
    targetType: 'alb',
    protocol: 'TCP',
    port: 443,
    healthCheck: { protocol: 'HTTPS', path: '/healthz' },
  });
  addAlbTarget(account, behind, alb.loadBalancer);
  serveByListener(account, nlb, behind, { port: 443, protocol: 'TCP' });
  return baseOf('nlb-to-alb', account, nlb, behind);
}

function gatewayToAppliances(): HealthyBase {
  const { account, network } = start('gwlb-to-appliances');
  const vpcId = network.vpc.id;
  const nodes = network.privateSubnets.map(({ cidr }) => cidr);
  const hosts = addSecurityGroup(account, {
    name: 'firewalls',
    vpcId,
    ingress: [udp(6081, ...nodes), tcp(8080, ...nodes)],
  });
  const gateway = addGwlb(account, { name: 'inspection', subnets: network.privateSubnets });
  const firewalls = addTargetGroup(account, {
    name: 'firewalls',
    vpcId,
    protocol: 'GENEVE',
    port: 6081,
    healthCheck: { protocol: 'HTTP', port: 8080, path: '/status' },
  });
  addInstanceTargets(account, firewalls, {
    name: 'firewall',
    subnets: network.privateSubnets,
    groups: [hosts.GroupId],
  });
  serveByListener(account, gateway, firewalls, {});
  return baseOf('gwlb-to-appliances', account, gateway, firewalls);
}

export const nlbBases = (): readonly HealthyBase[] => [
  nlbWithSecurityGroups(),
  nlbWithoutSecurityGroups(),
  nlbWithClientAddresses(),
  nlbForUdp(),
  nlbToAlb(),
  gatewayToAppliances(),
];
