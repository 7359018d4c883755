/** What `tga path` asks: the ways from one thing to another. */
import { known } from '../model/gathered.ts';
import type { Target, TargetGroup } from '../model/load-balancing.ts';
import type { NetworkInterface, PortRange } from '../model/network.ts';
import type { Region } from '../model/region.ts';
import { type Address, parseAddress, printAddress } from './address.ts';
import { AddressSet } from './address-set.ts';
import { arrivalsOf, type Endpoint, familyBetween, labelOf, sourcesOf, vpcOf } from './endpoints.ts';
import { type Attachment, createEngine, type Engine } from './engine.ts';
import { createFlow, EPHEMERAL_PORTS, type Flow, hasPorts, ICMP, ICMPV6, icmpPorts, onePort, TCP } from './flow.ts';
import { bareEnd } from './flow-ends.ts';
import { EVERY_PORT, type PortSet } from './packet-set.ts';
import { healthCheckFlows, traceFrom, trafficFlows } from './reachability.ts';
import { primaryInterface } from './targets.ts';
import type { PathMode, Trace } from './trace.ts';
import { unknownTrace } from './trace-flow.ts';

export interface PathOptions {
  /** IANA number. Left out: what the target group says, else TCP. */
  readonly protocol?: number | undefined;
  /** Left out: what the target group says, else every port. */
  readonly port?: number | undefined;
  readonly icmpType?: number | undefined;
  readonly icmpCode?: number | undefined;
  readonly sourcePorts?: PortRange | undefined;
  /** Which of its ports a registered target is asked about where none is named; health-check unless said otherwise. */
  readonly mode?: PathMode | undefined;
  /** A client whose address a Network Load Balancer keeps. */
  readonly clientIp?: string | undefined;
}

/** One trace per destination and protocol; more than one for a target group, a subnet, or a TCP_UDP group. */
export function traceBetween(
  region: Region,
  from: Endpoint,
  to: Endpoint,
  options: PathOptions = {},
  engine: Engine = createEngine(region),
): readonly Trace[] {
  const registrations = registrationsBetween(engine, from, to, options);
  if (registrations.length > 0) return registrations.flatMap((each) => traceRegistered(engine, each, options));
  if (to.kind === 'target-group') {
    const { name, targets } = to.targetGroup;
    const because = targets.known ? `${name} has no targets` : targets.because;
    return [unknownTrace(bareEnd(labelOf(from)), bareEnd(name), flowOf(options), because)];
  }
  if (from.kind !== 'target-group') return traceUnregistered(engine, from, to, options);
  const senders = from.targetGroup.loadBalancerArns.map((arn) => region.loadBalancers.find(arn));
  if (senders.length === 0) {
    return [
      unknownTrace(bareEnd(labelOf(from)), bareEnd(labelOf(to)), flowOf(options), `nothing sends to ${labelOf(from)}`),
    ];
  }
  return senders.flatMap((loadBalancer) =>
    loadBalancer.known
      ? traceUnregistered(engine, { kind: 'load-balancer', loadBalancer: loadBalancer.value }, to, options)
      : [unknownTrace(bareEnd(labelOf(from)), bareEnd(labelOf(to)), flowOf(options), loadBalancer.because)],
  );
}

interface Registration {
  readonly attachment: Attachment;
  readonly target: Target;
}

/** Where the question is about targets of a load balancer, the target group says which port, nodes and addresses. */
function registrationsBetween(
  engine: Engine,
  from: Endpoint,
  to: Endpoint,
  options: PathOptions,
): readonly Registration[] {
  if (from.kind !== 'load-balancer' && from.kind !== 'target-group') return [];
  const all = engine.region.targetGroups;
  const groups = from.kind === 'target-group' ? [from.targetGroup] : all.known ? all.value : [];
  const found = groups.flatMap((group) => {
    const targets = (group.targets.known ? group.targets.value : []).filter((each) => isMeant(engine, to, group, each));
    return engine
      .attachmentsOf(group)
      .filter(({ loadBalancer }) => from.kind === 'target-group' || loadBalancer.arn === from.loadBalancer.arn)
      .flatMap((attachment) => targets.map((target) => ({ attachment, target })));
  });
  if (to.kind === 'target-group') return found;
  const [best] = found.toSorted((a, b) => rank(b, options) - rank(a, options));
  return best === undefined ? [] : [best];
}

/** A target may be registered several times: the registration that uses the port in question is meant. */
function rank({ attachment, target }: Registration, { port, mode }: PathOptions): number {
  if (port === undefined) return 0;
  const ports = mode === 'traffic' ? [target.port] : [target.healthCheckPort, target.port];
  return (ports.includes(port) ? 2 : 0) + (attachment.group.targetType === 'instance' ? 1 : 0);
}

