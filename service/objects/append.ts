import { createHash, type Hash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { diskFull } from '../../lib/storage/disk-full.js';
import { addFile } from '../../lib/storage/sha256.js';
import { writeChunks } from '../../lib/storage/write-chunks.js';

/**
 * Adds bytes to a file that has `offset` of them; the SHA-256 of all. What is there of them when they break off stays, but
 * for a disk that is full.
 *
 * @param signal stops it, also while no bytes come
 */
export async function append(
  bytes: Readable,
  path: string,
  offset: number,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, offset > 0 ? 'r+' : 'w', 0o600);
  try {
    if (offset > 0) await addFile(hash, file, signal);
    await writeChunks(file, hashed(bytes, hash, signal), offset);
  } catch (error) {
    if (diskFull(error, path) !== error) await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** Passes bytes on, adding them up. Who stops taking them can still be answered. */
async function* hashed(
  bytes: Readable,
  hash: Hash,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const chunks = bytes.iterator({ destroyOnReturn: false });
  for (;;) {
    const { done, value } = await unlessAborted(chunks.next(), signal);
    if (done) return;
    hash.update(value);
    yield value;
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
