import { statfsSync } from 'node:fs';

/** Bytes: a disk with less is full. More than what the service holds back for itself. */
const noSpace = 2 * 2 ** 20;

/** True when next to nothing fits on the disk of a folder any more. */
export function isDiskFull(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < noSpace;
  } catch {
    return false; // a job may have removed its own folder
  }
}

/** True for the error of something that had no room on its disk. */
export function saysDiskFull(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL';
}
