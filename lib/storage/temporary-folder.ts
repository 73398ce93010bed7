import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../model/is-alive.js';

/** Containers may share the folder of temporary files, and then not the numbers of processes: names have the host too. */
const prefix = `tunebook-files-${encodeURIComponent(hostname())}-`;

let folder: string | undefined;

/** The folder for copies of files from elsewhere. It goes with the process; those of processes that were killed go now. */
export function temporaryFolder(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
    void removeLeftovers();
  }
  return folder;
}

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    const [, pid] = /^(\d+)-[^-]+$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // It may be another user's.
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}
