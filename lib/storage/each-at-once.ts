/**
 * Works on all items, so many of them at once, in their order. When one fails the others are stopped, and have ended by
 * the time that it rejects.
 *
 * @param outer stops all when it is aborted
 * @throws what the first that failed has thrown
 */
export async function eachAtOnce<Item>(
  items: Iterable<Item>,
  atOnce: number,
  outer: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  const waiting = [...items].values(); // each takes the next one
  const worker = async () => {
    for (const item of waiting) await work(item, signal);
  };
  const workers = Array.from({ length: atOnce }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(workers);
    throw error;
  }
}
