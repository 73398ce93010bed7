import type { ByteSource } from './byte-source.js';

/** Bytes that are in memory already. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: async () => bytes.length,
    async *stream(range, signal) {
      signal?.throwIfAborted();
      yield range ? bytes.subarray(range.start, range.end) : bytes;
    },
  };
}
