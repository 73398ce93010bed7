/** Bytes of a fixed number, the last piece less. */
export interface Piece {
  /** Counted from 1. */
  readonly number: number;
  readonly bytes: Buffer;
  readonly last: boolean;
  /** Gives the memory back, to be filled again. */
  release(): void;
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
