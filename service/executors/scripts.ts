import { copyFile, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../lib/model/package-root.js';

const place = (name: string) => join(packageRoot, 'service', 'executors', name);

/** Copies runner.sh into a folder: the package may be replaced by another version while jobs run. Returns its path. */
export async function copyRunner(folder: string): Promise<string> {
  const path = join(folder, 'runner.sh');
  // Runners of an earlier service go on reading the earlier copy.
  await copyFile(place('runner.sh'), `${path}.new`);
  await rename(`${path}.new`, path);
  return path;
}

/** The text of spawner.sh. */
export function spawnerScript(): Promise<string> {
  return readFile(place('spawner.sh'), 'utf8');
}
