import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize, posix } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create, extract } from 'tar';
import { type Entry, open, type ZipFile } from 'yauzl';

/** An archive that is broken, or that would write outside of its folder. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code = 'archive';
}

/** True for the names of archives that are unpacked. */
export function isArchive(name: string): boolean {
  return /\.(tgz|tar\.gz|tar|zip)$/i.test(name);
}

/**
 * Unpacks an archive. Nothing is written outside of `folder`: absolute names, names with `..`, links that lead out
 * and special files end it.
 *
 * @throws {ArchiveError}
 */
export async function unpack(archive: string, folder: string): Promise<void> {
  try {
    await (/\.zip$/i.test(archive) ? unpackZip(archive, folder) : unpackTar(archive, folder));
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError(`it is broken (${(error as Error).message})`, { cause: error });
  }
}

/** Packs a folder into a gzipped tar whose members begin with the folder's own name. */
export async function packFolder(parent: string, name: string, target: string): Promise<void> {
  await create({ gzip: true, cwd: parent, file: target, portable: false }, [`./${name}`]);
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  let refused: ArchiveError | undefined;
  await extract({
    file: archive,
    cwd: folder,
    strict: true,
    filter: (path, entry) => {
      if (refused) return false;
      const type = 'type' in entry ? entry.type : undefined;
      try {
        checkMember(path);
        if (type === 'SymbolicLink' || type === 'Link') {
          const target = ('linkpath' in entry && entry.linkpath) || '';
          // A symbolic link starts at its own folder, a hard link at the top of the archive.
          checkLink(path, target, type === 'Link' ? '.' : posix.dirname(path));
        } else if (
          type !== 'File' &&
          type !== 'OldFile' &&
          type !== 'ContiguousFile' &&
          type !== 'Directory'
        ) {
          throw new ArchiveError(`its member ${path} is neither file, folder nor link`);
        }
        return true;
      } catch (error) {
        refused = error as ArchiveError;
        return false;
      }
    },
  });
  if (refused) throw refused;
}

async function unpackZip(archive: string, folder: string): Promise<void> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    open(archive, { lazyEntries: true, autoClose: true }, (error, file) =>
      error ? reject(error) : resolve(file),
    );
  });
  try {
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject);
      zip.on('end', () => resolve());
      zip.on('entry', (entry: Entry) => {
        unpackEntry(zip, entry, folder).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

async function unpackEntry(zip: ZipFile, entry: Entry, folder: string): Promise<void> {
  checkMember(entry.fileName);
  const mode = entry.externalFileAttributes >>> 16;
  const kind = mode & 0o170000;
  const path = join(folder, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true });
    return;
  }
  if (kind !== 0 && kind !== 0o100000) {
    throw new ArchiveError(`its member ${entry.fileName} is neither file nor folder: pack links with tar`);
  }
  await mkdir(dirname(path), { recursive: true });
  const bytes = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
  await pipeline(bytes, createWriteStream(path));
  if (mode & 0o111) await chmod(path, 0o755);
}

function checkMember(path: string): void {
  if (path.includes('\0') || isAbsolute(path) || path.split(/[/\\]/).includes('..')) {
    throw new ArchiveError(`its member ${JSON.stringify(path)} lies outside of the folder`);
  }
}

function checkLink(path: string, target: string, start: string): void {
  const end = normalize(join(start, target));
  if (isAbsolute(target) || end === '..' || end.startsWith('../')) {
    throw new ArchiveError(`its member ${JSON.stringify(path)} is a link that leads outside of the folder`);
  }
}
