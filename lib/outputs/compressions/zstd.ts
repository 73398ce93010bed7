import { Decompress } from 'fzstd';
import { inPieces } from './in-pieces.js';

/** Zstandard (RFC 8878), one frame or several. */
export async function* unpackZstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const stream = new Decompress(chunk => ready.push(chunk));
  for await (const piece of inPieces(chunks)) {
    stream.push(new Uint8Array(piece));
    yield* ready;
    ready = [];
  }
  stream.push(new Uint8Array(0), true);
  yield* ready;
}
