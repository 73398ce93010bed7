import { mkdtemp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ByteSource } from './byte-source.js';
import { saveTo } from './save-to.js';
import { temporaryFolder } from './temporary-folder.js';

/** Copies a file to this machine, under its own name: its extension may matter to who reads it. */
export async function temporaryCopy(source: ByteSource, name: string, signal?: AbortSignal): Promise<string> {
  const path = join(await mkdtemp(join(temporaryFolder(), 'f')), basename(name) || 'file');
  await saveTo(source, path, { signal });
  return path;
}
