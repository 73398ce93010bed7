import { MalformedFileError } from '../errors/malformed-file-error.js';
import { TooLargeError } from '../errors/too-large-error.js';
import { TunebookError } from '../errors/tunebook-error.js';
import type { ByteSource } from '../storage/byte-source.js';
import { slice } from '../storage/byte-source.js';
import { begins } from './text.js';

/** A way of making files smaller, which readers never see. */
export interface Compression {
  readonly title: string;
  /** What it adds to names (`x.csv.gz`), and what then is left of them (`x.tgz` holds `x.tar`). */
  readonly extensions: Readonly<Record<string, string>>;
  matches(head: Uint8Array): boolean;
  /** What unpacks a stream, and fails where it is damaged or cut short. */
  load(): Promise<(chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>>;
}

/** Every compression that is undone without asking. */
export const compressions: readonly Compression[] = [
  {
    title: 'gzip',
    extensions: { gz: '', tgz: '.tar' },
    matches: head => begins(head, '\x1f\x8b'),
    load: async () => (await import('./compressions/gzip.js')).unpackGzip,
  },
  {
    title: 'zstd',
    extensions: { zst: '', tzst: '.tar' },
    matches: head => begins(head, '\x28\xb5\x2f\xfd'),
    load: async () => (await import('./compressions/zstd.js')).unpackZstd,
  },
  {
    title: 'bzip2',
    extensions: { bz2: '', tbz: '.tar', tbz2: '.tar' },
    matches: head => begins(head, 'BZh') && begins(head, '1AY&SY', 4),
    load: async () => (await import('./compressions/bzip2.js')).unpackBzip2,
  },
  {
    title: 'xz',
    extensions: { xz: '', txz: '.tar' },
    matches: head => begins(head, '\xfd7zXZ\x00'),
    load: async () => (await import('./compressions/xz.js')).unpackXz,
  },
];

/** The name of what a compressed file holds. */
export function unpackedName(name: string, { extensions }: Compression): string {
  const [, stem, extension] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
  const rest = extensions[extension?.toLowerCase() ?? ''];
  return stem === undefined || rest === undefined ? name : stem + rest;
}

/**
 * What a compressed file holds, as a place to read it from. A range is had by unpacking all before it.
 *
 * @param title how messages call the file
 */
export function unpackedSource(packed: ByteSource, compression: Compression, title: string): ByteSource {
  return {
    size: async () => undefined,
    stream(range, signal) {
      const chunks = guarded(packed.stream(undefined, signal), compression, title, signal);
      return range ? slice(chunks, range) : chunks;
    },
  };
}

/** So much is unpacked of any file; of more only what is no more than so many times its size. */
const anyBytes = 2 ** 28;
const anyRatio = 200;

/** Unpacks and watches: what is damaged, and what was made to fill memory and disk, ends with an error that says so. */
async function* guarded(
  packed: AsyncIterable<Uint8Array>,
  { load, title: kind }: Compression,
  title: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let read = 0;
  let given = 0;
  async function* counted() {
    for await (const chunk of packed) {
      read += chunk.length;
      yield chunk;
    }
  }
  try {
    const unpack = await load();
    for await (const chunk of unpack(counted())) {
      given += chunk.length;
      if (given > anyBytes && given > anyRatio * read) {
        throw new TooLargeError(
          `${title} unpacks to more than ${anyRatio} times its size and was not read on. If that is as it should be, unpack it on disk first.`,
        );
      }
      yield chunk;
    }
  } catch (cause) {
    if (cause instanceof TunebookError || signal?.aborted) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new MalformedFileError(
      `${title} is damaged or cut short: its ${kind} cannot be unpacked (${message}).`,
      {
        cause,
      },
    );
  }
}
