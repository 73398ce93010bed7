import type { ByteSource } from '../storage/byte-source.js';
import { slice } from '../storage/byte-source.js';

/** A way of making files smaller, which readers never see. */
export interface Compression {
  readonly title: string;
  /** What it adds to names (`x.csv.gz`), and what then is left of them (`x.tgz` holds `x.tar`). */
  readonly extensions: Readonly<Record<string, string>>;
  matches(head: Uint8Array): boolean;
  /** Unpacks a stream. Fails where it is damaged or cut short. */
  unpack(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

const begins = (head: Uint8Array, bytes: readonly number[]) => bytes.every((byte, i) => head[i] === byte);

/** Every compression that is undone without asking. */
export const compressions: readonly Compression[] = [
  {
    title: 'gzip',
    extensions: { gz: '', tgz: '.tar' },
    matches: head => begins(head, [0x1f, 0x8b]),
    async *unpack(chunks) {
      const { createGunzip } = await import('node:zlib');
      const { Readable } = await import('node:stream');
      yield* Readable.from(chunks).compose(createGunzip()) as AsyncIterable<Uint8Array>;
    },
  },
];

/** The name of what a compressed file holds. */
export function unpackedName(name: string, { extensions }: Compression): string {
  const [, stem, extension] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
  const rest = extensions[extension?.toLowerCase() ?? ''];
  return stem === undefined || rest === undefined ? name : stem + rest;
}

/** What a compressed file holds, as a place to read it from. A range is had by unpacking all before it. */
export function unpackedSource(packed: ByteSource, compression: Compression): ByteSource {
  return {
    size: async () => undefined,
    stream(range, signal) {
      const chunks = compression.unpack(packed.stream(undefined, signal));
      return range ? slice(chunks, range) : chunks;
    },
  };
}
