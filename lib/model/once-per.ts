/**
 * Computes once for each thing, as long as somebody holds it. Snapshots share the records that do not differ, and models
 * what was understood from them, so that a remedy that is tried out computes little anew; neither is changed in place.
 */
export function oncePer<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const computed = new WeakMap<K, V>();
  return (key) => {
    const found = computed.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    computed.set(key, value);
    return value;
  };
}
