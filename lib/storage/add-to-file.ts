import { constants } from 'node:fs';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { StorageError } from '../errors/storage-error.js';
import { isAlive } from '../model/is-alive.js';
import { diskFull } from './disk-full.js';
import { writeChunks } from './write-chunks.js';

/** True while a process of this machine adds to a file by {@link addToFile}. */
export async function isBeingAddedTo(path: string): Promise<boolean> {
  const holder = Number(await readFile(lockOf(path), 'utf8').catch(() => 0));
  return holder > 0 && isAlive(holder);
}

/**
 * Adds bytes to a file of this machine that has `offset` of them, and calls; all that while no other process adds to it.
 * Undefined, and nothing is done, where its folder is out of reach.
 *
 * @throws {StorageError} with status 409 when another process adds to it, or has
 * @throws {StorageError} `disk-full`; the file is gone then
 */
export async function addToFile<T>(
  path: string,
  chunks: () => AsyncIterable<Uint8Array>,
  offset: number,
  then: () => Promise<T>,
): Promise<T | undefined> {
  if (!(await locked(path))) return undefined;
  try {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    try {
      if ((await file.stat()).size !== offset) throw busy(path);
      await writeChunks(file, chunks(), offset);
    } catch (error) {
      const told = diskFull(error, path);
      if (told !== error) await rm(path, { force: true });
      throw told;
    } finally {
      await file.close();
    }
    return await then();
  } finally {
    await rm(lockOf(path), { force: true });
  }
}

/** False where the folder is out of reach. @throws {StorageError} with status 409 */
async function locked(path: string): Promise<boolean> {
  const lock = lockOf(path);
  // That of a process which is gone holds nothing.
  if ((await stat(lock).catch(() => undefined)) && !(await isBeingAddedTo(path)))
    await rm(lock, { force: true });
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw busy(path);
    return false;
  }
}

function lockOf(path: string): string {
  return `${path}.lock`;
}

function busy(path: string): StorageError {
  return new StorageError(`Writing ${path} failed: another process writes it`, 409);
}
