/** Effects are remembered by what they depend on, so that equal ones are one thing and can be recognised. */
import { type Effect, isClean } from './effect.ts';
import type { SourcePart } from './flow-ends.ts';
import { Memory } from './remember.ts';

/** Under the control, and everything else on which the effect depends. */
export type EffectMemory = Memory<Effect>;

/** One memory per part of a source: effects are about its addresses. */
export function createEffectMemories(): (part: SourcePart) => EffectMemory {
  const memories = new Memory<EffectMemory>();
  return (part) => {
    const slot = memories.at(part);
    return slot.value ?? slot.keep(new Memory());
  };
}

/** Of what is about the ports of one slab anyway. */
export const ONE_SLAB = 0;

/**
 * Under the ports besides, where rules do not tell those of one slab apart: what lets everything through then does so
 * for all of them. The other effects name their ports.
 */
export function findByPort(memory: EffectMemory, portSlab: number | undefined, portsKey: string): Effect | undefined {
  if (portSlab === undefined) return memory.at(portsKey).value;
  const shared = memory.at(portSlab).value;
  return shared === undefined || isClean(shared) ? shared : memory.at(portsKey).value;
}

export function keepByPort(
  memory: EffectMemory,
  portSlab: number | undefined,
  portsKey: string,
  effect: Effect,
): Effect {
  if (portSlab !== undefined) {
    const shared = memory.at(portSlab);
    if (shared.value === undefined) shared.keep(effect);
    if (isClean(effect) && shared.value === effect) return effect;
  }
  return memory.at(portsKey).keep(effect);
}
