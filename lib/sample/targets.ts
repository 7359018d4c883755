/** Ready-made kinds of targets: instances, ECS and EKS interfaces, functions, load balancers. */
import { addressIn } from './ids.ts';
import {
  addInstance,
  addInterface,
  type InstanceOptions,
  type SampleInstance,
  type SampleInterface,
  takePrefix,
} from './interfaces.ts';
import type { SampleLoadBalancer } from './load-balancers.ts';
import type { SampleSubnet } from './networks.ts';
import { arnOf, type SampleAccount } from './sample-account.ts';
import { registerTargets, type SampleTargetGroup } from './target-groups.ts';

export interface InstanceTargetOptions extends InstanceOptions {
  readonly subnets: readonly SampleSubnet[];
  /** How many in each subnet; one where it is left out. */
  readonly perSubnet?: number;
  /** Ports on which each instance is registered; the group's own where it is left out. */
  readonly ports?: readonly number[];
}

/** New instances, registered with the group. */
export function addInstanceTargets(
  account: SampleAccount,
  targetGroup: SampleTargetGroup,
  { subnets, perSubnet = 1, ports, name, ...options }: InstanceTargetOptions,
): readonly SampleInstance[] {
  const places = subnets.flatMap((subnet) => Array.from({ length: perSubnet }, () => subnet));
  const instances = places.map((subnet, n) => addInstance(account, subnet, { name: `${name}-${n + 1}`, ...options }));
  const targets = instances.flatMap(({ id }) => (ports ?? [undefined]).map((port) => (port ? { id, port } : { id })));
  registerTargets(account, targetGroup, targets);
  return instances;
}

export interface IpTargetOptions {
  readonly subnets: readonly SampleSubnet[];
  readonly groups: readonly string[];
  readonly perSubnet?: number;
  readonly port?: number;
  readonly dualStack?: boolean;
  /** The zone to tell; that of the subnet where it is left out, `all` for addresses outside the group's VPC. */
  readonly zone?: string;
}

/** Fargate tasks, each with an interface of its own; an IPv6 group gets their IPv6 addresses. */
export function addIpTargets(
  account: SampleAccount,
  targetGroup: SampleTargetGroup,
  { subnets, groups, perSubnet = 1, port, zone, dualStack = false }: IpTargetOptions,
): readonly SampleInterface[] {
  const isIpv6 = targetGroup.record.IpAddressType === 'ipv6';
  return subnets.flatMap((subnet) =>
    Array.from({ length: perSubnet }, () => {
      const eni = addInterface(account, subnet, {
        description: arnOf(account, 'ecs', `attachment/${account.ids.uuid()}`),
        groups,
        requesterId: '578734482556',
        dualStack: dualStack || isIpv6,
        tags: { 'aws:ecs:clusterName': 'production', 'aws:ecs:serviceName': targetGroup.name },
      });
      const id = isIpv6 ? (eni.ipv6 ?? eni.address) : eni.address;
      registerTargets(account, targetGroup, [
        { id, zone: zone ?? subnet.zone, ...(port === undefined ? {} : { port }) },
      ]);
      return eni;
    }),
  );
}

export interface PodTargetOptions {
  readonly subnets: readonly SampleSubnet[];
  readonly groups: readonly string[];
  /** Secondary addresses of the node's interface, or addresses of a /28 delegated to it. */
  readonly addressing: 'secondary-addresses' | 'delegated-prefix';
  readonly podsPerNode?: number;
  readonly clusterName?: string;
}

/** EKS pods behind the interface of one node in each subnet, registered by address. */
export function addPodTargets(
  account: SampleAccount,
  targetGroup: SampleTargetGroup,
  { subnets, groups, addressing, podsPerNode = 1, clusterName = 'production' }: PodTargetOptions,
): readonly SampleInstance[] {
  return subnets.map((subnet, n) => {
    const prefix = addressing === 'delegated-prefix' ? takePrefix(account, subnet) : undefined;
    const node = addInstance(account, subnet, {
      name: `${clusterName}-node-${n + 1}`,
      groups,
      tags: { [`kubernetes.io/cluster/${clusterName}`]: 'owned', 'eks:cluster-name': clusterName },
      ...(prefix === undefined ? { secondaryAddresses: podsPerNode } : { prefixes: [prefix] }),
    });
    const pods = Array.from({ length: podsPerNode }, (_, pod) =>
      prefix === undefined ? (node.interface.addresses[pod + 1] ?? '') : addressIn(prefix, pod + 2),
    );
    registerTargets(
      account,
      targetGroup,
      pods.map((id) => ({ id, zone: subnet.zone })),
    );
    return node;
  });
}

/** A function whose policy lets this target group invoke it; answers its ARN. */
export function addLambdaTarget(account: SampleAccount, targetGroup: SampleTargetGroup, name: string): string {
  const functionArn = arnOf(account, 'lambda', `function:${name}`);
  account.region.lambdaPolicies[functionArn] = {
    Version: '2012-10-17',
    Id: 'default',
    Statement: [
      {
        Sid: 'elb',
        Effect: 'Allow',
        Principal: { Service: 'elasticloadbalancing.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: functionArn,
        Condition: { ArnLike: { 'AWS:SourceArn': targetGroup.arn } },
      },
    ],
  };
  registerTargets(account, targetGroup, [{ id: functionArn }]);
  return functionArn;
}

/** An Application Load Balancer behind a Network Load Balancer. */
export function addAlbTarget(account: SampleAccount, targetGroup: SampleTargetGroup, alb: SampleLoadBalancer): void {
  registerTargets(account, targetGroup, [{ id: alb.arn }]);
}
