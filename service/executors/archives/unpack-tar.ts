import { pipeline } from 'node:stream/promises';
import { extract, type ReadEntry } from 'tar';
import { ArchiveError, checkLink, checkMember } from './archive-members.js';
import type { UnpackLimit } from './unpack-limit.js';

const plainTypes: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile', 'Directory']);

/**
 * Unpacks a tar, gzipped or not, into a folder.
 *
 * @throws {ArchiveError} for a member that lies outside, a link that leads outside, a special file and more than `limit`.
 */
export async function unpackTar(
  bytes: NodeJS.ReadableStream,
  folder: string,
  limit: UnpackLimit,
  signal: AbortSignal,
): Promise<void> {
  let refused: ArchiveError | undefined;
  const stop = new AbortController();
  const unpacked = extract({
    cwd: folder,
    strict: true,
    filter: (path, entry) => {
      if (refused) return false;
      try {
        checkEntry(path, entry as ReadEntry);
        limit.takeMember(entry.size);
        return true;
      } catch (error) {
        refused = error as ArchiveError;
        // The rest may be very long.
        stop.abort();
        return false;
      }
    },
  });
  try {
    await pipeline(bytes, unpacked, { signal: AbortSignal.any([signal, stop.signal]) });
  } catch (error) {
    throw refused ?? error;
  }
  if (refused) throw refused;
}

function checkEntry(path: string, { type, linkpath }: ReadEntry): void {
  checkMember(path);
  if (type === 'SymbolicLink') checkLink(path, linkpath ?? '', 'symbolic');
  else if (type === 'Link') checkLink(path, linkpath ?? '', 'hard');
  else if (!plainTypes.has(type))
    throw new ArchiveError(`its member ${path} is neither file, folder nor link`);
}
