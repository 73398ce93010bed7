import type { TransferOptions } from './transfer-options.js';

/** A part of a file: from the byte `start`, counted from 0, up to and without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the bytes of a file are: this machine, a URL, a bucket, memory. This is all that a place must be able to do;
 * what else is done with files is made of it.
 */
export interface ByteSource {
  /** The size in bytes; undefined where the place does not tell it. */
  size(signal?: AbortSignal): Promise<number | undefined>;
  /** The bytes in chunks as they come, all or those of a range (fewer where the file ends before the range does). */
  stream(range?: ByteRange, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** The absolute path of the file, where it is a file of this machine already. */
  readonly path?: string;
  /** Writes the file to an absolute path, whose folder may have to be made; for places that know a faster way than `stream`. */
  save?(path: string, options?: TransferOptions): Promise<void>;
}

/** What a place tells of a file. */
export interface SourceFacts {
  /** Bytes; undefined where the place does not tell. */
  readonly size: number | undefined;
  /** What tells this version from others (an ETag). */
  readonly version?: string | undefined;
  /** What the bytes must add up to. */
  readonly checksum?: Checksum | undefined;
  /** What its parts must add up to: shows for less work that bytes were changed on their way, but does not tell contents apart. */
  readonly parts?: PartsCheck | undefined;
  /** The path of the file, where the place is on this machine and tells it. */
  readonly path?: string | undefined;
}

/** A checksum of a whole file. */
export type Checksum =
  | { readonly kind: 'sha256'; readonly hex: string }
  /** MD5 of the MD5s of parts of `partSize` bytes, as S3 has it; of the bytes themselves where `partSize` is absent. */
  | { readonly kind: 'md5'; readonly hex: string; readonly partSize?: number | undefined };

/** The CRC32 of the CRC32s of parts of `size` bytes, the last of which may be smaller. */
export interface PartsCheck {
  readonly size: number;
  readonly crc32: number;
}

/** All bytes of a stream in one piece. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts.length === 1 ? parts[0]! : new Uint8Array(Buffer.concat(parts));
}

/** The bytes of a stream that a range has. */
export async function* slice(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { start, end }: ByteRange,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
    if (part.length > 0) yield part;
    at += chunk.length;
    if (at >= end) return;
  }
}

/** The bytes of a stream, whose errors are told as `explain` has them. @throws the signal's reason when it is aborted */
export async function* explaining(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
  explain: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    signal?.throwIfAborted();
    throw explain(error);
  }
}
