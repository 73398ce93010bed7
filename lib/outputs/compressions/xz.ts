import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import xz from 'xz-decompress';

/** xz, one stream or several behind each other. */
export async function* unpackXz(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const packed = Readable.toWeb(Readable.from(chunks)) as unknown as ConstructorParameters<
    typeof xz.XzReadableStream
  >[0];
  // The chunks lie in the library's memory until the next is asked for.
  for await (const chunk of new xz.XzReadableStream(packed) as unknown as ReadableStream<Uint8Array>) {
    yield new Uint8Array(chunk);
  }
}
