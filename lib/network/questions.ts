/** Reachability questions and answers: assertions about the network, as a public format. */
import * as z from 'zod';
import { type Gathered, known, notKnown } from '../model/gathered.ts';
import type { Account, Region } from '../model/region.ts';
import { parseAddress } from './address.ts';
import { type Endpoint, findInstance, findInterface, findLoadBalancer, findSubnet } from './endpoints.ts';
import { createEngine, type Engine } from './engine.ts';
import { EPHEMERAL_PORTS, toPortSet } from './flow.ts';
import { bareEnd } from './flow-ends.ts';
import type { BlockedRange, Control, Trace, Verdict } from './trace.ts';
import { flowOf, type PathOptions, traceBetween } from './trace-between.ts';
import { unknownTrace } from './trace-flow.ts';

const PROTOCOLS: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 };
const VERDICTS = ['allowed', 'partlyBlocked', 'blocked', 'undetermined'] as const;

const whole = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return z.int(message).min(least, message).max(most, message);
};

const protocol = z
  .union([z.string(), z.number()], 'must be tcp, udp, icmp, icmpv6 or a number from 0 to 255')
  .transform((value, context) => {
    const number = typeof value === 'number' ? value : (PROTOCOLS[value.toLowerCase()] ?? numberIn(value));
    if (number !== undefined && Number.isInteger(number) && number >= 0 && number <= 255) return number;
    context.addIssue({ code: 'custom', message: 'must be tcp, udp, icmp, icmpv6 or a number from 0 to 255' });
    return z.NEVER;
  });

const numberIn = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);

const RANGE = 'must be a range such as "1024-65535"';

const sourcePorts = z.union([z.string(), z.number()], RANGE).transform((value, context) => {
  const [, from, to = from] = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(String(value)) ?? [];
  const range = { from: Number(from), to: Number(to) };
  if (toPortSet(range) !== undefined) return range;
  context.addIssue({ code: 'custom', message: RANGE });
  return z.NEVER;
});

const address = z.string().refine((text) => parseAddress(text) !== undefined, 'must be an IPv4 or IPv6 address');
const id = z.string().min(1, 'must not be empty');

/** Exactly one of some names. */
function oneOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape);
  return z
    .object(shape, 'must be an object')
    .refine((end) => names.filter((name) => Reflect.get(end, name) !== undefined).length === 1, {
      message: `must name exactly one of ${names.join(', ')}`,
    });
}

const question = z.object(
  {
    id: z.string().optional(),
    from: oneOf({
      loadBalancer: id.optional(),
      eni: id.optional(),
      instance: id.optional(),
      subnet: id.optional(),
      ip: address.optional(),
    }),
    to: oneOf({ eni: id.optional(), instance: id.optional(), ip: address.optional() }),
    protocol,
    port: whole(0, 65535).optional(),
    icmpType: whole(0, 255).optional(),
    icmpCode: whole(0, 255).optional(),
    sourcePorts: sourcePorts.optional(),
    mode: z.enum(['health-check', 'traffic'], 'must be health-check or traffic').optional(),
    clientIp: address.optional(),
    expect: z.enum(VERDICTS, `must be one of ${VERDICTS.join(', ')}`).optional(),
  },
  'must be an object',
);

export type Question = z.infer<typeof question>;

export interface Answer {
  readonly id?: string;
  readonly verdict: Verdict;
  readonly steps: readonly {
    readonly control: Control;
    readonly resource: string;
    readonly verdict: Verdict;
    readonly blocked: readonly BlockedRange[];
    readonly because: string;
  }[];
  /** Only where the question has `expect`. */
  readonly met?: boolean;
}

/** Questions that cannot be understood. The message is one line: where, and what is allowed. */
export class InvalidQuestionsError extends Error {
  override readonly name = 'InvalidQuestionsError';
}

