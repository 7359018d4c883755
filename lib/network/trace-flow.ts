/** Evaluates a flow from a source to a destination: every control of every leg, each class of equal flows once. */
import { type Address, printAddress } from './address.ts';
import type { Controls } from './controls.ts';
import type { Flow } from './flow.ts';
import { bareEnd, type Destination, type Place, type Source } from './flow-ends.ts';
import { type JudgedLeg, judge, judgeClients, type StepMemory, toSteps } from './judge.ts';
import { remember } from './remember.ts';
import { type Arrival, createLegMemory, createSender, type Sender } from './sender.ts';
import { CONTROLS, type FlowEnd, type Step, type Trace, type Verdict } from './trace.ts';

export interface Tracer {
  /** The way from a source to all of some destinations: one, or the nodes of a load balancer. */
  trace(source: Source, flow: Flow, label: string, destinations: readonly Destination[]): Trace;
}

interface Judged {
  readonly verdict: Verdict;
  readonly steps: readonly Step[];
  readonly summary: string;
}

export function createTracer(controls: Controls): Tracer {
  const senders = new Map<Source, Map<Flow, Sender>>();
  const legs = createLegMemory();
  const ends: EndMemory = new Map();
  const judged = new Map<string, Judged>();
  const steps: StepMemory = new Map();
  return {
    trace(source, flow, label, destinations) {
      const byFlow = remember(senders, source, () => new Map<Flow, Sender>());
      const sender = remember(byFlow, flow, () => createSender(controls, source, flow, legs));
      const arrivals = destinations.flatMap(sender.reach);
      if (arrivals.length === 0) return unknownTrace(source.end, bareEnd(label), flow, missing(source, label));
      let key = '';
      for (const { legClass } of arrivals) key += ` ${legClass.id}`;
      const { verdict, steps: shown, summary } = remember(judged, key, () => judgeLegs(source, flow, arrivals, steps));
      return {
        verdict,
        because: notesOf(source, arrivals) || summary,
        source: source.end,
        destination: destinationEnd(label, destinations, arrivals, ends),
        protocol: flow.protocol,
        port: flow.port,
        sourcePorts: flow.sourcePortRange,
        steps: shown,
      };
    },
  };
}

function judgeLegs(source: Source, flow: Flow, arrivals: readonly Arrival[], memory: StepMemory): Judged {
  const legs = arrivals.map(
    ({ part, legClass }): JudgedLeg => ({
      addresses: part.addresses,
      sendsFrom: part.sendsFrom,
      ports: flow.ports,
      sourcePorts: flow.sourcePorts,
      effects: legClass.effects,
    }),
  );
  const verdict = source.kind === 'clients' ? judgeClients(legs) : judge(legs);
  const steps = toSteps(legs, memory);
  return { verdict, steps, summary: summaryOf(verdict, steps) };
}

function notesOf(source: Source, arrivals: readonly Arrival[]): string {
  if (source.notes.length === 0 && arrivals.every(({ place }) => place.note === '')) return '';
  const notes = [...source.notes, ...arrivals.map(({ place }) => place.note)];
  return [...new Set(notes)].filter((note) => note !== '').join('; ');
}

/** The first step that stops it all says why. */
function summaryOf(verdict: Verdict, steps: readonly Step[]): string {
  const step = steps.find((each) => each.verdict === verdict) ?? steps.find((each) => each.verdict !== 'allowed');
  if (verdict === 'allowed' || step === undefined) return 'every control lets it through';
  return `${step.resource}: ${step.because}`;
}

/** The end of the last way to a destination: its health check and its traffic mostly share it. */
type EndMemory = Map<Destination, { readonly place: Place; readonly end: FlowEnd }>;

function destinationEnd(
  label: string,
  destinations: readonly Destination[],
  arrivals: readonly Arrival[],
  ends: EndMemory,
): FlowEnd {
  const [first] = arrivals;
  const [destination] = destinations;
  if (first !== undefined && destination !== undefined && arrivals.every(({ place }) => place === first.place)) {
    const found = ends.get(destination);
    if (found?.place === first.place && found.end.label === label) return found.end;
    const end = endAt(label, destination.address, first.place);
    ends.set(destination, { place: first.place, end });
    return end;
  }
  const unique = (values: readonly string[]) => [...new Set(values)];
  const each = arrivals.map(({ place }) => endAt(label, { family: 'ipv4', value: 0 }, place));
  return {
    label,
    addresses: unique(destinations.map(({ address }) => textOf(address))),
    vpcId: first?.place.vpcId,
    subnetIds: unique(each.flatMap(({ subnetIds }) => subnetIds)),
    securityGroupIds: unique(each.flatMap(({ securityGroupIds }) => securityGroupIds)),
    interfaceIds: unique(each.flatMap(({ interfaceIds }) => interfaceIds)),
  };
}

const endAt = (label: string, address: Address, { vpcId, subnetId, interfaceId, groups }: Place): FlowEnd => ({
  label,
  addresses: [textOf(address)],
  vpcId,
  subnetIds: subnetId === undefined ? [] : [subnetId],
  securityGroupIds: groups !== 'none' && groups.known ? groups.value : [],
  interfaceIds: interfaceId === undefined ? [] : [interfaceId],
});

const textOf = (address: Address): string => `${printAddress(address)}/${address.family === 'ipv4' ? 32 : 128}`;

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
  return {
    verdict: 'undetermined',
    because,
    source,
    destination,
    protocol: flow.protocol,
    port: flow.port,
    sourcePorts: flow.sourcePortRange,
    steps,
  };
}
