import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** gzip, one stream or several behind each other. */
export function unpackGzip(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // What fails in the pipeline fails in its last stream too, which is read.
  return pipeline(Readable.from(chunks), createGunzip(), () => {});
}
