import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { tunebookHome } from '../model/home.js';
import { diskFull } from './disk-full.js';
import type { SizedSource } from './upload.js';
import { type UploadSource, uploadSource } from './upload-source.js';

/**
 * Calls with bytes whose number is known and that can be read again; where they are not that, they go through a file, which is
 * removed afterwards.
 */
export async function withKnownSize<T>(
  source: UploadSource,
  signal: AbortSignal | undefined,
  call: (source: SizedSource) => Promise<T>,
): Promise<T> {
  if (isSized(source)) return call(source);
  const folder = join(tunebookHome().cache, 'spool');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  try {
    await pipeline(source.chunks(signal), createWriteStream(path, { mode: 0o600 })).catch(error => {
      throw diskFull(error, path);
    });
    const file = (await uploadSource(path, '')) as SizedSource;
    return await call({ ...file, identity: source.identity ?? file.identity });
  } finally {
    await rm(path, { force: true });
  }
}

function isSized(source: UploadSource): source is SizedSource {
  return source.size !== undefined && source.repeatable;
}
