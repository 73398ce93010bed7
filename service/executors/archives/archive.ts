import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream, type Stats } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { create, type ReadEntry } from 'tar';
import { ArchiveError } from './archive-members.js';
import type { UnpackLimit } from './unpack-limit.js';
import { unpackTar } from './unpack-tar.js';
import { unpackZip } from './unpack-zip.js';

/** True for the names of archives that are unpacked. */
export function isArchive(name: string): boolean {
  return /.\.(tgz|tar|gz|bz2|zip)$/i.test(name);
}

/**
 * Unpacks an archive by its name, as PROMINENCE does: a tar or zip into `folder`, any other `.gz` or `.bz2` beside itself,
 * without that suffix. Nothing is written outside of `folder`: absolute names, names with `..`, links that may lead out
 * special files and more than `limit` end it.
 *
 * @throws {ArchiveError}
 */
export async function unpack(
  archive: string,
  folder: string,
  limit: UnpackLimit,
  signal: AbortSignal,
): Promise<void> {
  try {
    if (/\.zip$/i.test(archive)) await unpackZip(archive, folder, limit, signal);
    else if (/\.(tgz|tar|tar\.gz)$/i.test(archive))
      await unpackTar(createReadStream(archive), folder, limit, signal);
    else if (/\.tar\.bz2$/i.test(archive))
      await bunzip(archive, tar => unpackTar(tar, folder, limit, signal));
    else {
      const target = createWriteStream(archive.replace(/\.\w+$/, ''));
      if (/\.gz$/i.test(archive))
        await pipeline(createReadStream(archive), createGunzip(), limit.counter(), target, { signal });
      else await bunzip(archive, bytes => pipeline(bytes, limit.counter(), target, { signal }));
    }
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw new ArchiveError(`it is broken (${(error as Error).message})`, { cause: error });
  }
}

/** Packs a folder into a gzipped tar whose members begin with `name`. */
export async function packFolder(
  folder: string,
  name: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await pack(folder, name, '.', target, signal);
}

/** Packs one file of a folder into a gzipped tar, as a member of the folder `prefix`. */
export async function packFile(
  folder: string,
  prefix: string,
  name: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  // A name that begins with @ would be read as an archive, without the dot.
  await pack(folder, prefix, `./${name}`, target, signal);
}

async function pack(
  cwd: string,
  prefix: string,
  what: string,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  let wanted = true;
  // Pipes, sockets and devices are left out: `tar` would write a broken archive.
  const filter = (_: string, entry: Stats | ReadEntry) =>
    wanted && 'isFile' in entry && (entry.isFile() || entry.isDirectory() || entry.isSymbolicLink());
  const packed = create({ cwd, prefix, filter }, [what]);
  try {
    await pipeline(packed[Symbol.asyncIterator](), createGzip(), createWriteStream(target), { signal });
  } catch (error) {
    // It closes only files that it has read to their end, and until then the disk keeps them.
    wanted = false;
    packed.on('error', () => {}).resume();
    throw error;
  }
}

/** Lets the system's bzip2 unpack: Node has none. */
async function bunzip(archive: string, use: (bytes: NodeJS.ReadableStream) => Promise<void>): Promise<void> {
  const child = spawn('bzip2', ['-dc', archive], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-500);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', error => {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      const why = missing ? 'this machine has no bzip2: install it, or pack with gzip' : error.message;
      reject(new ArchiveError(why, { cause: error }));
    });
    child.once('close', (code, signal) => {
      // SIGPIPE: nobody reads it any more, for a reason that is known there.
      if (code === 0 || signal === 'SIGPIPE') resolve();
      else
        reject(
          new ArchiveError(`it is broken (${complaint.trim() || `bzip2 ended with ${code ?? signal}`})`),
        );
    });
  });
  // What bzip2 says explains more than that its output was cut short.
  const [used, done] = await Promise.allSettled([use(child.stdout), ended]);
  for (const result of [done, used]) if (result.status === 'rejected') throw result.reason;
}
