/** `flatMap` at the price of a loop: the engines define each of its elements as a property. */
export function gather<T, U>(items: readonly T[], listOf: (item: T) => readonly U[]): U[] {
  const all: U[] = [];
  items.forEach((item) => {
    listOf(item).forEach((each) => {
      all.push(each);
    });
  });
  return all;
}
