import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * The text of a small file of this machine, read at once: waiting for it would take a short job longer. Empty when it
 * is not there, or is no file: a job may put a pipe in its place, whose reading would never end.
 */
export function textOf(path: string): string {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return '';
  }
  try {
    return fstatSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  } catch {
    return '';
  } finally {
    closeSync(file);
  }
}
