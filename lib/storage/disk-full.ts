import { StorageError } from '../errors/storage-error.js';

/** The error for a file that could not be written, where that is for want of room; any other error as it is. */
export function diskFull(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new StorageError(
    `Writing ${path} failed: the disk is full. Make room on it, and try again`,
    undefined,
    { reason: 'disk-full', cause: error },
  );
}
