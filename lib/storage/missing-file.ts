import { readdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { MissingFileError } from '../errors/missing-file-error.js';
import { nearNames } from '../errors/near-names.js';

/** Turns what reading a local file threw into an error that helps; anything else is returned as it is. */
export async function missingFile(path: string, error: unknown): Promise<unknown> {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return error;
  const folder = dirname(resolve(path));
  const where = `looked in ${folder}`;
  if (code === 'EISDIR') {
    const name = basename(resolve(path)) || 'folder';
    return new MissingFileError(
      `'${path}' is a folder, not a file. Pack it (tar czf ${name}.tgz ${path}) and give the archive as an Artifact`,
      path,
      { cause: error },
    );
  }
  if (code !== 'ENOENT' && code !== 'ENOTDIR') {
    return new MissingFileError(`Cannot read '${path}' (${where}): ${code}`, path, { cause: error });
  }
  const names = await readdir(folder).catch(() => undefined);
  if (!names) {
    return new MissingFileError(`There is no file '${path}': the folder ${folder} does not exist`, path, {
      cause: error,
    });
  }
  const near = nearNames(basename(path), names);
  const hint = near.length > 0 ? `. Near names there: ${near.join(', ')}` : '';
  return new MissingFileError(`There is no file '${path}' (${where})${hint}`, path, { cause: error });
}
