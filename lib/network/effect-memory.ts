/** Effects are remembered by what they depend on, so that equal ones are one thing and can be recognised. */
import { type Effect, isClean } from './effect.ts';
import type { SourcePart } from './flow-ends.ts';
import { Memory } from './remember.ts';

/** Under the control, and everything else on which the effect depends. */
export type EffectMemory = Memory<Effect>;

/** One memory per part of a source: effects are about its addresses. */
export function createEffectMemories(): (part: SourcePart) => EffectMemory {
  const memories = new Memory<EffectMemory>();
  return (part) => memories.at(part).recall(() => new Memory());
}

/** Of what is about the ports of one slab anyway. */
export const ONE_SLAB = 0;

/**
 * An effect that depends on the ports besides, where rules do not tell those of one slab apart: what lets everything
 * through then does so for all of them. The other effects name their ports.
 */
export function recallByPort(
  memory: EffectMemory,
  portSlab: number | undefined,
  portsKey: string,
  compute: () => Effect,
): Effect {
  if (portSlab === undefined) return memory.at(portsKey).recall(compute);
  const shared = memory.at(portSlab);
  const isFirst = shared.value === undefined;
  const effect = shared.recall(compute);
  if (isClean(effect)) return effect;
  return memory.at(portsKey).recall(isFirst ? () => effect : compute);
}
