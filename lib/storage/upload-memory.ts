import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tunebookHome } from '../model/home.js';
import type { UploadMemory } from './transfer-options.js';

/** Remembers, across kernels, the unfinished upload of these very bytes to this very place. */
export function uploadMemory(place: string, identity: string): UploadMemory {
  const folder = join(tunebookHome().data, 'unfinished-uploads');
  const path = join(folder, createHash('sha256').update(`${place}\n${identity}`).digest('hex'));
  return {
    recall: () => readFile(path, 'utf8').catch(() => undefined),
    // Where that cannot be written an upload works all the same, and starts anew after a crash.
    keep: async uploadId => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(path, uploadId, { mode: 0o600 });
      } catch {}
    },
    forget: () => rm(path, { force: true }),
  };
}
