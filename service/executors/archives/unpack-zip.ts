import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, open, type ZipFile } from 'yauzl';
import { ArchiveError, checkMember } from './archive-members.js';
import type { UnpackLimit } from './unpack-limit.js';

/**
 * Unpacks a zip into a folder.
 *
 * @throws {ArchiveError} for a member that lies outside, a link, a special file and more than `limit`.
 */
export async function unpackZip(
  archive: string,
  folder: string,
  limit: UnpackLimit,
  signal: AbortSignal,
): Promise<void> {
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
        unpackEntry(zip, entry, folder, limit, signal).then(() => zip.readEntry(), reject);
      });
      zip.readEntry();
    });
  } finally {
    zip.close();
  }
}

async function unpackEntry(
  zip: ZipFile,
  entry: Entry,
  folder: string,
  limit: UnpackLimit,
  signal: AbortSignal,
): Promise<void> {
  checkMember(entry.fileName);
  limit.takeMember(entry.uncompressedSize);
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
  await pipeline(bytes, createWriteStream(path), { signal });
  if (mode & 0o111) await chmod(path, 0o755);
}
