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

/** The text of watch-starter.sh. */
export function watchStarterScript(): Promise<string> {
  return readFile(place('watch-starter.sh'), 'utf8');
}
