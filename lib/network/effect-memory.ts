/** Effects are remembered by what they depend on, so equal ones are one object and whole legs can be recognised. */
import { type Effect, isClean } from './effect.ts';
import type { SourcePart } from './flow-ends.ts';
import { remember } from './remember.ts';

type Compute = () => Omit<Effect, 'id'>;

export interface EffectMemory {
  /** The key holds everything on which the effect depends. */
  recall(key: string, compute: Compute): Effect;
  /**
   * As `recall`, where rules do not tell the ports of one slab apart: what lets everything through then does so for all
   * of them. The other effects name their ports.
   */
  recallByPort(key: string, portSlab: number | string | undefined, portsKey: string, compute: Compute): Effect;
}

/** One memory per part of a source: effects are about its addresses. */
export function createEffectMemories(): (part: SourcePart) => EffectMemory {
  const memories = new Map<SourcePart, EffectMemory>();
  let count = 0;
  const numbered = (compute: Compute) => () => {
    count += 1;
    const { control, resource, blocked, unknown, because, deciding } = compute();
    return { id: count.toString(36), control, resource, blocked, unknown, because, deciding };
  };
  return (part) =>
    remember(memories, part, () => {
      const effects = new Map<string, Effect>();
      const recall: EffectMemory['recall'] = (key, compute) => remember(effects, key, numbered(compute));
      return {
        recall,
        recallByPort(key, portSlab, portsKey, compute) {
          if (portSlab === undefined) return recall(`${key} ${portsKey}`, compute);
          const shared = recall(`${key} ~${portSlab}`, compute);
          return isClean(shared) ? shared : recall(`${key} ${portsKey}`, compute);
        },
      };
    });
}
