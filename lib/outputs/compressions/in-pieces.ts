/** A piece may be thousands of times larger when it is unpacked, and libraries unpack one at once. */
const pieceBytes = 16_384;

/** Chunks in small pieces. */
export async function* inPieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += pieceBytes) yield chunk.subarray(at, at + pieceBytes);
  }
}
