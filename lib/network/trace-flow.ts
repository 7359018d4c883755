/** Evaluates a flow from a source to a destination: every control of every leg, each class of equal flows once. */
import { type Address, printAddress } from './address.ts';
import { AddressSet } from './address-set.ts';
import { type Controls, remember } from './controls.ts';
import type { Effect } from './effect.ts';
import type { Flow } from './flow.ts';
import { bareEnd, type Destination, type Place, type Source, type SourcePart } from './flow-ends.ts';
import { judge, judgeClients, type Leg, toSteps } from './judge.ts';
import { createSender, type Sender } from './sender.ts';
import { CONTROLS, type FlowEnd, type Step, type Trace, type Verdict } from './trace.ts';

export interface Tracer {
  /** The way from a source to all of some destinations: one, or the nodes of a load balancer. */
  trace(source: Source, flow: Flow, label: string, destinations: readonly Destination[]): Trace;
}

interface Judged {
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
}

export function createTracer(controls: Controls): Tracer {
  const senders = new Map<string, Sender>();
  const classes = new Map<string, Judged>();
  return {
    trace(source, flow, label, destinations) {
      const sender = remember(senders, `${source.key} ${flow.key}`, () => createSender(controls, source, flow));
      const arrivals = destinations.flatMap((each) => sender.parts.map((part) => ({ part, ...part.reach(each) })));
      if (arrivals.length === 0) return unknownTrace(source.end, bareEnd(label), flow, missing(source, label));
      const key = arrivals.map(({ part, effects }) => `${part.id}:${effects.map(({ id }) => id).join()}`).join();
      const judged = remember(classes, `${source.kind} ${source.key} ${flow.key} ${key}`, () =>
        judgeLegs(
          source,
          arrivals.map(({ part, effects }) => toLeg(part.part, flow, effects)),
        ),
      );
      const notes = [...source.notes, ...arrivals.map(({ place }) => place.note)];
      return {
        ...judged,
        because: [...new Set(notes)].filter((note) => note !== '').join('; ') || summary(judged),
        source: source.end,
        destination: destinationEnd(
          label,
          destinations,
          arrivals.map(({ place }) => place),
        ),
        ...askedOf(flow),
      };
    },
  };
}

const judgeLegs = (source: Source, legs: readonly Leg[]): Judged => ({
  verdict: source.kind === 'clients' ? judgeClients(legs) : judge(legs),
  steps: toSteps(legs),
});

const toLeg = (part: SourcePart, flow: Flow, effects: readonly Effect[]): Leg => ({
  addresses: part.addresses,
  sendsFrom: part.sendsFrom,
  ports: flow.ports,
  sourcePorts: flow.sourcePorts,
  effects,
});

const askedOf = (flow: Flow) => {
  const { ports, protocol, sourcePorts, isRoundTrip } = flow;
  const [port = 0, end = 0] = ports.bounds;
  const [from = 0, past = 1] = sourcePorts.bounds;
  return {
    protocol,
    port: isRoundTrip && end === port + 1 ? port : undefined,
    sourcePorts: { from, to: past - 1 },
  };
};

/** The first step that stops it all says why. */
function summary({ verdict, steps }: Judged): string {
  const step = steps.find((each) => each.verdict === verdict) ?? steps.find((each) => each.verdict !== 'allowed');
  if (verdict === 'allowed' || step === undefined) return 'every control lets it through';
  return `${step.resource}: ${step.because}`;
}

function destinationEnd(label: string, destinations: readonly Destination[], places: readonly Place[]): FlowEnd {
  const unique = <T>(values: readonly (T | undefined)[]) => [...new Set(values.filter((value) => value !== undefined))];
  return {
    label,
    addresses: unique(destinations.map(({ address }) => textOf(address))),
    vpcId: places[0]?.vpcId,
    subnetIds: unique(places.map(({ subnetId }) => subnetId)),
    securityGroupIds: unique(places.flatMap(({ groups }) => (groups !== 'none' && groups.known ? groups.value : []))),
    interfaceIds: unique(places.map(({ interfaceId }) => interfaceId)),
  };
}

const textOf = (address: Address): string => AddressSet.ofAddress(address).texts[0] ?? printAddress(address);

function missing(source: Source, label: string): string {
  return source.notes.join('; ') || `where ${label} is cannot be told`;
}

/** The answer where an end of the flow is not known: no control can be asked. */
export function unknownTrace(source: FlowEnd, destination: FlowEnd, flow: Flow, because: string): Trace {
  const steps = CONTROLS.map(
    (control): Step => ({
      control,
      resource: destination.label,
      verdict: 'undetermined',
      blocked: [],
      because,
      deciding: { kind: 'not-applied', why: because },
    }),
  );
  return { verdict: 'undetermined', because, source, destination, ...askedOf(flow), steps };
}
