/** The items that have the key which most of them have; none where there are none. */
export function largestGroup<T>(items: Iterable<T>, keyOf: (item: T) => unknown): readonly T[] {
  const groups = new Map<unknown, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}