function isMeant({ controls }: Engine, to: Endpoint, group: TargetGroup, { id }: Target): boolean {
  switch (to.kind) {
    case 'target-group':
      return to.targetGroup.arn === group.arn;
    case 'instance': {
      const primary = primaryInterface(controls, to.id);
      return id === to.id || (primary !== undefined && isPrimary(primary, id));
    }
    case 'interface': {
      const { instanceId, deviceIndex } = to.networkInterface;
      return isPrimary(to.networkInterface, id) || (instanceId === id && (deviceIndex ?? 0) === 0);
    }
    case 'address':
      return id === printAddress(to.address);
    case 'load-balancer':
      return id === to.loadBalancer.arn;
    case 'subnet':
      return false;
  }
}

const isPrimary = ({ ipv4, ipv6 }: NetworkInterface, id: string): boolean => ipv4[0] === id || ipv6[0] === id;

function traceRegistered(engine: Engine, registration: Registration, options: PathOptions): readonly Trace[] {
  const { attachment } = registration;
  const client = options.clientIp === undefined ? undefined : parseAddress(options.clientIp);
  const isClient = client !== undefined && options.mode !== 'health-check' && mayKeep(attachment);
  const destinations = engine.destinationsOf(attachment.group, registration.target);
  return flowsOf(registration, options).map((flow) => {
    const towards = { ...registration, destinations, flow };
    if (isClient) return traceFrom(engine, towards, 'clients', AddressSet.ofAddress(client));
    return traceFrom(engine, towards, 'load-balancer');
  });
}

const mayKeep = ({ keepsClientAddresses: keeps, loadBalancer }: Attachment): boolean =>
  keeps.known ? keeps.value : loadBalancer.type === 'network';

function flowsOf({ attachment: { group }, target }: Registration, options: PathOptions): readonly Flow[] {
  const isExplicit = options.port !== undefined || options.protocol !== undefined;
  if (isExplicit) return [flowOf({ ...options, port: options.port ?? portOf(group, target, options.mode) })];
  const flows = options.mode === 'traffic' ? trafficFlows(group, target.port) : healthCheckFlows(group, target);
  return flows.map(({ protocol, ports }) => createFlow(protocol, ports, options.sourcePorts ?? EPHEMERAL_PORTS));
}

const portOf = (group: TargetGroup, target: Target, mode: PathMode | undefined): number | undefined =>
  mode === 'traffic' ? (target.port ?? group.port) : (target.healthCheckPort ?? target.port);

export function flowOf(options: PathOptions): Flow {
  const { protocol = TCP, sourcePorts = EPHEMERAL_PORTS } = options;
  return createFlow(protocol, portsOf(protocol, options), sourcePorts);
}

function portsOf(protocol: number, { port, icmpType, icmpCode }: PathOptions): PortSet {
  if (protocol === ICMP || protocol === ICMPV6) return icmpPorts(icmpType, icmpCode);
  return port === undefined || !hasPorts(protocol) ? EVERY_PORT : onePort(port);
}

function traceUnregistered(engine: Engine, from: Endpoint, to: Endpoint, options: PathOptions): readonly Trace[] {
  const flow = flowOf(options);
  const client = options.clientIp === undefined ? undefined : parseAddress(options.clientIp);
  const family = familyBetween(engine, from, to);
  const source = keptClient(from, options, client)
    ? known(engine.clientSource(from.loadBalancer, family, client && AddressSet.ofAddress(client).of(family)))
    : sourcesOf(engine, from, family, vpcOf(engine, to));
  const near = source.known ? source.value.end.vpcId : vpcOf(engine, from);
  return arrivalsOf(engine, to, family, near).map(({ label, destinations }) => {
    if (!source.known) return unknownTrace(bareEnd(labelOf(from)), bareEnd(label), flow, source.because);
    if (!destinations.known) return unknownTrace(source.value.end, bareEnd(label), flow, destinations.because);
    return engine.tracer.trace(source.value, flow, label, destinations.value);
  });
}

/** Nothing says that this Network Load Balancer hides the client. */
function keptClient(
  from: Endpoint,
  { mode }: PathOptions,
  client: Address | undefined,
): from is Extract<Endpoint, { kind: 'load-balancer' }> {
  const isNetwork = from.kind === 'load-balancer' && from.loadBalancer.type === 'network';
  return isNetwork && client !== undefined && mode !== 'health-check';
}
