import unbzip2 from 'unbzip2-stream';
import { inPieces } from './in-pieces.js';

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
  for await (const piece of inPieces(chunks)) {
    stream.write(piece);
    yield* ready;
    ready = [];
    if (failed) throw failed;
  }
  stream.end();
  if (failed) throw failed;
  yield* ready;
}
