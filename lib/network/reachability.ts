/** Can the load balancers of a target group reach its targets, and the answers get back. */
import { type Gathered, known } from '../model/gathered.ts';
import type { LoadBalancer, Target, TargetGroup } from '../model/load-balancing.ts';
import type { Family } from '../model/network.ts';
import type { Region } from '../model/region.ts';
import type { AddressSet } from './address-set.ts';
import { keepsClientAddresses } from './client-addresses.ts';
import { type Controls, createControls } from './controls.ts';
import { crossesZones } from './cross-zone.ts';
import { createFlow, type Flow, onePort, TCP, UDP } from './flow.ts';
import { bareEnd, type Destination, type Source } from './flow-ends.ts';
import { EVERY_PORT } from './packet-set.ts';
import { remember } from './remember.ts';
import { clientSource, loadBalancerSource } from './sources.ts';
import { destinationsOf } from './targets.ts';
import type { PathMode, TargetPath, Trace } from './trace.ts';
import { createTracer, type Tracer, unknownTrace } from './trace-flow.ts';

export interface Reachability {
  /**
   * The ways of all attached load balancers to a target; none for a Lambda function. Traffic whose client addresses a
   * Network Load Balancer keeps is sent by `clients`, and only by them.
   */
  pathsTo(targetGroup: TargetGroup, target: Target, mode: PathMode): readonly TargetPath[];
}

/** What tracing shares: readings of the network and traces by class. */
export interface Engine {
  readonly region: Region;
  readonly controls: Controls;
  readonly tracer: Tracer;
  loadBalancerSource(loadBalancer: LoadBalancer, family: Family): Source;
  clientSource(loadBalancer: LoadBalancer, family: Family, clients?: AddressSet): Source;
  destinationsOf(group: TargetGroup, target: Target): Gathered<readonly Destination[]>;
  /** With cross-zone load balancing off a target is reached only from the node of its own zone. */
  inZone(source: Source, zone: string): Source;
}

export function createEngine(region: Region): Engine {
  const controls = createControls(region.network);
  const sources = new Map<string, Source>();
  const destinations = new Map<Target, Gathered<readonly Destination[]>>();
  const zonal = new Map<Source, Map<string, Source>>();
  return {
    region,
    controls,
    tracer: createTracer(controls),
    loadBalancerSource: (loadBalancer, family) =>
      remember(sources, `${loadBalancer.arn} ${family}`, () => loadBalancerSource(controls, loadBalancer, family)),
    clientSource: (loadBalancer, family, clients) =>
      remember(sources, `clients ${clients?.texts.join() ?? ''} ${loadBalancer.arn} ${family}`, () =>
        clientSource(controls, loadBalancer, family, clients),
      ),
    destinationsOf: (group, target) =>
      remember(destinations, target, () => destinationsOf(controls, region, group, target)),
    inZone: (source, zone) =>
      remember(
        remember(zonal, source, () => new Map<string, Source>()),
        zone,
        () => inZone(source, zone),
      ),
  };
}

export function createReachability(region: Region): Reachability {
  const engine = createEngine(region);
  const answered = { 'health-check': new Map<Target, Paths>(), traffic: new Map<Target, Paths>() };
  return {
    pathsTo(targetGroup, target, mode) {
      if (targetGroup.targetType === 'lambda') return [];
      const paths = answered[mode].get(target) ?? pathsTo(engine, targetGroup, target, mode);
      answered[mode].set(target, paths);
      return paths;
    },
  };
}

type Paths = readonly TargetPath[];

function pathsTo(engine: Engine, group: TargetGroup, target: Target, mode: PathMode): readonly TargetPath[] {
  const flows = mode === 'health-check' ? healthCheckFlows(group, target) : trafficFlows(group, target.port);
  return group.loadBalancerArns.flatMap((arn) => {
    const found = engine.region.loadBalancers.find(arn);
    if (!found.known) return [];
    const loadBalancer = found.value;
    const path = { target, loadBalancer, mode };
    return flows.map((flow): TargetPath => {
      const to = { group, target, loadBalancer, flow };
      const keeps = mode === 'traffic' ? keepsClientAddresses(loadBalancer, group) : known(false);
      if (keeps.known) {
        const sender = keeps.value ? 'clients' : 'load-balancer';
        return { ...path, sender, trace: traceFrom(engine, to, sender) };
      }
      return { ...path, sender: 'load-balancer', trace: traceFromEither(engine, to, keeps.because) };
    });
  });
}

export function healthCheckFlows({ healthCheck }: TargetGroup, target: Target): readonly Flow[] {
  if (!healthCheck.enabled) return [];
  const configured = healthCheck.port === 'traffic-port' ? target.port : healthCheck.port;
  return [createFlow(TCP, portOrAny(target.healthCheckPort ?? configured))];
}

/** A TCP_UDP or TCP_QUIC group gets both; a Gateway Load Balancer wraps everything in GENEVE on udp/6081. */
export function trafficFlows({ protocol, port }: TargetGroup, targetPort: number | undefined): readonly Flow[] {
  if (protocol === 'GENEVE') return [createFlow(UDP, onePort(6081))];
  const ports = portOrAny(targetPort ?? port);
  if (protocol === 'UDP' || protocol === 'QUIC') return [createFlow(UDP, ports)];
  if (protocol === 'TCP_UDP' || protocol === 'TCP_QUIC') return [createFlow(TCP, ports), createFlow(UDP, ports)];
  return [createFlow(TCP, ports)];
}

const portOrAny = (port: number | undefined) => (port === undefined ? EVERY_PORT : onePort(port));

export interface Towards {
  readonly group: TargetGroup;
  readonly target: Target;
  readonly loadBalancer: LoadBalancer;
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
  { group, target, loadBalancer, flow }: Towards,
  sender: TargetPath['sender'],
  clients?: AddressSet,
): Trace {
  const destinations = engine.destinationsOf(group, target);
  const family = destinations.known ? (destinations.value[0]?.address.family ?? 'ipv4') : 'ipv4';
  const source =
    sender === 'clients'
      ? engine.clientSource(loadBalancer, family, clients)
      : engine.loadBalancerSource(loadBalancer, family);
  if (!destinations.known) return unknownTrace(source.end, bareEnd(target.id), flow, destinations.because);
  const label = destinations.value[0]?.label ?? target.id;
  const trace = (from: Source) => engine.tracer.trace(from, flow, label, destinations.value);
  const zone = zoneOf(target, destinations.value, engine);
  const crossing = crossesZones(loadBalancer, group);
  if (zone === undefined || (crossing.known && crossing.value)) return trace(source);
  const near = trace(engine.inZone(source, zone));
  if (crossing.known) return near;
  const far = trace(source);
  return near.verdict === far.verdict ? far : { ...far, verdict: 'undetermined', because: crossing.because };
}

/** The zone of a target as registered, or of the subnet that holds it; none for targets of all zones. */
function zoneOf(target: Target, [destination]: readonly Destination[], { controls }: Engine): string | undefined {
  if (target.zone === 'all') return undefined;
  if (target.zone !== undefined) return target.zone;
  if (destination?.place !== undefined) return destination.place.zone;
  if (destination?.vpcId === undefined) return undefined;
  return controls.places.at(destination.vpcId, destination.address).zone;
}

function inZone(source: Source, zone: string): Source {
  const parts = source.parts.filter((part) => part.zone === zone);
  if (parts.length === source.parts.length) return source;
  if (parts.length === 0) {
    return { ...source, notes: [...source.notes, `${source.end.label} has no node in ${zone}`] };
  }
  return { ...source, parts };
}
