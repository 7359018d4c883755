/** The value under a key, computed on the first question. */
export function remember<K, V>(memory: Map<K, V>, key: K, compute: () => V): V {
  const found = memory.get(key);
  if (found !== undefined) return found;
  const value = compute();
  memory.set(key, value);
  return value;
}

/** The memory under a key, empty on the first question. */
export function memoryUnder<K, L, V>(memories: Map<K, Map<L, V>>, key: K): Map<L, V> {
  const found = memories.get(key);
  if (found !== undefined) return found;
  const memory = new Map<L, V>();
  memories.set(key, memory);
  return memory;
}
