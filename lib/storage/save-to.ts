import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ByteSource } from './byte-source.js';
import { diskFull } from './disk-full.js';
import { hiddenName } from './hidden-name.js';
import type { TransferOptions } from './transfer-options.js';

/** Writes a file from wherever it is to a path of this machine; it appears there once it is whole. */
export async function saveTo(source: ByteSource, path: string, options: TransferOptions = {}): Promise<void> {
  if (source.save) return source.save(path, options);
  await saveStream(source.stream(undefined, options.signal), path);
}

/** Writes a stream to a path of this machine; it appears there once it is whole. @throws {StorageError} `disk-full` */
export async function saveStream(chunks: AsyncIterable<Uint8Array>, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // In the same folder, so that the rename at the end is one step.
  const partial = join(dirname(path), `${hiddenName(basename(path))}${randomUUID().slice(0, 8)}.part`);
  try {
    await pipeline(chunks, createWriteStream(partial));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw diskFull(error, path);
  }
}
