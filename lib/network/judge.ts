/** Combines what the controls do to each leg: exactly, so that "one zone out, the other back" is blocked and not partly. */
import { AddressSet } from './address-set.ts';
import { type Effect, isClean } from './effect.ts';
import { gather } from './gather.ts';
import { PacketSet, type PortSet } from './packet-set.ts';
import type { Memory } from './remember.ts';
import { CONTROLS, type Control, type Step, type Verdict } from './trace.ts';

/** One part of the source towards one destination. */
export interface JudgedLeg {
  readonly addresses: AddressSet;
  readonly sendsFrom: 'every' | 'one';
  readonly ports: PortSet;
  readonly sourcePorts: PortSet;
  readonly effects: readonly Effect[];
}

const NOBODY = AddressSet.empty;
const REPLY: ReadonlySet<Control> = new Set(['target-acl-reply', 'route-back', 'source-acl-reply']);

/** What is left of a leg for one direction. */
interface Direction {
  readonly blocked: PacketSet;
  readonly doubtful: PacketSet;
  readonly ports: PortSet;
}

function directionOf(leg: JudgedLeg, effects: readonly Effect[], isReply: boolean): Direction {
  let blocked = PacketSet.empty;
  let doubtful = PacketSet.empty;
  for (const effect of effects) {
    if (REPLY.has(effect.control) !== isReply) continue;
    blocked = blocked.union(effect.blocked);
    doubtful = doubtful.union(effect.unknown);
  }
  return { blocked, doubtful: doubtful.union(blocked), ports: isReply ? leg.sourcePorts : leg.ports };
}

/** By address: every round trip is stopped; one is certainly open; one is certainly stopped; one is not certain. */
interface Fate {
  readonly addresses: AddressSet;
  readonly dead: AddressSet;
  readonly open: AddressSet;
  readonly hurt: AddressSet;
  readonly unsure: AddressSet;
  readonly sendsFrom: 'every' | 'one';
}

function fateOf(leg: JudgedLeg, effects: readonly Effect[]): Fate {
  const { addresses, sendsFrom } = leg;
  if (effects.every(isClean)) {
    return { addresses, sendsFrom, dead: NOBODY, open: addresses, hurt: NOBODY, unsure: NOBODY };
  }
  const directions = [directionOf(leg, effects, false), directionOf(leg, effects, true)];
  const unionOf = (toSet: (direction: Direction) => AddressSet) =>
    directions.reduce((all, direction) => all.union(toSet(direction)), NOBODY);
  return {
    addresses,
    sendsFrom,
    dead: unionOf(({ blocked, ports }) => blocked.addressesWithAll(ports)),
    open: addresses.subtract(unionOf(({ doubtful, ports }) => doubtful.addressesWithAll(ports))),
    hurt: unionOf(({ blocked }) => blocked.addresses),
    unsure: effects.reduce((all, { unknown }) => all.union(unknown.addresses), NOBODY),
  };
}

function verdictOf(fates: readonly Fate[]): Verdict {
  if (fates.length === 0) return 'undetermined';
  if (fates.every(({ hurt, unsure }) => hurt.isEmpty && unsure.isEmpty)) return 'allowed';
  if (fates.every(({ dead, addresses }) => dead.covers(addresses))) return 'blocked';
  const certainly = (toSet: (fate: Fate) => AddressSet) =>
    fates.some((fate) => {
      const set = toSet(fate);
      return fate.sendsFrom === 'one' ? !fate.addresses.isEmpty && set.covers(fate.addresses) : !set.isEmpty;
    });
  return certainly(({ open }) => open) && certainly(({ hurt }) => hurt) ? 'partlyBlocked' : 'undetermined';
}

/** The verdict over all legs and all controls. */
export const judge = (legs: readonly JudgedLeg[]): Verdict => verdictOf(legs.map((leg) => fateOf(leg, leg.effects)));

/**
 * As `judge`, for clients of a load balancer that keeps their addresses: that some clients are not admitted at all is
 * what security groups are for, so the verdict is about those who are admitted somewhere.
 */
export function judgeClients(legs: readonly JudgedLeg[]): Verdict {
  const fates = legs.map((leg) => fateOf(leg, leg.effects));
  const served = fates.reduce((all, { addresses, dead }) => all.union(addresses.subtract(dead)), NOBODY);
  if (served.isEmpty) return verdictOf(fates);
  return verdictOf(
    fates.map((fate) => ({
      sendsFrom: fate.sendsFrom,
      addresses: fate.addresses.intersect(served),
      dead: fate.dead.intersect(served),
      open: fate.open.intersect(served),
      hurt: fate.hurt.intersect(served),
      unsure: fate.unsure.intersect(served),
    })),
  );
}

interface Met {
  readonly leg: JudgedLeg;
  readonly effect: Effect;
}

/** Steps by the effects that make them. */
export type StepMemory = Memory<readonly Step[]>;

/** One step per control and deciding resource, in the packet's order. */
export function toSteps(legs: readonly JudgedLeg[], memory: StepMemory): readonly Step[] {
  const steps: Step[] = [];
  for (let index = 0; index < CONTROLS.length; index += 1) {
    let byEffects = memory;
    for (const { effects } of legs) byEffects = byEffects.at(effects[index]);
    const ofControl = byEffects.value ?? byEffects.keep(stepsOf(legs, index));
    for (const step of ofControl) steps.push(step);
  }
  return steps;
}

/** The steps of one control, whose effects are at one index on all legs. */
function stepsOf(legs: readonly JudgedLeg[], index: number): readonly Step[] {
  const met = gather(legs, (leg): readonly Met[] => {
    const effect = leg.effects[index];
    return effect === undefined ? [] : [{ leg, effect }];
  });
  const applied = met.filter(({ effect }) => !isNotApplied(effect));
  const telling = applied.length > 0 ? applied : met;
  const resources = [...new Set(telling.map(({ effect }) => effect.resource))];
  return resources.map((each) => toStep(telling.filter(({ effect }) => effect.resource === each)));
}

const isNotApplied = (effect: Effect): boolean => effect.deciding?.kind === 'not-applied' && isClean(effect);

function toStep(met: readonly Met[]): Step {
  const verdict = verdictOf(met.map(({ leg, effect }) => fateOf(leg, [effect])));
  const effects = met.map(({ effect }) => effect);
  const telling = effects.filter((effect) => isTelling(effect, verdict));
  const [first] = telling;
  const isBlocking = verdict === 'blocked' || verdict === 'partlyBlocked';
  const blocked = effects.reduce((all, effect) => all.union(effect.blocked), PacketSet.empty);
  return {
    control: first?.control ?? 'source-security-groups',
    resource: first?.resource ?? '',
    verdict,
    blocked: isBlocking ? blocked.ranges : [],
    because: [...new Set(telling.map(({ because }) => because))].join('; '),
    deciding: first?.deciding,
  };
}

/** The effects that make a step what it is. */
function isTelling(effect: Effect, verdict: Verdict): boolean {
  if (verdict === 'allowed') return true;
  if (verdict === 'undetermined') return !effect.unknown.isEmpty || !effect.blocked.isEmpty;
  return !effect.blocked.isEmpty;
}
