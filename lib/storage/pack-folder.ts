import { lstat, readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream';
import zlib from 'node:zlib';
import ignore, { type Ignore } from 'ignore';
import { create } from 'tar';
import { StorageError } from '../errors/storage-error.js';

/** Beside the files, says which of them stay out, as a .gitignore does. */
const ignoreFile = '.tunebookignore';

type Compressor = () => NodeJS.ReadWriteStream;

/** By the ending of the archive's name. Fast rather than small: more would make the network wait. */
const compressors: readonly (readonly [RegExp, Compressor | undefined])[] = [
  [/\.(?:tgz|tar\.gz)$/i, () => zlib.createGzip({ level: 1 })],
  [/\.(?:tzst|tar\.zst)$/i, zstd()],
  [/\.tar$/i, undefined],
];

/**
 * Makes the function that packs a folder, the same bytes each time as long as the files stay the same. Owners are left
 * out, and so are files that `.tunebookignore` names.
 *
 * @param name that of the archive; its ending says how it is compressed
 * @throws {StorageError} `address` when it has none of an archive
 */
export async function packFolder(
  folder: string,
  name: string,
): Promise<(signal?: AbortSignal) => AsyncIterable<Uint8Array>> {
  const [, compressor] = compressors.find(([ending]) => ending.test(name)) ?? [undefined, null];
  if (compressor === null) {
    throw new StorageError(
      `${folder} is a folder, which is sent as an archive: give it the name of one, as in '${name}.tgz' (or .tar, .tar.gz, .tar.zst)`,
      undefined,
      { reason: 'address' },
    );
  }
  const ignored = ignore().add(await readFile(join(folder, ignoreFile), 'utf8').catch(() => ''));
  return async function* (signal) {
    const entries = await filesOf(folder, folder, ignored);
    const archive = create({ cwd: folder, portable: true, noDirRecurse: true, strict: true }, entries);
    const packed = compressor ? pipeline(archive, compressor(), () => {}) : archive;
    for await (const chunk of packed as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      yield chunk;
    }
  };
}

/** Paths below `root`, in order; folders too, since an empty one may matter. */
async function filesOf(root: string, folder: string, ignored: Ignore): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    const below = relative(root, path).split(sep).join('/');
    const facts = await lstat(path);
    if (below === ignoreFile || ignored.ignores(facts.isDirectory() ? `${below}/` : below)) continue;
    if (facts.isDirectory()) found.push(below, ...(await filesOf(root, path, ignored)));
    else if (facts.isFile() || facts.isSymbolicLink()) found.push(below);
  }
  return found;
}

/** Node has zstd since 22.15. */
function zstd(): Compressor {
  return () => {
    const { createZstdCompress } = zlib as { createZstdCompress?: Compressor };
    if (createZstdCompress) return createZstdCompress();
    throw new StorageError(
      `Node ${process.version} cannot write .tar.zst: name the archive .tgz, or use Node 22.15 or later`,
    );
  };
}
