import type { Query } from '../store/job-query.js';

/** How many rows of a list are in memory at once. */
const page = 500;

/**
 * Sends a list as JSON while it is read, so that one of any length takes little memory. What changes meanwhile shows or
 * does not.
 */
export async function sendList<Q extends Query, T extends { readonly id: number }>(
  query: Q,
  read: (query: Q) => readonly T[],
  view: (record: T) => unknown,
): Promise<Response> {
  const text = async (records: readonly T[]) =>
    (await Promise.all(records.map(view))).map(each => JSON.stringify(each)).join(',');
  const headers = { 'content-type': 'application/json' };
  if (query.limit !== undefined && query.limit <= page) {
    return new Response(`[${await text(read(query))}]`, { headers });
  }
  const newestFirst = query.limit !== undefined;
  let left = query.limit ?? Number.POSITIVE_INFINITY;
  let last: number | undefined;
  const next = () => {
    const limit = Math.min(page, left);
    const from =
      last === undefined
        ? newestFirst
          ? {}
          : { above: -1 }
        : newestFirst
          ? { before: last }
          : { above: last };
    const records = read({ ...query, ...from, limit });
    left = records.length < limit ? 0 : left - limit;
    last = records.at(-1)?.id;
    return records;
  };
  const encoder = new TextEncoder();
  // Read before the answer begins: what fails here has a status of its own.
  const first = next();
  let ahead: string | undefined = `[${await text(first)}`;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (ahead !== undefined) {
        controller.enqueue(encoder.encode(ahead));
        ahead = undefined;
      } else if (left > 0) {
        const records = next();
        if (records.length > 0) controller.enqueue(encoder.encode(`,${await text(records)}`));
        else controller.enqueue(encoder.encode(' '));
      } else {
        controller.enqueue(encoder.encode(']'));
        controller.close();
      }
    },
  });
  return new Response(stream, { headers });
}
