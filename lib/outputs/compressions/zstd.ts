import { Decompress } from 'fzstd';

/** Zstandard (RFC 8878), one frame or several. */
export async function* unpackZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const stream = new Decompress(chunk => ready.push(chunk));
  for await (const chunk of chunks) {
    // In small pieces: a piece is unpacked at once, and may be a thousand times larger then.
    for (let at = 0; at < chunk.length; at += pieceBytes) {
      stream.push(new Uint8Array(chunk.subarray(at, at + pieceBytes)));
      yield* ready;
      ready = [];
    }
  }
  stream.push(new Uint8Array(0), true);
  yield* ready;
}

const pieceBytes = 16_384;
