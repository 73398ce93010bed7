import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ByteSource } from './byte-source.js';
import { saveTo } from './save-to.js';

let folder: string | undefined;

/** The folder for copies of files from elsewhere. It goes with the process. */
export function temporaryFolder(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'tunebook-files-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  return folder;
}

/** Copies a file to this machine, under its own name: its extension may matter to who reads it. */
export async function temporaryCopy(source: ByteSource, name: string, signal?: AbortSignal): Promise<string> {
  const path = join(await mkdtemp(join(temporaryFolder(), 'f')), basename(name) || 'file');
  await saveTo(source, path, { signal });
  return path;
}
