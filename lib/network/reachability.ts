/** Can the load balancers of a target group reach its targets, and the answers get back. */
import type { Gathered } from '../model/gathered.ts';
import type { Target, TargetGroup } from '../model/load-balancing.ts';
import type { Region } from '../model/region.ts';
import type { AddressSet } from './address-set.ts';
import { type Attachment, createEngine, type Engine } from './engine.ts';
import { createPortFlow, type Flow, TCP, UDP } from './flow.ts';
import { bareEnd, type Destination, type Source } from './flow-ends.ts';
import { remember } from './remember.ts';
import type { PathMode, TargetPath, Trace } from './trace.ts';
import { unknownTrace } from './trace-flow.ts';

export interface Reachability {
  /**
   * The ways of all attached load balancers to a target; none for a Lambda function. Traffic whose client addresses a
   * Network Load Balancer keeps is sent by `clients`, and only by them.
   */
  pathsTo(targetGroup: TargetGroup, target: Target, mode: PathMode): readonly TargetPath[];
}

export function createReachability(region: Region): Reachability {
  const engine = createEngine(region);
  const answered = { 'health-check': new Map<Target, Paths>(), traffic: new Map<Target, Paths>() };
  return {
    pathsTo(targetGroup, target, mode) {
      if (targetGroup.targetType === 'lambda') return [];
      return remember(answered[mode], target, () => pathsTo(engine, targetGroup, target, mode));
    },
  };
}

type Paths = readonly TargetPath[];

function pathsTo(engine: Engine, group: TargetGroup, target: Target, mode: PathMode): Paths {
  const flows = mode === 'health-check' ? healthCheckFlows(group, target) : trafficFlows(group, target.port);
  const attachments = engine.attachmentsOf(group);
  const only = attachments[0];
  // One load balancer is the rule, and `flatMap` makes room for more.
  if (only !== undefined && attachments.length === 1)
    return flows.map((flow) => pathOf(engine, only, target, flow, mode));
  return attachments.flatMap((each) => flows.map((flow) => pathOf(engine, each, target, flow, mode)));
}

function pathOf(engine: Engine, attachment: Attachment, target: Target, flow: Flow, mode: PathMode): TargetPath {
  const { loadBalancer, keepsClientAddresses: keeps } = attachment;
  const to = { attachment, target, flow };
  if (mode === 'health-check' || keeps.known) {
    const sender = mode === 'traffic' && keeps.known && keeps.value ? 'clients' : 'load-balancer';
    return { target, loadBalancer, mode, sender, trace: traceFrom(engine, to, sender) };
  }
  const trace = traceFromEither(engine, to, keeps.because);
  return { target, loadBalancer, mode, sender: 'load-balancer', trace };
}

export function healthCheckFlows({ healthCheck }: TargetGroup, target: Target): readonly Flow[] {
  if (!healthCheck.enabled) return [];
  const configured = healthCheck.port === 'traffic-port' ? target.port : healthCheck.port;
  return [createPortFlow(TCP, target.healthCheckPort ?? configured)];
}

/** A TCP_UDP or TCP_QUIC group gets both; a Gateway Load Balancer wraps everything in GENEVE on udp/6081. */
export function trafficFlows({ protocol, port }: TargetGroup, targetPort: number | undefined): readonly Flow[] {
  if (protocol === 'GENEVE') return [createPortFlow(UDP, 6081)];
  const to = targetPort ?? port;
  if (protocol === 'UDP' || protocol === 'QUIC') return [createPortFlow(UDP, to)];
  if (protocol === 'TCP_UDP' || protocol === 'TCP_QUIC') return [createPortFlow(TCP, to), createPortFlow(UDP, to)];
  return [createPortFlow(TCP, to)];
}

export interface Towards {
  readonly attachment: Attachment;
  readonly target: Target;
  readonly flow: Flow;
}

/** Where it could not be read whose address arrives, only what holds for both is certain. */
function traceFromEither(engine: Engine, to: Towards, because: string): Trace {
  const nodes = traceFrom(engine, to, 'load-balancer');
  const clients = traceFrom(engine, to, 'clients');
  return nodes.verdict === clients.verdict ? nodes : { ...nodes, verdict: 'undetermined', because };
}

/** The way to a registered target, whose group and zone say which nodes send to it. */
export function traceFrom(
  engine: Engine,
  { attachment, target, flow }: Towards,
  sender: TargetPath['sender'],
  clients?: AddressSet,
): Trace {
  const { group, loadBalancer, crossesZones } = attachment;
  const destinations = engine.destinationsOf(group, target);
  const family = (destinations.known ? destinations.value[0]?.address.family : undefined) ?? 'ipv4';
  const source =
    sender === 'clients'
      ? engine.clientSource(loadBalancer, family, clients)
      : engine.loadBalancerSource(loadBalancer, family);
  if (!destinations.known) return unknownTrace(source.end, bareEnd(target.id), flow, destinations.because);
  return traceAcross(engine, source, { target, flow, destinations: destinations.value }, crossesZones);
}

interface Located {
  readonly target: Target;
  readonly flow: Flow;
  readonly destinations: readonly Destination[];
}

/** Where it could not be read whether nodes send across zones, only what holds for both is certain. */
function traceAcross(engine: Engine, source: Source, to: Located, crossing: Gathered<boolean>): Trace {
  const { target, flow, destinations } = to;
  const { tracer } = engine;
  const label = destinations[0]?.label ?? target.id;
  const zone = crossing.known && crossing.value ? undefined : zoneOf(target, destinations, engine);
  if (zone === undefined) return tracer.trace(source, flow, label, destinations);
  const near = tracer.trace(engine.inZone(source, zone), flow, label, destinations);
  if (crossing.known) return near;
  const far = tracer.trace(source, flow, label, destinations);
  return near.verdict === far.verdict ? far : { ...far, verdict: 'undetermined', because: crossing.because };
}

/** The zone of a target as registered, or of the subnet that holds it; none for targets of all zones. */
function zoneOf(target: Target, destinations: readonly Destination[], { controls }: Engine): string | undefined {
  const destination = destinations[0];
  if (target.zone === 'all') return undefined;
  if (target.zone !== undefined) return target.zone;
  if (destination?.placed !== undefined) return destination.placed.place.zone;
  if (destination?.vpcId === undefined) return undefined;
  return controls.places.at(destination.vpcId, destination.address).zone;
}
