import { type FileHandle, open } from 'node:fs/promises';
import type { ByteRange } from './byte-source.js';
import { missingFile } from './missing-file.js';
import { writeAll } from './write-chunks.js';

/** Bytes that are read at once: as many as stay in the processor's cache until they are written and added up. */
const readSize = 262_144;

/**
 * Copies a range of a file of this machine to the same place of an open one. While a chunk is looked at, it is written
 * and the next one is read; in memory that is used again, since fresh memory costs as much as the copying does. A file
 * that ends before the range does is copied up to its end. Whatever is thrown, no write is under way any more.
 *
 * @param look is shown each chunk, whose memory it must not keep
 * @throws {MissingFileError} when the file is gone; else what the disk throws
 */
export async function copyRange(
  path: string,
  target: FileHandle,
  { start, end }: ByteRange,
  look: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): Promise<void> {
  const source = await open(path).catch(async error => Promise.reject(await missingFile(path, error)));
  let [filling, spare] = [Buffer.allocUnsafeSlow(readSize), Buffer.allocUnsafeSlow(readSize)];
  const next = (at: number) => source.read(filling, 0, Math.min(readSize, end - at), at);
  try {
    for (let at = start, { bytesRead } = await next(at); bytesRead > 0; ) {
      signal.throwIfAborted();
      [filling, spare] = [spare, filling];
      const chunk = spare.subarray(0, bytesRead);
      const under = [writeAll(target, [chunk], bytesRead, at), next(at + bytesRead)] as const;
      look(chunk);
      await Promise.allSettled(under);
      await under[0];
      at += bytesRead;
      ({ bytesRead } = await under[1]);
    }
  } finally {
    await source.close();
  }
}
