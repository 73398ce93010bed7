import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder of the package, wherever the compiler put this file below it. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The version of the package. */
export const packageVersion = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

/**
 * The URL of a module of its own, such as a thread's, by its path below `dist`: what calls it may have been put into one
 * file with others, in another folder.
 */
export function moduleUrl(path: string): URL {
  return pathToFileURL(join(packageRoot, 'dist', path));
}

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}
