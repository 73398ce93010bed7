import unbzip2 from 'unbzip2-stream';

/** bzip2, one stream or several behind each other. */
export async function* unpackBzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // An old kind of stream, which answers each piece at once and knows no waiting.
  const stream = unbzip2() as unknown as NodeJS.ReadWriteStream;
  let ready: Uint8Array[] = [];
  let failed: Error | undefined;
  stream.on('data', (chunk: Uint8Array) => ready.push(chunk));
  stream.on('error', (error: Error) => {
    failed ??= error;
  });
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length && !failed; at += pieceBytes) {
      stream.write(chunk.subarray(at, at + pieceBytes));
      yield* ready;
      ready = [];
    }
    if (failed) throw failed;
  }
  stream.end();
  if (failed) throw failed;
  yield* ready;
}

/** A piece may be thousands of times larger when it is unpacked. */
const pieceBytes = 16_384;
