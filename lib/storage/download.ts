import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { lost, placeOf, storageRequest } from './storage-request.js';
import type { TransferOptions } from './transfer-options.js';

/** Fetches an object into memory. @throws {StorageError} */
export async function downloadBytes(url: string, options: TransferOptions = {}): Promise<Uint8Array> {
  const response = await storageRequest(url, { signal: options.signal ?? null });
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of counted(response, options)) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
  } catch (error) {
    options.signal?.throwIfAborted();
    throw lost('Reading', placeOf(url), error);
  }
}

/**
 * Fetches an object to disk and returns the absolute path. Missing folders are made; the file appears under its name
 * once it is whole.
 * @throws {StorageError}
 */
export async function downloadFile(
  url: string,
  path: string,
  options: TransferOptions = {},
): Promise<string> {
  const target = resolve(path);
  const response = await storageRequest(url, { signal: options.signal ?? null });
  await mkdir(dirname(target), { recursive: true });
  // In the same folder, so that the rename at the end is one step.
  const partial = join(dirname(target), `.${basename(target)}.${randomUUID().slice(0, 8)}.part`);
  try {
    await pipeline(counted(response, options), createWriteStream(partial));
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    options.signal?.throwIfAborted();
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw lost('Reading', placeOf(url), error);
    throw error; // the disk: its own error names path and reason
  }
  return target;
}

function counted(response: Response, options: TransferOptions): Readable {
  const length = response.headers.get('content-length');
  const total = length === null ? undefined : Number(length);
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      options.onProgress?.(bytes, total);
      done(null, chunk);
    },
  });
  if (!response.body) return Readable.from([]);
  const body = Readable.fromWeb(response.body as import('node:stream/web').ReadableStream<Uint8Array>);
  body.once('error', error => counter.destroy(error));
  return body.pipe(counter);
}
