import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MissingFileError } from '../errors/missing-file-error.js';
import type { ByteSource } from './byte-source.js';
import { missingFile } from './missing-file.js';

/**
 * A file of this machine.
 *
 * @param path as the user gave it; relative to the current folder
 */
export function localSource(path: string): ByteSource {
  const absolute = resolve(path);
  return {
    path: absolute,
    async size() {
      const found = await stat(absolute).catch(async error => Promise.reject(await missingFile(path, error)));
      if (found.isFile()) return found.size;
      const what = found.isDirectory() ? 'a folder' : 'no regular file';
      throw new MissingFileError(`'${path}' is ${what}. Give the path of a file in it`, path);
    },
    async *stream(range, signal) {
      if (range && range.end <= range.start) return;
      const bounds = range ? { start: range.start, end: range.end - 1 } : {};
      try {
        // Of 256 kB: of a large file every chunk costs.
        yield* createReadStream(absolute, { ...bounds, highWaterMark: 262_144, ...(signal && { signal }) });
      } catch (error) {
        signal?.throwIfAborted();
        throw await missingFile(path, error);
      }
    },
  };
}
