/** The names most like what was typed, nearest first; none where nothing is alike. */
export function nearestNames(typed: string, names: readonly string[], count = 3): readonly string[] {
  const wanted = typed.toLowerCase();
  return names
    .map((name) => ({ name, distance: distanceBetween(wanted, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length / 3)) || sharesWords(wanted, name))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

/** Half of the words or more, such as `acl reply` for `target-acl-blocks-reply`. */
function sharesWords(typed: string, name: string): boolean {
  const words = typed.split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  const own = new Set(name.toLowerCase().split(/[^a-z0-9]+/));
  return words.length > 0 && words.filter((word) => own.has(word)).length * 2 >= words.length;
}

/** Levenshtein: letters to insert, delete or replace. */
export function distanceBetween(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...left].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...right].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
