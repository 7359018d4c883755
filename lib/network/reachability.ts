/** Can the load balancers of a target group reach its targets, and the answers get back. */
import type { Gathered } from '../model/gathered.ts';
import type { Target, TargetGroup } from '../model/load-balancing.ts';
import type { Region } from '../model/region.ts';
import type { AddressSet } from './address-set.ts';
import type { Controls } from './controls.ts';
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
  const answers = new Map<Target, Answer>();
  return {
    pathsTo(group, target, mode) {
      if (group.targetType === 'lambda') return [];
      const answer = remember(answers, target, () => newAnswer(engine.destinationsOf(group, target)));
      answer[mode] ??= pathsTo(engine, group, { target, destinations: answer.destinations }, mode);
      return answer[mode];
    },
  };
}

type Paths = readonly TargetPath[];

/** What was asked about a target so far. */
type Answer = { readonly destinations: Located['destinations'] } & Record<PathMode, Paths | undefined>;

const newAnswer = (destinations: Located['destinations']): Answer => ({
  destinations,
  'health-check': undefined,
  traffic: undefined,
});

/** A target, and where its packets go. */
export interface Located {
  readonly target: Target;
  readonly destinations: Gathered<readonly Destination[]>;
}

function pathsTo(engine: Engine, group: TargetGroup, to: Located, mode: PathMode): Paths {
  const { target } = to;
  const flows = mode === 'health-check' ? healthCheckFlows(group, target) : trafficFlows(group, target.port);
  const attachments = engine.attachmentsOf(group);
  const only = attachments[0];
  // One load balancer is the rule, and `flatMap` makes room for more.
  if (only !== undefined && attachments.length === 1) return flows.map((flow) => pathOf(engine, only, to, flow, mode));
  return attachments.flatMap((each) => flows.map((flow) => pathOf(engine, each, to, flow, mode)));
}

function pathOf(engine: Engine, attachment: Attachment, located: Located, flow: Flow, mode: PathMode): TargetPath {
  const { target, destinations } = located;
  const { loadBalancer, keepsClientAddresses: keeps } = attachment;
  const to = { attachment, target, destinations, flow };
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

export interface Towards extends Located {
  readonly attachment: Attachment;
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
  { attachment, target, destinations, flow }: Towards,
  sender: TargetPath['sender'],
  clients?: AddressSet,
): Trace {
  const { loadBalancer, crossesZones } = attachment;
  const family = (destinations.known ? destinations.value[0]?.address.family : undefined) ?? 'ipv4';
  const source =
    sender === 'clients'
      ? engine.clientSource(loadBalancer, family, clients)
      : engine.loadBalancerSource(loadBalancer, family);
  if (!destinations.known) return unknownTrace(source.end, bareEnd(target.id), flow, destinations.because);
  const zone =
    crossesZones.known && crossesZones.value ? undefined : zoneOf(target, destinations.value, engine.controls);
  if (zone === undefined) return traceTo(engine, source, flow, target, destinations.value);
  const near = traceTo(engine, engine.inZone(source, zone), flow, target, destinations.value);
  if (crossesZones.known) return near;
  // It could not be read whether nodes send across zones: only what holds for both is certain.
  const far = traceTo(engine, source, flow, target, destinations.value);
  return near.verdict === far.verdict ? far : { ...far, verdict: 'undetermined', because: crossesZones.because };
}

const traceTo = (
  { tracer }: Engine,
  source: Source,
  flow: Flow,
  target: Target,
  destinations: readonly Destination[],
): Trace => tracer.trace(source, flow, destinations[0]?.label ?? target.id, destinations);

/** The zone of a target as registered, or of the subnet that holds it; none for targets of all zones. */
function zoneOf(target: Target, destinations: readonly Destination[], controls: Controls): string | undefined {
  const destination = destinations[0];
  if (target.zone === 'all') return undefined;
  if (target.zone !== undefined) return target.zone;
  if (destination?.placed !== undefined) return destination.placed.place.zone;
  if (destination?.vpcId === undefined) return undefined;
  return controls.places.at(destination.vpcId, destination.address).zone;
}
