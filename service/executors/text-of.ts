import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';

/** The text of a small file of this machine; empty where {@link readAtOnce} reads nothing. */
export function textOf(path: string): string {
  return readAtOnce(path, file => readFileSync(file, 'utf8')) ?? '';
}

/**
 * Reads a small file of this machine at once: waiting for it would take a short job longer.
 *
 * @param read of the open file and its size in bytes
 * @returns undefined when it is not there, or is no file: a job may put a pipe in its place, whose reading would never end.
 */
export function readAtOnce<T>(path: string, read: (file: number, size: number) => T): T | undefined {
  // Making an error takes longer than asking.
  if (!existsSync(path)) return undefined;
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  try {
    const found = fstatSync(file);
    return found.isFile() ? read(file, found.size) : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(file);
  }
}
