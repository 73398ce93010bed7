import { stat } from 'node:fs/promises';

/** Bytes; 0 for a file that is not there yet. */
export async function fileSize(path: string): Promise<number> {
  return stat(path).then(
    found => found.size,
    () => 0,
  );
}
