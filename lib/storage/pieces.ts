import type { FileHandle } from 'node:fs/promises';

/** Bytes of a fixed number, the last piece less. */
export interface Piece {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly last: boolean;
  /** Gives the memory back, to be filled again. */
  release(): void;
}

/** Bytes that know how to be cut. */
export interface Sliceable {
  /** They in pieces of `size` bytes, the last of which is the only smaller one; there is always one. */
  pieces(size: number): AsyncIterable<Piece>;
}

/**
 * Cuts a stream into pieces of `size` bytes; there is always one, which may be empty. Their memory is used again once
 * they are released.
 */
export async function* pieces(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Piece> {
  const free: Buffer[] = [];
  const next = () => free.pop() ?? Buffer.allocUnsafeSlow(size);
  let memory = next();
  let filled = 0;
  let number = 1;
  const piece = (last: boolean): Piece => {
    const used = memory;
    return { number, bytes: used.subarray(0, filled), last, release: () => void free.push(used) };
  };
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      // A full piece is given when more comes: only then is it known not to be the last.
      if (filled === size) {
        yield piece(false);
        memory = next();
        filled = 0;
        number += 1;
      }
      const part = chunk.subarray(at, at + size - filled);
      memory.set(part, filled);
      filled += part.length;
      at += part.length;
    }
  }
  yield piece(true);
}

/**
 * The pieces of an open file, read straight into the memory that is used again; there is always one.
 *
 * @param bytes of the file
 * @param check is called before the last piece is given; `read` of the bytes were there
 */
export async function* filePieces(
  file: FileHandle,
  bytes: number,
  size: number,
  check: (read: number) => Promise<void>,
): AsyncGenerator<Piece> {
  const free: Buffer[] = [];
  for (let number = 1, at = 0; ; number += 1) {
    const memory = free.pop() ?? Buffer.allocUnsafeSlow(size);
    const wanted = Math.min(size, bytes - at);
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await file.read(memory, filled, wanted - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    at += filled;
    const last = filled < wanted || at === bytes;
    if (last) await check(at);
    yield { number, bytes: memory.subarray(0, filled), last, release: () => void free.push(memory) };
    if (last) return;
  }
}
