import { pipeline } from 'node:stream/promises';
import { extract, type ReadEntry } from 'tar';
import { ArchiveError, checkLink, checkMember } from './archive-members.js';

const plainTypes: ReadonlySet<string> = new Set(['File', 'OldFile', 'ContiguousFile', 'Directory']);

/**
 * Unpacks a tar, gzipped or not, into a folder.
 *
 * @throws {ArchiveError} for a member that lies outside, a link that leads outside and a special file.
 */
export async function unpackTar(
  bytes: NodeJS.ReadableStream,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  let refused: ArchiveError | undefined;
  const unpacked = extract({
    cwd: folder,
    strict: true,
    filter: (path, entry) => {
      if (refused) return false;
      try {
        checkEntry(path, entry as ReadEntry);
        return true;
      } catch (error) {
        refused = error as ArchiveError;
        return false;
      }
    },
  });
  await pipeline(bytes, unpacked, { signal });
  if (refused) throw refused;
}

function checkEntry(path: string, { type, linkpath }: ReadEntry): void {
  checkMember(path);
  if (type === 'SymbolicLink') checkLink(path, linkpath ?? '', 'symbolic');
  else if (type === 'Link') checkLink(path, linkpath ?? '', 'hard');
  else if (!plainTypes.has(type))
    throw new ArchiveError(`its member ${path} is neither file, folder nor link`);
}
