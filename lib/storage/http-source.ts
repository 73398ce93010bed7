import type { ReadableStream } from 'node:stream/web';
import { type ByteRange, type ByteSource, slice } from './byte-source.js';
import { lost, placeOf, storageRequest } from './storage-request.js';

/** Calls with the URL of the file, and may call again with a fresh one when that has expired. */
export type WithUrl = <T>(
  call: (url: string, signal: AbortSignal | undefined) => Promise<T>,
  signal: AbortSignal | undefined,
) => Promise<T>;

/** A file at a URL, signed or public. Ranges are asked for; of a server that knows none the rest is left out here. */
export function httpSource(withUrl: WithUrl): ByteSource {
  return {
    size: signal =>
      withUrl(async (url, signal) => {
        // Not HEAD: what is signed for reading allows nothing else.
        const { response } = await request(url, { start: 0, end: 1 }, signal);
        await response?.body?.cancel();
        if (!response) return 0;
        const total =
          response.headers.get('content-range')?.split('/')[1] ?? response.headers.get('content-length');
        return total === null || !/^\d+$/.test(total) ? undefined : Number(total);
      }, signal),
    async *stream(range, signal) {
      if (range && range.end <= range.start) return;
      const { response, url } = await withUrl((url, signal) => request(url, range, signal), signal);
      if (!response?.body) return;
      try {
        const chunks = response.body as ReadableStream<Uint8Array>;
        if (range && response.status !== 206) yield* slice(chunks, range);
        else yield* chunks;
      } catch (error) {
        signal?.throwIfAborted();
        throw lost('Reading', placeOf(url), error);
      }
    },
    async save(path, signal) {
      const { downloadFile } = await import('./download.js');
      await withUrl((url, signal) => downloadFile(url, path, { signal }), signal);
    },
  };
}

/** No response where the range lies behind the end of the file. */
async function request(
  url: string,
  range: ByteRange | undefined,
  signal: AbortSignal | undefined,
): Promise<{ response: Response | undefined; url: string }> {
  const headers = range ? { range: `bytes=${range.start}-${range.end - 1}` } : {};
  try {
    return { response: await storageRequest(url, { headers, signal: signal ?? null }), url };
  } catch (error) {
    if ((error as { status?: number }).status === 416) return { response: undefined, url };
    throw error;
  }
}
