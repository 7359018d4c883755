/** Evaluates a flow from a source to a destination: every control of every leg, each class of equal flows once. */
import { type Approach, createApproaches } from './approach.ts';
import type { Controls } from './controls.ts';
import type { Flow } from './flow.ts';
import { bareEnd, type Destination, joinEnds, joinNotes, type Source } from './flow-ends.ts';
import { gather } from './gather.ts';
import { type JudgedLeg, judge, judgeClients, type StepMemory, toSteps } from './judge.ts';
import { createLegEffects } from './leg-effects.ts';
import { Memory } from './remember.ts';
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
  const origins = new Memory<Origin>();
  const steps: StepMemory = new Memory();
  return {
    trace(source, flow, label, destinations) {
      const { protocol } = flow;
      const slot = origins.at(source).at(protocol);
      const origin = slot.value ?? slot.keep(createOrigin(controls, source, protocol, steps));
      const approaches = destinations.map(origin.approach);
      if (approaches.length === 0 || source.parts.length === 0)
        return unknownTrace(source.end, bareEnd(label), flow, missing(source, label));
      const judged = origin.judge(flow, approaches);
      const ends = approaches.map(({ end }) => end);
      return {
        verdict: judged.verdict,
        because: notesOf(source, approaches) || judged.summary,
        source: source.end,
        destination: joinEnds(label, ends),
        protocol,
        port: flow.port,
        sourcePorts: flow.sourcePortRange,
        steps: judged.steps,
      };
    },
  };
}

/** One source that sends with one protocol. */
interface Origin {
  approach(destination: Destination): Approach;
  judge(flow: Flow, approaches: readonly Approach[]): Judged;
}

function createOrigin(controls: Controls, source: Source, protocol: number, steps: StepMemory): Origin {
  const { legsOf } = createLegEffects(controls, source);
  const judged = new Memory<Judged>();
  return {
    approach: createApproaches(controls, source, protocol),
    judge: (flow, approaches) => {
      let byClasses = judged.at(flow);
      for (const { approachClass } of approaches) byClasses = byClasses.at(approachClass);
      if (byClasses.value !== undefined) return byClasses.value;
      const legs = gather(approaches, ({ approachClass }) => legsOf(flow, approachClass));
      return byClasses.keep(judgeLegs(source, legs, steps));
    },
  };
}

function judgeLegs(source: Source, legs: readonly JudgedLeg[], memory: StepMemory): Judged {
  const verdict = source.kind === 'clients' ? judgeClients(legs) : judge(legs);
  const steps = toSteps(legs, memory);
  return { verdict, steps, summary: summaryOf(verdict, steps) };
}

function notesOf({ notes }: Source, approaches: readonly Approach[]): string {
  if (notes.length === 0 && approaches.every(({ note }) => note === '')) return '';
  return joinNotes([...notes, ...approaches.map(({ note }) => note)]);
}

/** The first step that stops it all says why. */
function summaryOf(verdict: Verdict, steps: readonly Step[]): string {
  const step = steps.find((each) => each.verdict === verdict) ?? steps.find((each) => each.verdict !== 'allowed');
  if (verdict === 'allowed' || step === undefined) return 'every control lets it through';
  return `${step.resource}: ${step.because}`;
}

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