/** @throws InvalidQuestionsError naming the first thing that is wrong */
export function parseQuestions(value: unknown): readonly Question[] {
  const parsed = z.array(question, 'must be a list of questions').safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const [index, ...path] = issue?.path ?? [];
  const where = [index === undefined ? 'questions' : `questions[${String(index)}]`, ...path.map(String)].join('.');
  throw new InvalidQuestionsError(`${where} ${issue?.message ?? 'is invalid'}, got ${got(value, issue?.path ?? [])}`);
}

const LONGEST = 60;

function got(value: unknown, path: readonly PropertyKey[]): string {
  const found = path.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    value,
  );
  return found === undefined ? 'nothing' : JSON.stringify(found).slice(0, LONGEST);
}

/** Answers questions in their order. */
export function answerQuestions(account: Account, questions: readonly Question[]): readonly Answer[] {
  const engines = account.regions.map(createEngine);
  return questions.map((each) => {
    const { verdict, steps } = traceQuestion(engines, each);
    return {
      ...(each.id === undefined ? {} : { id: each.id }),
      verdict,
      steps: steps.map(({ control, resource, verdict: ofStep, blocked, because }) => ({
        control,
        resource,
        verdict: ofStep,
        blocked,
        because,
      })),
      ...(each.expect === undefined ? {} : { met: each.expect === verdict }),
    };
  });
}

function traceQuestion(engines: readonly Engine[], asked: Question): Trace {
  const options = optionsOf(asked);
  const attempts = engines.map((engine) => ({
    engine,
    from: findFrom(engine.region, asked.from),
    to: findTo(engine.region, asked.to),
  }));
  const best =
    attempts.find(({ engine, from, to }) => isHome(engine, from, to)) ??
    attempts.find(({ from, to }) => from.known && to.known) ??
    attempts[0];
  const missing = (because: string) =>
    unknownTrace(bareEnd(nameIn(asked.from)), bareEnd(nameIn(asked.to)), flowOf(options), because);
  if (best === undefined) return missing('the snapshot holds no region');
  const { engine, from, to } = best;
  if (!from.known) return missing(from.because);
  if (!to.known) return missing(to.because);
  const [trace] = traceBetween(engine.region, from.value, to.value, options, engine);
  return trace ?? missing('nothing to trace');
}

/** Whether a region knows both ends: addresses alone are understood everywhere, so a VPC of it must have them. */
function isHome({ controls }: Engine, from: Gathered<Endpoint>, to: Gathered<Endpoint>): boolean {
  if (!from.known || !to.known) return false;
  const ends = [from.value, to.value];
  if (ends.some(({ kind }) => kind !== 'address')) return true;
  return ends.some(
    (end) =>
      end.kind === 'address' &&
      controls.book.vpcIds().some((vpcId) => {
        const range = controls.book.addressesOfVpc(vpcId);
        return range.known && range.value.has(end.address);
      }),
  );
}

function findFrom(region: Region, from: Question['from']): Gathered<Endpoint> {
  if (from.loadBalancer !== undefined) return findLoadBalancer(region, from.loadBalancer);
  return from.subnet === undefined ? findTo(region, from) : findSubnet(region, from.subnet);
}

function findTo(region: Region, to: Question['to']): Gathered<Endpoint> {
  if (to.eni !== undefined) return findInterface(region, to.eni);
  if (to.instance !== undefined) return findInstance(region, to.instance);
  const ip = to.ip === undefined ? undefined : parseAddress(to.ip);
  return ip === undefined ? notKnown('the question names no end') : known({ kind: 'address', address: ip });
}

const nameIn = (end: Question['from'] | Question['to']): string =>
  Object.values(end).find((value) => value !== undefined) ?? 'nothing';

function optionsOf({
  protocol: number,
  port,
  icmpType,
  icmpCode,
  sourcePorts: from,
  mode,
  clientIp,
}: Question): PathOptions {
  return { protocol: number, port, icmpType, icmpCode, sourcePorts: from ?? EPHEMERAL_PORTS, mode, clientIp };
}
