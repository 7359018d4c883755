/** An application and a network load balancer with target groups of every kind that moto knows. */
import type { EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  type CreateLoadBalancerCommandInput,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  type CreateTargetGroupCommandInput,
  type ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
  type TargetDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type BuiltNetwork, createInterface, required } from './build-network.ts';

type Elb = ElasticLoadBalancingV2Client;

export interface BuiltLoadBalancing {
  readonly applicationArn: string;
  readonly networkArn: string;
  /** ARNs by what they are for. */
  readonly targetGroups: {
    /** Instances on 8080, by default. */
    readonly web: string;
    /** Addresses on 9000, one of them in the peered VPC; `/api/*`. */
    readonly api: string;
    /** The function; `/fn`. */
    readonly fn: string;
    /** One instance on two ports, behind the network load balancer. */
    readonly stream: string;
    /** Used by nothing. */
    readonly spare: string;
  };
}

export async function buildLoadBalancing(
  elb: Elb,
  ec2: EC2Client,
  network: BuiltNetwork,
  functionArn: string,
): Promise<BuiltLoadBalancing> {
  const targetGroups = await buildTargetGroups(elb, network, functionArn);
  const Subnets = [...network.publicSubnetIds];
  const SecurityGroups = [network.loadBalancerGroupId];
  const applicationArn = await createLoadBalancer(elb, ec2, { Name: 'shop-public', Subnets, SecurityGroups });
  const networkArn = await createLoadBalancer(elb, ec2, { Name: 'streams', Type: 'network', Subnets, SecurityGroups });
  const http = await createListener(elb, applicationArn, 'HTTP', 80, targetGroups.web);
  await createRule(elb, http, 10, '/api/*', targetGroups.api);
  await createRule(elb, http, 20, '/fn', targetGroups.fn);
  await createListener(elb, networkArn, 'TCP', 443, targetGroups.stream);
  return { applicationArn, networkArn, targetGroups };
}

async function buildTargetGroups(elb: Elb, network: BuiltNetwork, functionArn: string) {
  const { vpcId: VpcId, instanceIds, addresses } = network;
  const http = { VpcId, Protocol: 'HTTP', HealthCheckPath: '/health', Matcher: { HttpCode: '200' } } as const;
  const [first = ''] = instanceIds;
  const [near = '', nearToo = '', far = ''] = addresses;
  return {
    web: await createTargetGroup(
      elb,
      { ...http, Name: 'shop-web', Port: 8080 },
      instanceIds.map((Id) => ({ Id, Port: 8080 })),
    ),
    api: await createTargetGroup(elb, { ...http, Name: 'shop-api', Port: 9000, TargetType: 'ip' }, [
      { Id: near, Port: 9000 },
      { Id: nearToo, Port: 9000 },
      { Id: far, Port: 9000, AvailabilityZone: 'all' },
    ]),
    fn: await createTargetGroup(elb, { Name: 'shop-fn', TargetType: 'lambda', HealthCheckEnabled: true }, [
      { Id: functionArn },
    ]),
    stream: await createTargetGroup(elb, { VpcId, Name: 'streams', Protocol: 'TCP', Port: 8443 }, [
      { Id: first, Port: 8443 },
      { Id: first, Port: 8444 },
    ]),
    spare: await createTargetGroup(elb, { ...http, Name: 'shop-spare', Port: 8080 }, [{ Id: first, Port: 8080 }]),
  };
}

async function createTargetGroup(
  elb: Elb,
  input: CreateTargetGroupCommandInput,
  Targets: TargetDescription[],
): Promise<string> {
  const { TargetGroups } = await elb.send(new CreateTargetGroupCommand(input));
  const TargetGroupArn = required(TargetGroups?.[0]?.TargetGroupArn, 'target group');
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
  return TargetGroupArn;
}

/** AWS makes an interface per subnet, whose description is the end of the load balancer's ARN; moto makes none. */
async function createLoadBalancer(elb: Elb, ec2: EC2Client, input: CreateLoadBalancerCommandInput): Promise<string> {
  const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand(input));
  const arn = required(LoadBalancers?.[0]?.LoadBalancerArn, 'load balancer');
  const description = `ELB ${arn.split(':loadbalancer/')[1]}`;
  for (const subnetId of input.Subnets ?? []) {
    await createInterface(ec2, subnetId, input.SecurityGroups ?? [], undefined, description);
  }
  return arn;
}

async function createListener(
  elb: Elb,
  LoadBalancerArn: string,
  Protocol: 'HTTP' | 'TCP',
  Port: number,
  TargetGroupArn: string,
): Promise<string> {
  const { Listeners } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol,
      Port,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  return required(Listeners?.[0]?.ListenerArn, 'listener');
}

async function createRule(elb: Elb, ListenerArn: string, Priority: number, path: string, TargetGroupArn: string) {
  await elb.send(
    new CreateRuleCommand({
      ListenerArn,
      Priority,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [path] } }],
      Actions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
}
