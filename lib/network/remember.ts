/** The value under a key, computed on the first question. */
export function remember<K, V>(memory: Map<K, V>, key: K, compute: () => V): V {
  const found = memory.get(key);
  if (found !== undefined) return found;
  const value = compute();
  memory.set(key, value);
  return value;
}

/**
 * Values under keys of several pieces: numbers, texts, or things that are what they are. Used as
 * `slot.value ?? slot.keep(…)`: on the hottest paths, asking with a function would make one for nothing.
 */
export class Memory<V> {
  #value: V | undefined;
  // Most have one below them, and a map is large.
  #firstPiece: unknown;
  #first: Memory<V> | undefined;
  #others: Map<unknown, Memory<V>> | undefined;

  at(piece: unknown): Memory<V> {
    if (this.#first === undefined) {
      this.#firstPiece = piece;
      this.#first = new Memory();
      return this.#first;
    }
    if (this.#firstPiece === piece) return this.#first;
    this.#others ??= new Map();
    return remember(this.#others, piece, createMemory<V>);
  }

  /** The value here, if there is one yet. */
  get value(): V | undefined {
    return this.#value;
  }

  keep(value: V): V {
    this.#value = value;
    return value;
  }
}

const createMemory = <V>(): Memory<V> => new Memory();
