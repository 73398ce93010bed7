import { accessSync, constants, lstatSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'tunebook-cells-';
/** Says which process a folder belongs to. */
const OWNER = '~owner.json';
/** A younger folder may not say yet whose it is, in milliseconds. */
const SETTLED = 60_000;

interface Owner {
  readonly pid: number;
  /** Containers may share the temporary folder, and then not the numbers of processes. */
  readonly host: string;
}

/** Where private folders are: in memory where there is such a place, for a cell is written and read before each run. */
function place(): string {
  const inMemory = process.env['TMPDIR'] ? [] : [process.env['XDG_RUNTIME_DIR'], '/dev/shm'];
  return inMemory.find(isWritable) ?? tmpdir();
}

function isWritable(folder: string | undefined): folder is string {
  try {
    accessSync(folder ?? '', constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Makes a folder that only this user may read, for cells may hold secrets; it belongs to this process. */
export function makePrivateFolder(): string {
  const folder = mkdtempSync(join(place(), PREFIX));
  const owner: Owner = { pid: process.pid, host: hostname() };
  writeFileSync(join(folder, OWNER), JSON.stringify(owner));
  return folder;
}

/** Removes the private folders of processes that were killed before they could do so themselves. */
export async function removeStaleFolders(): Promise<void> {
  const parent = place();
  const names = await readdir(parent);
  const folders = names.filter(name => name.startsWith(PREFIX)).map(name => join(parent, name));
  for (const folder of folders.filter(isStale)) await rm(folder, { recursive: true, force: true });
}

function isStale(folder: string): boolean {
  try {
    const stat = lstatSync(folder);
    const isOurs = stat.isDirectory() && stat.uid === process.getuid?.();
    if (!isOurs || Date.now() - stat.mtimeMs < SETTLED) return false;
    const { pid, host } = JSON.parse(readFileSync(join(folder, OWNER), 'utf8')) as Owner;
    return host === hostname() && !isRunning(pid);
  } catch {
    // It is being removed, or it does not say whose it is.
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user can't be asked, but it is there.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
