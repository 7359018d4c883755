/** The value under a key, computed on the first question. */
export function remember<K, V>(memory: Map<K, V>, key: K, compute: () => V): V {
  const found = memory.get(key);
  if (found !== undefined) return found;
  const value = compute();
  memory.set(key, value);
  return value;
}

/** Values under keys of several pieces: numbers, texts, or things that are what they are. */
export class Memory<V> {
  #value: V | undefined;
  #next: Map<unknown, Memory<V>> | undefined;

  at(piece: unknown): Memory<V> {
    this.#next ??= new Map();
    const found = this.#next.get(piece);
    if (found !== undefined) return found;
    const next = new Memory<V>();
    this.#next.set(piece, next);
    return next;
  }

  /** The value here, computed on the first question. */
  recall(compute: () => V): V {
    this.#value ??= compute();
    return this.#value;
  }

  /** The value here, if it was computed. */
  get value(): V | undefined {
    return this.#value;
  }
}
